package com.alibaba.mqtt.server.amqp10;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.IdentityHashMap;

/**
 * The sessions in which a link is being attached. A server may end the session instead of answering, as RabbitMQ does;
 * Qpid JMS tells its listeners, but leaves the thread that attaches waiting for ever. So that thread is interrupted.
 */
final class Attaching {
    /** Attaches a link, and blocks until the server answered. */
    interface Link<T> {
        T attach(Session in) throws JMSException;
    }

    /** Both are guarded by this. A thread is interrupted only while it is in here. */
    private final IdentityHashMap<Session, Thread> waiting = new IdentityHashMap<>();

    private final IdentityHashMap<Session, Throwable> ended = new IdentityHashMap<>();

    /**
     * Attaches a link.
     *
     * @throws InvalidDestinationException if the server refuses it, or ends the session instead of answering
     */
    <T> T attach(Session session, Link<T> link) throws JMSException {
        synchronized (this) {
            waiting.put(session, Thread.currentThread());
        }
        T attached = null;
        JMSException failure = null;
        try {
            attached = link.attach(session);
        } catch (JMSException e) {
            failure = e;
        } finally {
            failure = leave(session, failure);
        }
        if (failure != null) {
            throw failure;
        }
        return attached;
    }

    private synchronized JMSException leave(Session session, JMSException failure) {
        waiting.remove(session);
        Throwable end = ended.remove(session);
        if (end == null) {
            return failure;
        }
        // it was the interrupt below
        Thread.interrupted();
        JMSException refused = new InvalidDestinationException(end.getMessage());
        refused.initCause(end);
        return refused;
    }

    /** The server ended this session. Returns false if no link was being attached in it. */
    synchronized boolean end(Session session, Throwable cause) {
        Thread thread = waiting.get(session);
        if (thread == null) {
            return false;
        }
        ended.put(session, cause);
        thread.interrupt();
        return true;
    }
}
