package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One AMQP 0-9-1 message that is not settled yet. */
final class Amqp091Delivery implements Delivery {
    /** Where to find why a delivery cannot be read. A sender that uses this name has its message rejected. */
    static final String UNREADABLE = "mqtt-status-unreadable";
    /** How RabbitMQ's quorum queues count; other queues show only whether there was a delivery before. */
    private static final String DELIVERY_COUNT = "x-delivery-count";

    private final Unsettled unsettled;
    private final Envelope envelope;
    private final AMQP.BasicProperties properties;
    private final byte[] body;
    /** The neighbours in the list of {@link Unsettled}, guarded by it, like {@code accepted}. */
    @Nullable
    Amqp091Delivery previous;

    @Nullable
    Amqp091Delivery following;

    boolean accepted;
    boolean settled;
    boolean parked;

    Amqp091Delivery(Unsettled unsettled, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        this.unsettled = unsettled;
        this.envelope = envelope;
        this.properties = properties;
        this.body = body;
    }

    @Override
    public @Nullable String unreadable() {
        Object why = rawHeaders().get(UNREADABLE);
        return why == null ? null : ForeignText.visible(why.toString());
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public @Nullable String messageId() {
        return properties.getMessageId();
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> texts = new HashMap<>();
        rawHeaders().forEach((name, value) -> {
            if (value instanceof LongString || value instanceof String) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    private Map<String, Object> rawHeaders() {
        return properties.getHeaders() == null ? Map.of() : properties.getHeaders();
    }

    @Override
    public @Nullable String contentType() {
        return properties.getContentType();
    }

    @Override
    public @Nullable String expiration() {
        return properties.getExpiration();
    }

    @Override
    public int failedBefore() {
        if (rawHeaders().get(DELIVERY_COUNT) instanceof Number count) {
            return count.intValue();
        }
        return envelope.isRedeliver() ? 1 : 0;
    }

    long tag() {
        return envelope.getDeliveryTag();
    }

    @Override
    public void park() {
        unsettled.park(this);
    }

    @Override
    public void settle(Outcome outcome) {
        unsettled.settle(this, outcome);
    }
}
