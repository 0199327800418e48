package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One AMQP 1.0 message in hand. */
final class Amqp10Delivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Amqp10Delivery.class);
    private static final byte[] NO_BYTES = {};
    private static final ForeignText SHOWN = ForeignText.hiding();

    private final JmsInboundMessageDispatch envelope;
    private final Message message;
    private final Shortcut way;
    private volatile boolean settled;

    Amqp10Delivery(JmsInboundMessageDispatch envelope, Shortcut way) {
        this.envelope = envelope;
        this.message = envelope.getMessage();
        this.way = way;
    }

    @Override
    public String unreadable() {
        return envelope instanceof Unreadable unreadable ? unreadable.why() : null;
    }

    @Override
    public byte[] body() {
        try {
            return message == null ? NO_BYTES : body(message);
        } catch (JMSException | RuntimeException e) {
            LOG.debug("a message's body cannot be read; it counts as empty", SHOWN.show(e));
            return NO_BYTES;
        }
    }

    static byte[] body(Message message) throws JMSException {
        byte[] bytes = null;
        if (message instanceof BytesMessage data) {
            bytes = data.getBody(byte[].class);
        } else if (message instanceof TextMessage value && value.getText() != null) {
            bytes = value.getText().getBytes(StandardCharsets.UTF_8);
        }
        return bytes == null ? NO_BYTES : bytes;
    }

    @Override
    public String messageId() {
        String id = read("id", null, Message::getJMSMessageID);
        return id == null ? null : id.replaceFirst("^ID:(AMQP_NO_PREFIX:)?", "");
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        for (String name : read("names of properties", List.<String>of(), Amqp10Delivery::names)) {
            String value = property(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static List<String> names(Message message) throws JMSException {
        List<String> names = new ArrayList<>();
        for (Enumeration<?> all = message.getPropertyNames(); all.hasMoreElements(); ) {
            // a broken server may name one by a number
            if (all.nextElement() instanceof String name) {
                names.add(name);
            }
        }
        return names;
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
        return read(name, null, in -> in.getStringProperty(name));
    }

    private interface Part<T> {
        T of(Message message) throws JMSException;
    }

    private <T> T read(String what, T otherwise, Part<T> part) {
        try {
            return message == null ? otherwise : part.of(message);
        } catch (JMSException | RuntimeException e) {
            LOG.debug("of a message this cannot be read: {}", ForeignText.visible(what), SHOWN.show(e));
            return otherwise;
        }
    }

    @Override
    public int failedBefore() {
        return envelope.getRedeliveryCount();
    }

    @Override
    public void holdBack() {
        if (!settled) {
            way.holdBack(envelope);
        }
    }

    @Override
    public void settle(Outcome outcome) {
        // the engine would count a second one too, and give more credit than it should
        if (!settled) {
            settled = true;
            way.settle(envelope, outcome);
        }
    }
}
