package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One AMQP 1.0 message in hand. */
final class Amqp10Delivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Amqp10Delivery.class);
    private static final byte[] NO_BYTES = {};

    private final JmsInboundMessageDispatch envelope;
    private final Message message;
    private final Shortcut way;

    Amqp10Delivery(JmsInboundMessageDispatch envelope, Shortcut way) {
        this.envelope = envelope;
        this.message = envelope.getMessage();
        this.way = way;
    }

    @Override
    public byte[] body() {
        try {
            byte[] bytes = null;
            if (message instanceof BytesMessage data) {
                bytes = data.getBody(byte[].class);
            } else if (message instanceof TextMessage value && value.getText() != null) {
                bytes = value.getText().getBytes(StandardCharsets.UTF_8);
            }
            return bytes == null ? NO_BYTES : bytes;
        } catch (JMSException e) {
            LOG.debug("a message's body cannot be read; it counts as empty", e);
            return NO_BYTES;
        }
    }

    @Override
    public String messageId() {
        try {
            String id = message.getJMSMessageID();
            return id == null ? null : id.replaceFirst("^ID:(AMQP_NO_PREFIX:)?", "");
        } catch (JMSException e) {
            LOG.debug("a message's id cannot be read", e);
            return null;
        }
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        try {
            for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements(); ) {
                String name = (String) names.nextElement();
                headers.put(name, message.getStringProperty(name));
            }
        } catch (JMSException e) {
            LOG.debug("a message's properties cannot be read further than {}", headers.keySet(), e);
        }
        return headers;
    }

    @Override
    public String contentType() {
        return property(Amqp10Sender.CONTENT_TYPE);
    }

    @Override
    public String expiration() {
        return property(Amqp10Sender.EXPIRY_INTERVAL);
    }

    private String property(String name) {
        try {
            return message.getStringProperty(name);
        } catch (JMSException e) {
            LOG.debug("the property {} of a message cannot be read", name, e);
            return null;
        }
    }

    @Override
    public int failedBefore() {
        return envelope.getRedeliveryCount();
    }

    @Override
    public void holdBack() {
        way.holdBack(envelope);
    }

    @Override
    public void settle(Outcome outcome) {
        way.settle(envelope, outcome);
    }
}
