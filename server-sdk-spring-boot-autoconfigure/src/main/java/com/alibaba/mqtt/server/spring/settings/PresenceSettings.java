package com.alibaba.mqtt.server.spring.settings;

import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.spring.MqttStatusCustomizer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the builder of a tracker of one instance's properties. Internal. */
public final class PresenceSettings {
    private final String name;
    private final Setting setting;
    private final PresenceProperties properties;
    private final String instanceId;
    private final List<MqttStatusCustomizer> customizers;

    PresenceSettings(
            String name,
            Setting setting,
            PresenceProperties properties,
            String instanceId,
            List<MqttStatusCustomizer> customizers) {
        this.name = name;
        this.setting = setting;
        this.properties = properties;
        this.instanceId = instanceId;
        this.customizers = customizers;
    }

    /** Returns the id of the instance, for the keys of a shared store. */
    public String instanceId() {
        return instanceId;
    }

    /** Returns where the states are kept. */
    public PresenceProperties properties() {
        return properties;
    }

    /** Refuses to keep the states on Redis. */
    public PropertyException noRedis(String reason) {
        return setting.missing("presence.store", reason);
    }

    /** Returns what the property causes; what that refuses is said by the name of the property. */
    public <T> T checked(String property, Supplier<T> action) {
        return setting.checked(property, action);
    }

    /**
     * Returns the builder.
     *
     * @param store null for one in memory
     * @param client null if the service is not asked
     */
    public PresenceTrackerBuilder builder(@Nullable PresenceStore store, @Nullable StatusQueryClient client) {
        PresenceTrackerBuilder builder = PresenceTracker.builder();
        setting.set("presence.grace-period", properties.getGracePeriod(), builder::gracePeriod);
        setting.set("presence.skew-tolerance", properties.getSkewTolerance(), builder::skewTolerance);
        setting.set("presence.action-attempts", properties.getActionAttempts(), builder::actionAttempts);
        setting.set("presence.max-age", properties.getMaxAge(), builder::maxAge);
        setting.set("presence.queries-per-second", properties.getQueriesPerSecond(), builder::queriesPerSecond);
        setting.set("presence.confirm-offline", properties.getConfirmOffline(), builder::confirmOffline);
        if (store != null) {
            builder.store(store);
        }
        if (client != null && properties.isQueries()) {
            builder.liveQuery(client::live, ClientStatus::online);
            builder.cachedQuery(client::cached, ClientStatus::online);
        }
        customizers.forEach(each -> each.presence(name, builder));
        return builder;
    }

    /** Builds the tracker; what the builder refuses is said by the names of the properties. */
    public PresenceTracker build(PresenceTrackerBuilder builder) {
        return setting.checked("presence", () -> {
            try {
                return builder.build();
            } catch (IllegalArgumentException e) {
                throw inPropertyNames(e);
            }
        });
    }

    /** The builder refuses what needs queries, where there are none. */
    private IllegalArgumentException inPropertyNames(IllegalArgumentException refusal) {
        if (properties.getConfirmOffline() == null && properties.getMaxAge() == null) {
            // it is about what a customizer has set
            return refusal;
        }
        return setting.wrong(
                properties.getConfirmOffline() == null ? "presence.max-age" : "presence.confirm-offline",
                "needs queries: set query.region or query.endpoint, and do not set presence.queries to false",
                refusal);
    }
}
