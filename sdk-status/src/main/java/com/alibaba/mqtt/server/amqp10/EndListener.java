package com.alibaba.mqtt.server.amqp10;

import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.net.URI;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnectionListener;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;

/**
 * Hears of the end of a connection, or of one of its sessions or consumers; the rest of Qpid JMS' events are no news. A
 * session that ends while a link is being attached in it ends nothing but that attempt.
 */
record EndListener(Attaching attaching, Consumer<Throwable> onEnd) implements JmsConnectionListener {
    @Override
    public void onConnectionFailure(Throwable error) {
        onEnd.accept(error);
    }

    @Override
    public void onSessionClosed(Session session, Throwable cause) {
        if (!attaching.end(session, cause)) {
            onEnd.accept(cause);
        }
    }

    @Override
    public void onConsumerClosed(MessageConsumer consumer, Throwable cause) {
        onEnd.accept(cause);
    }

    @Override
    public void onProducerClosed(MessageProducer producer, Throwable cause) {
        onEnd.accept(cause);
    }

    @Override
    public void onConnectionEstablished(URI remoteUri) {}

    @Override
    public void onConnectionInterrupted(URI remoteUri) {}

    @Override
    public void onConnectionRestored(URI remoteUri) {}

    @Override
    public void onInboundMessage(JmsInboundMessageDispatch envelope) {}
}
