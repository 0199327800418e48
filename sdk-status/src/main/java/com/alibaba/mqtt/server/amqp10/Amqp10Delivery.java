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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One AMQP 1.0 message that is not settled yet. How it is settled depends on its {@link Route}. */
abstract class Amqp10Delivery implements Delivery {
    static final String USER_PROPERTIES = "mqtt5UserProperty";
    static final String EXPIRY_INTERVAL = "mqtt5MsgExpireInterval";
    static final String CONTENT_TYPE = "mqtt5ContentType";
    private static final Logger LOG = LoggerFactory.getLogger(Amqp10Delivery.class);
    static final byte[] NO_BYTES = {};
    private static final ForeignText SHOWN = ForeignText.hiding();

    /** Null if it could not be read. */
    private final @Nullable Message message;

    private volatile boolean settled;

    /** @param message null if it could not be read */
    Amqp10Delivery(@Nullable Message message) {
        this.message = message;
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
    public @Nullable String messageId() {
        String id = read("id", Message::getJMSMessageID);
        return id == null ? null : id.replaceFirst("^ID:(AMQP_NO_PREFIX:)?", "");
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        List<String> names = read("names of properties", Amqp10Delivery::names);
        for (String name : names == null ? List.<String>of() : names) {
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
    public @Nullable String contentType() {
        return property(CONTENT_TYPE);
    }

    @Override
    public @Nullable String expiration() {
        return property(EXPIRY_INTERVAL);
    }

    private @Nullable String property(String name) {
        return read(name, in -> in.getStringProperty(name));
    }

    private interface Part<T> {
        @Nullable
        T of(Message message) throws JMSException;
    }

    private <T> @Nullable T read(String what, Part<T> part) {
        try {
            return message == null ? null : part.of(message);
        } catch (JMSException | RuntimeException e) {
            LOG.debug("a part of a message cannot be read: {}", ForeignText.visible(what), SHOWN.show(e));
            return null;
        }
    }

    @Override
    public final void park() {
        if (!settled) {
            takeOutOfCredit();
        }
    }

    @Override
    public final void settle(Outcome outcome) {
        // Qpid JMS would count a second one too, and give more credit than it should
        if (!settled) {
            settled = true;
            settleOnce(outcome);
        }
    }

    /** Has the delivery no longer counted against the credit. Does not block. */
    abstract void takeOutOfCredit();

    /** Settles the delivery, soon. Does not block. */
    abstract void settleOnce(Outcome outcome);
}
