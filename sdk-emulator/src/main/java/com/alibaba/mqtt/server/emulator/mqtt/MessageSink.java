package com.alibaba.mqtt.server.emulator.mqtt;

import java.util.Map;

/** Takes what devices publish, for the backends. Called by the threads that serve the devices. */
@FunctionalInterface
public interface MessageSink {
    /**
     * Takes a message.
     *
     * @param parentTopic one of the parent topics of the instance
     * @param properties with the names of {@link MessageProperties}, and those of the parent topic and the client
     */
    void put(String parentTopic, byte[] payload, Map<String, String> properties);
}
