package com.alibaba.mqtt.server.callback;

import com.alibaba.mqtt.server.model.MessageProperties;
import org.jspecify.annotations.Nullable;

/** Receives the messages that MQTT clients publish to one first-level topic. */
@FunctionalInterface
public interface MessageListener {
    /**
     * Called for each message. Threads, order, errors and settling are those of
     * {@link StatusListener#process}: messages of one sending client come one after the other.
     *
     * @param messageId the service's id of the message; null if it has none
     * @param messageProperties where it came from
     * @param payload what the client published
     */
    void process(@Nullable String messageId, MessageProperties messageProperties, byte[] payload);
}
