package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.Outgoing;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the one target of the AMQP 1.0 contract (docs/wire-protocol.md): address {@code mqtt.publish}, the topic as
 * subject. Not safe for several threads: {@link Amqp10Wire} uses one.
 */
final class Amqp10Sender {
    private static final String MESSAGE_ID = "messageId";
    private static final String TARGET = "mqtt.publish";

    private final Session session;
    private final MessageProducer producer;
    private final Function<Throwable, ServerException> errors;

    /**
     * Attaches to the target.
     *
     * @param errors creates the failure of a send
     */
    Amqp10Sender(Session session, Function<Throwable, ServerException> errors) throws JMSException {
        this.session = session;
        this.errors = errors;
        this.producer = session.createProducer(session.createQueue(TARGET));
        // the server hands it on immediately, so there is nothing to keep
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
    }

    CompletableFuture<Void> send(Outgoing outgoing) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(outgoing.payload());
        // JMS' name for the subject
        message.setJMSType(outgoing.topic());
        // JMS overwrites the id of the message itself
        message.setStringProperty(MESSAGE_ID, outgoing.messageId());
        set(message, Amqp10Delivery.CONTENT_TYPE, outgoing.contentType());
        set(message, Amqp10Delivery.EXPIRY_INTERVAL, outgoing.expiryInterval());
        set(message, Amqp10Delivery.USER_PROPERTIES, outgoing.userPropertiesJson());
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        producer.send(message, new CompletionListener() {
            @Override
            public void onCompletion(Message sent) {
                confirmed.complete(null);
            }

            @Override
            public void onException(Message sent, Exception e) {
                confirmed.completeExceptionally(errors.apply(e));
            }
        });
        return confirmed;
    }

    private static void set(Message message, String property, @Nullable String value) throws JMSException {
        if (value != null) {
            message.setStringProperty(property, value);
        }
    }
}
