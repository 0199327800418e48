package com.alibaba.mqtt.server.spring;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;

/**
 * Adapts what is made of the properties, after them. All beans of this type are called, in their order, on the thread that creates
 * the beans; what they throw ends the start of the application.
 */
public interface MqttStatusCustomizer {
    /**
     * Adapts where and how to connect.
     *
     * @param instance the name of the instance; {@code default} for that of {@code mqtt-status} itself
     */
    default void channel(String instance, ChannelConfig config) {}

    /** Adapts how deliveries reach listeners. */
    default void consumer(String instance, ConsumerConfig config) {}

    /** Adapts how queries are made. */
    default void query(String instance, StatusQueryClientBuilder builder) {}

    /** Adapts how presence is worked out. */
    default void presence(String instance, PresenceTrackerBuilder builder) {}
}
