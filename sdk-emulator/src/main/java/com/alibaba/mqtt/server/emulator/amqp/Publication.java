package com.alibaba.mqtt.server.emulator.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.mqtt.Downlink;
import com.alibaba.mqtt.server.emulator.mqtt.MessageProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.server.bytebuffer.QpidByteBuffer;
import org.apache.qpid.server.message.MessageInstance;
import org.apache.qpid.server.message.RejectType;
import org.apache.qpid.server.message.RoutingResult;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.message.internal.InternalMessage;
import org.apache.qpid.server.plugin.MessageConverter;
import org.apache.qpid.server.protocol.MessageConverterRegistry;
import org.apache.qpid.server.protocol.v0_8.AMQMessage;
import org.apache.qpid.server.protocol.v0_8.transport.BasicContentHeaderProperties;
import org.apache.qpid.server.store.StorableMessageMetaData;
import org.apache.qpid.server.txn.ServerTransaction;
import org.apache.qpid.server.util.Action;
import org.jspecify.annotations.Nullable;

/** One message of a backend on its way to the devices. */
final class Publication<M extends ServerMessage<? extends StorableMessageMetaData>> extends RoutingResult<M> {
    private final M message;
    private final String topic;
    private final Downlink devices;
    private final RefusalLog log;

    /** @param topic null for none */
    Publication(M message, @Nullable String topic, Downlink devices, RefusalLog log) {
        super(message);
        this.message = message;
        this.topic = topic == null ? "" : topic;
        this.devices = devices;
        this.log = log;
    }

    /** Publishes the message; returns 0 if it is refused or the topic is not known. */
    @Override
    public int send(ServerTransaction transaction, Action<? super MessageInstance> action) {
        Optional<String> why = devices.whyNot(topic);
        if (why.isPresent()) {
            log.say("a backend", "AMQP", "publish to " + topic + " refused", why.get());
            return 0;
        }
        byte[] payload = payload();
        if (payload == null) {
            return refuse(RejectType.PRECONDITION_FAILED, "the body is neither bytes nor text");
        }
        if (payload.length > Downlink.MAX_PAYLOAD) {
            return refuse(RejectType.LIMIT_EXCEEDED, "the body has more than " + Downlink.MAX_PAYLOAD + " bytes");
        }
        try {
            devices.publish(topic, payload, properties());
            return 1;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return refuse(RejectType.PRECONDITION_FAILED, e.getMessage());
        }
    }

    private int refuse(RejectType type, @Nullable String reason) {
        log.say("a backend", "AMQP", "publish to " + topic + " refused", String.valueOf(reason));
        addRejectReason(null, type, reason);
        return 0;
    }

    private byte @Nullable [] payload() {
        if (message instanceof AMQMessage) {
            try (QpidByteBuffer content = message.getContent()) {
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                return bytes;
            }
        }
        Object body = converter().convert(message, null).getMessageBody();
        if (body == null) {
            return new byte[0];
        }
        return body instanceof byte[] bytes ? bytes : body instanceof String text ? text.getBytes(UTF_8) : null;
    }

    @SuppressWarnings("unchecked") // the registry is keyed by class
    private MessageConverter<M, InternalMessage> converter() {
        return MessageConverterRegistry.getConverter((Class<M>) message.getClass(), InternalMessage.class);
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        if (message instanceof AMQMessage amqp091) {
            BasicContentHeaderProperties basic = amqp091.getContentHeaderBody().getProperties();
            put(properties, MessageProperties.CONTENT_TYPE, basic.getContentTypeAsString());
            put(properties, MessageProperties.EXPIRY, basic.hasExpiration() ? basic.getExpiration() : null);
        } else {
            put(properties, MessageProperties.CONTENT_TYPE, header(MessageProperties.CONTENT_TYPE));
            put(properties, MessageProperties.EXPIRY, header(MessageProperties.EXPIRY));
        }
        put(properties, MessageProperties.USER, header(MessageProperties.USER));
        return properties;
    }

    private @Nullable Object header(String name) {
        return message.getMessageHeader().getHeader(name);
    }

    private static void put(Map<String, String> properties, String name, @Nullable Object value) {
        if (value != null) {
            properties.put(name, value.toString());
        }
    }
}
