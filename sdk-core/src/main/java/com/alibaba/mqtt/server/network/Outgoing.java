package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.model.StringPair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message on its way to MQTT clients. */
public final class Outgoing {
    private final String messageId;
    private final String topic;
    private final byte[] payload;
    private final @Nullable String expiryInterval;
    private final @Nullable String contentType;
    private final List<StringPair> userProperties;

    /**
     * Creates a message.
     *
     * @param messageId our id of it
     * @param topic the full MQTT topic
     * @param payload not copied; must not be changed before the message is confirmed
     * @param expiryInterval the MQTT 5 message expiry interval as text, in seconds, or null
     * @param contentType the MQTT 5 content type, or null
     * @param userProperties the MQTT 5 user properties; empty for none
     */
    public Outgoing(
            String messageId,
            String topic,
            byte[] payload,
            @Nullable String expiryInterval,
            @Nullable String contentType,
            List<StringPair> userProperties) {
        this.messageId = messageId;
        this.topic = topic;
        this.payload = payload;
        this.expiryInterval = expiryInterval;
        this.contentType = contentType;
        this.userProperties = List.copyOf(userProperties);
    }

    /** Returns our id of the message. */
    public String messageId() {
        return messageId;
    }

    /** Returns the full MQTT topic. */
    public String topic() {
        return topic;
    }

    /** Returns the payload, not a copy. */
    public byte[] payload() {
        return payload;
    }

    /** Returns the MQTT 5 message expiry interval as text, in seconds, or null. */
    public @Nullable String expiryInterval() {
        return expiryInterval;
    }

    /** Returns the MQTT 5 content type, or null. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** Returns the MQTT 5 user properties as the JSON text both wires carry, or null if there are none. */
    public @Nullable String userPropertiesJson() {
        return userProperties.isEmpty() ? null : StringPair.toJson(userProperties);
    }
}
