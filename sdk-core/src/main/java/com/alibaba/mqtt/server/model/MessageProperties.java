package com.alibaba.mqtt.server.model;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a message from an MQTT client came from, and its MQTT 5 properties. Immutable. */
public class MessageProperties {
    /** The name of the header that holds the MQTT 5 user properties as JSON text. */
    public static final String MQTT5_USER_PROPERTIES = "mqtt5UserProperty";

    private final @Nullable String firstTopic;
    private final @Nullable String secondTopic;
    private final @Nullable String clientId;
    private final @Nullable Long bornTime;
    private final @Nullable String mqtt5ContentType;
    private final @Nullable String mqtt5MsgExpireInterval;
    private final @Nullable String mqtt5UserProperty;

    /**
     * Reads the properties from the headers of a delivery. Wires create these objects, applications only read them.
     *
     * @param headers the text headers of the delivery: {@code mqttParentTopic}, {@code mqttSecondTopic},
     *     {@code clientId}, {@code bornTime} (milliseconds), {@code mqtt5UserProperty}; others are ignored
     * @param contentType the content type of the delivery, or null
     * @param expiration the expiry of the delivery as text, or null
     * @throws NumberFormatException if {@code bornTime} is no whole number
     */
    public MessageProperties(Map<String, String> headers, @Nullable String contentType, @Nullable String expiration) {
        this.firstTopic = headers.get("mqttParentTopic");
        this.secondTopic = headers.get("mqttSecondTopic");
        this.clientId = headers.get("clientId");
        String born = headers.get("bornTime");
        this.bornTime = born == null ? null : wholeNumber("bornTime", born);
        this.mqtt5UserProperty = headers.get(MQTT5_USER_PROPERTIES);
        this.mqtt5ContentType = contentType;
        this.mqtt5MsgExpireInterval = expiration;
    }

    private static Long wholeNumber(String header, String value) {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            // no cause: its message shows the text as it is
            throw new NumberFormatException(
                    header + " is \"" + ForeignText.visible(value) + "\"; a whole number is needed");
        }
    }

    /** Returns the first level of the topic, or null. */
    public @Nullable String getFirstTopic() {
        return firstTopic;
    }

    /** Returns the rest of the topic, or null. */
    public @Nullable String getSecondTopic() {
        return secondTopic;
    }

    /** Returns the sender's client id, or null. */
    public @Nullable String getClientId() {
        return clientId;
    }

    /** Returns when the client published the message, in milliseconds since 1970, or null. */
    public @Nullable Long getBornTime() {
        return bornTime;
    }

    /** Returns the MQTT 5 content type, or null. */
    public @Nullable String getMqtt5ContentType() {
        return mqtt5ContentType;
    }

    /** Returns the MQTT 5 message expiry interval as the service sent it, or null. */
    public @Nullable String getMqtt5MsgExpireInterval() {
        return mqtt5MsgExpireInterval;
    }

    /** Returns the MQTT 5 user properties as JSON text, an array of {@code key}/{@code value} objects, or null. */
    public @Nullable String getMqtt5UserProperty() {
        return mqtt5UserProperty;
    }

    /** Returns one line for a log: control characters are made visible, long texts cut. */
    @Override
    public String toString() {
        return "MessageProperties[clientId=" + ForeignText.visible(clientId) + " firstTopic="
                + ForeignText.visible(firstTopic) + " secondTopic=" + ForeignText.visible(secondTopic) + " bornTime="
                + bornTime + "]";
    }
}
