package com.alibaba.mqtt.server.spring.settings;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStoreBuilder;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import io.lettuce.core.RedisClient;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Opens a connection of our own with the application's client, which knows its settings and connection details. Not loaded
 * without the libraries. Internal.
 */
public final class RedisStores implements Stores.RedisOpening {
    private final LettuceConnectionFactory factory;

    /** Creates it. */
    public RedisStores(LettuceConnectionFactory factory) {
        this.factory = factory;
    }

    @Override
    public PresenceStore open(String instanceId, PresenceProperties properties) throws ServerException {
        if (!(factory.getNativeClient() instanceof RedisClient client)) {
            throw new IllegalArgumentException("the presence cannot be kept on a cluster of Redis");
        }
        RedisPresenceStoreBuilder builder =
                RedisPresenceStore.builder().client(client).instanceId(instanceId);
        if (properties.getKeyPrefix() != null) {
            builder.keyPrefix(properties.getKeyPrefix());
        }
        if (properties.getForgetAfter() != null) {
            builder.forgetAfter(properties.getForgetAfter());
        }
        return builder.build();
    }
}
