package com.alibaba.mqtt.server.amqp10;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.net.URI;
import java.util.IdentityHashMap;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnectionListener;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.jspecify.annotations.Nullable;

/**
 * The sessions in which a link is being attached. A server may end the session instead of answering, as RabbitMQ does;
 * Qpid JMS notifies its listeners, but leaves the thread that attaches waiting forever. So that thread is interrupted.
 *
 * <p>To be added to the connection as a listener: it is notified of the end of the connection, or of one of its sessions or
 * consumers; all other events are ignored. A session that ends while a link is being attached in it ends nothing but that
 * attempt.
 */
final class Attaching implements JmsConnectionListener {
    /** Attaches a link, and blocks until the server answered. */
    interface Attempt<T extends @Nullable Object> {
        T attach(Session in) throws JMSException;
    }

    private final Consumer<@Nullable Throwable> onEnd;
    /** Both are guarded by this. A thread is interrupted only while it is in here. */
    private final IdentityHashMap<Session, Thread> waiting = new IdentityHashMap<>();

    private final IdentityHashMap<Session, Throwable> ended = new IdentityHashMap<>();

    /** @param onEnd is notified of the end of what was attached, with its cause */
    Attaching(Consumer<@Nullable Throwable> onEnd) {
        this.onEnd = onEnd;
    }

    /**
     * Attaches a link.
     *
     * @throws InvalidDestinationException if the server refuses it, or ends the session instead of answering
     */
    <T extends @Nullable Object> T attach(Session session, Attempt<T> attempt) throws JMSException {
        synchronized (this) {
            waiting.put(session, Thread.currentThread());
        }
        T attached;
        try {
            attached = attempt.attach(session);
        } catch (Throwable e) {
            leave(session);
            throw e;
        }
        leave(session);
        return attached;
    }

    private synchronized void leave(Session session) throws InvalidDestinationException {
        waiting.remove(session);
        Throwable end = ended.remove(session);
        if (end != null) {
            // it was the interrupt below
            Thread.interrupted();
            InvalidDestinationException refused = new InvalidDestinationException(end.getMessage());
            refused.initCause(end);
            throw refused;
        }
    }

    /** Ends the attempt in this session, which the server ended. Returns whether there is one. */
    private synchronized boolean end(Session session, Throwable cause) {
        Thread thread = waiting.get(session);
        if (thread == null) {
            return false;
        }
        ended.put(session, cause);
        thread.interrupt();
        return true;
    }

    @Override
    public void onConnectionFailure(Throwable error) {
        onEnd.accept(error);
    }

    @Override
    public void onSessionClosed(Session session, Throwable cause) {
        if (!end(session, cause)) {
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
