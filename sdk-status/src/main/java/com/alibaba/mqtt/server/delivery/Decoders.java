package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;

/** How each kind of subscription reads its deliveries. */
public final class Decoders {
    /** Where IoT Platform says what a message is about. */
    private static final String IOT_TOPIC = "topic";

    private static final String IOT_STATUS = "/as/mqtt/status/";
    private static final String UNKNOWN_SENDER = "";

    /** Stands for a delivery that could not be read now, so of no client; never called. */
    static final Decoder.Call UNREAD = new NotifyingOfMalformed(() -> {});

    private Decoders() {}

    /** Returns how status notices are read. */
    public static Decoder ofNotices(StatusListener listener) {
        return delivery -> new NoticeCall(new StatusNotice(delivery.body()), listener);
    }

    /** Returns how the status messages of IoT Platform are read. */
    public static Decoder ofIotPlatform(StatusListener listener) {
        return delivery -> {
            String topic = delivery.headers().getOrDefault(IOT_TOPIC, "");
            return topic.startsWith(IOT_STATUS)
                    ? new NoticeCall(StatusNotice.ofIotPlatform(delivery.body()), listener)
                    : null;
        };
    }

    /** Returns how messages of clients are read. */
    public static Decoder ofMessages(MessageListener listener) {
        return delivery -> new MessageCall(
                delivery,
                new MessageProperties(delivery.headers(), delivery.contentType(), delivery.expiration()),
                listener);
    }

    private record NoticeCall(StatusNotice notice, StatusListener listener) implements Decoder.Call {
        @Override
        public String clientId() {
            return notice.getClientId();
        }

        @Override
        public long bornMillis() {
            return notice.getTime();
        }

        @Override
        public void run() {
            listener.process(notice);
        }

        @Override
        public void givenUp(Throwable lastFailure) {
            listener.givenUp(notice, lastFailure);
        }

        @Override
        public String toString() {
            return notice.toString();
        }
    }

    private record MessageCall(Delivery delivery, MessageProperties properties, MessageListener listener)
            implements Decoder.Call {
        @Override
        public String clientId() {
            String sender = properties.getClientId();
            return sender == null ? UNKNOWN_SENDER : sender;
        }

        @Override
        public long bornMillis() {
            Long born = properties.getBornTime();
            return born == null ? 0 : born;
        }

        @Override
        public void run() {
            listener.process(delivery.messageId(), properties, delivery.body());
        }

        @Override
        public String toString() {
            return "message " + delivery.messageId() + " of " + properties.getClientId();
        }
    }

    /** Notifies the application of a delivery that is malformed, so of no client. */
    record NotifyingOfMalformed(Runnable notifying) implements Decoder.Call {
        @Override
        public String clientId() {
            return UNKNOWN_SENDER;
        }

        @Override
        public long bornMillis() {
            return 0;
        }

        @Override
        public Outcome outcome() {
            return Outcome.REJECTED;
        }

        @Override
        public void run() {
            notifying.run();
        }

        @Override
        public String toString() {
            return "malformed";
        }
    }
}
