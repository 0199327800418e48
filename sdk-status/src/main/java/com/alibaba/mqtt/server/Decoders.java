package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;

/** How each kind of subscription reads its deliveries. */
final class Decoders {
    /** Where IoT Platform says what a message is about. */
    private static final String IOT_TOPIC = "topic";

    private static final String IOT_STATUS = "/as/mqtt/status/";
    private static final String UNKNOWN_SENDER = "";

    private Decoders() {}

    static Decoder ofNotices(StatusListener listener) {
        return delivery -> call(new StatusNotice(delivery.body()), listener);
    }

    static Decoder ofIotPlatform(StatusListener listener) {
        return delivery -> {
            String topic = delivery.headers().getOrDefault(IOT_TOPIC, "");
            return topic.startsWith(IOT_STATUS) ? call(StatusNotice.ofIotPlatform(delivery.body()), listener) : null;
        };
    }

    private static Decoder.Call call(StatusNotice notice, StatusListener listener) {
        return new Decoder.Call(notice.getClientId(), notice, notice.getTime(), () -> listener.process(notice));
    }

    private static long bornMillis(MessageProperties properties) {
        Long born = properties.getBornTime();
        return born == null ? 0 : born;
    }

    static Decoder ofMessages(MessageListener listener) {
        return delivery -> {
            MessageProperties properties =
                    new MessageProperties(delivery.headers(), delivery.contentType(), delivery.expiration());
            String id = delivery.messageId();
            String sender = properties.getClientId();
            return new Decoder.Call(
                    sender == null ? UNKNOWN_SENDER : sender,
                    "message " + id + " of " + sender,
                    bornMillis(properties),
                    () -> listener.process(id, properties, delivery.body()));
        };
    }
}
