package com.alibaba.mqtt.server.spring.settings;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.presence.MemoryPresenceStore;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Chooses where the states are kept. Internal. */
public final class Stores {
    private static final List<String> REDIS_IS_SET = List.of(
            "spring.data.redis.host",
            "spring.data.redis.url",
            "spring.data.redis.sentinel.master",
            "spring.data.redis.cluster.nodes");

    private Stores() {}

    /** Opens a store on Redis; its own class, as the library may be missing. */
    @FunctionalInterface
    public interface RedisOpening {
        /** Returns the store. */
        PresenceStore open(String instanceId, PresenceProperties properties) throws ServerException;
    }

    /**
     * Returns the store; null for the tracker's own.
     *
     * @param redis null if there is no Redis for it
     */
    public static @Nullable PresenceStore of(
            PresenceSettings settings, Environment environment, @Nullable RedisOpening redis) {
        PresenceProperties properties = settings.properties();
        boolean set = REDIS_IS_SET.stream().anyMatch(environment::containsProperty);
        boolean wanted = switch (properties.getStore()) {
            case AUTO -> set && redis != null;
            case MEMORY -> false;
            case REDIS -> true;
        };
        if (!wanted) {
            return memory(settings, properties.getForgetAfter());
        }
        if (redis == null) {
            throw settings.noRedis("is redis, which needs the artifacts sdk-presence-redis and"
                    + " spring-boot-starter-data-redis with Lettuce, and no cluster");
        }
        return settings.checked("presence.store", () -> {
            try {
                return redis.open(settings.instanceId(), properties);
            } catch (ServerException e) {
                throw new UncheckedIOException("the presence cannot be kept on Redis: " + e.getMessage(), e);
            }
        });
    }

    private static @Nullable PresenceStore memory(PresenceSettings settings, @Nullable Duration forgetAfter) {
        return forgetAfter == null
                ? null
                : settings.checked("presence.forget-after", () -> MemoryPresenceStore.forgettingAfter(forgetAfter));
    }
}
