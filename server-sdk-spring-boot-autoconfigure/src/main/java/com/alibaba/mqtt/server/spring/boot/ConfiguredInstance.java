package com.alibaba.mqtt.server.spring.boot;

import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.spring.MqttStatusInstance;
import com.alibaba.mqtt.server.spring.MqttTemplate;
import com.alibaba.mqtt.server.spring.listener.Invocations;
import com.alibaba.mqtt.server.spring.settings.InstanceSettings;
import com.alibaba.mqtt.server.spring.settings.PresenceSettings;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An instance that is made of its properties. */
final class ConfiguredInstance implements MqttStatusInstance, AutoCloseable {
    private final InstanceSettings settings;
    private final Invocations invocations;
    private final Function<PresenceSettings, @Nullable PresenceStore> stores;
    private @Nullable StatusQueryClient query;
    private @Nullable PresenceTracker presence;
    private @Nullable PresenceStore store;
    private @Nullable MqttTemplate template;

    ConfiguredInstance(
            InstanceSettings settings,
            Invocations invocations,
            Function<PresenceSettings, @Nullable PresenceStore> stores) {
        this.settings = settings;
        this.invocations = invocations;
        this.stores = stores;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public synchronized StatusQueryClient query() {
        StatusQueryClient made = query == null ? settings.query() : query;
        query = made;
        return made;
    }

    @Override
    public PresenceTracker presence() {
        return presence(settings.hasQueries() ? query() : null);
    }

    /** Returns the tracker; if there is none yet, one that asks this client. */
    synchronized PresenceTracker presence(@Nullable StatusQueryClient client) {
        PresenceTracker made = presence == null ? tracker(client) : presence;
        presence = made;
        return made;
    }

    private PresenceTracker tracker(@Nullable StatusQueryClient client) {
        PresenceSettings from = settings.presenceSettings();
        PresenceStore keeps = stores.apply(from);
        store = keeps;
        PresenceTrackerBuilder builder = from.builder(keeps, client);
        if (invocations.hasPresence(name())) {
            builder.onFirstSeen(change -> invocations.changed(name(), change));
            builder.onOnline(change -> invocations.changed(name(), change));
            builder.onOffline(change -> invocations.changed(name(), change));
        }
        return from.build(builder);
    }

    @Override
    public synchronized MqttTemplate template() {
        MqttTemplate made = template;
        if (made == null) {
            made = new MqttTemplate(() -> new ServerProducer(settings.channel(), settings.producer()));
            template = made;
        }
        return made;
    }

    /** Closes what there is, the template first, each whatever another one throws. */
    @Override
    @SuppressWarnings("try") // they are there to be closed
    public synchronized void close() throws IOException {
        try (StatusQueryClient closedLast = query;
                PresenceStore closedThird = store;
                PresenceTracker closedSecond = presence;
                MqttTemplate closedFirst = template) {
            return;
        }
    }
}
