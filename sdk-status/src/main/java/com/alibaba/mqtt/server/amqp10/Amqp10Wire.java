package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP 1.0 connection. Sources are received from by the {@link Shortcut}; each has a session of its own, so that the
 * refusal of one does not touch the others.
 */
final class Amqp10Wire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Amqp10Wire.class);
    private final JmsConnection connection;
    private final Shortcut way;
    private final Amqp10Errors errors;
    private final Consumer<ServerException> onLost;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Dialect dialect;
    private final Attaching attaching = new Attaching();
    private Amqp10Sender sender;

    Amqp10Wire(
            JmsConnection connection,
            Shortcut way,
            ConnectionSettings config,
            Amqp10Errors errors,
            Consumer<ServerException> onLost)
            throws JMSException {
        this.connection = connection;
        this.way = way;
        this.dialect = config.dialect();
        this.errors = errors;
        this.onLost = onLost;
        // the exception listener hears of a loss before Qpid JMS waits for sessions that are busy
        connection.setExceptionListener(this::lost);
        connection.addConnectionListener(new EndListener(attaching, this::lost));
        try {
            connection.start();
        } catch (JMSException e) {
            close();
            throw e;
        }
    }

    private void lost(Throwable cause) {
        if (ended.compareAndSet(false, true)) {
            onLost.accept(errors.lost(cause));
        }
    }

    @Override
    public void subscribe(Source source, int credit, Receiver receiver) throws ServerException {
        Session session = null;
        String address = address(source);
        way.open(address, credit, receiver);
        try {
            session = newSession(credit);
            attaching.attach(session, in -> in.createConsumer(in.createQueue(address)));
        } catch (JMSException e) {
            way.close(address);
            ServerException refused = errors.whileSubscribing(source, e);
            closeAfter(refused, session);
            throw refused;
        }
    }

    /** A session takes over the credit that the connection has when it is made. */
    private synchronized Session newSession(int credit) throws JMSException {
        JmsDefaultPrefetchPolicy policy = new JmsDefaultPrefetchPolicy();
        policy.setAll(Math.min(credit, JmsDefaultPrefetchPolicy.MAX_PREFETCH_SIZE));
        connection.setPrefetchPolicy(policy);
        return connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
    }

    @Override
    public void flush() {
        way.flush();
    }

    @Override
    public void stopReceiving(Deadline deadline) {
        way.stopReceiving(deadline);
    }

    private static void closeAfter(ServerException failure, Session session) {
        if (session != null) {
            try {
                session.close();
            } catch (JMSException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private String address(Source source) {
        if (dialect == Dialect.IOT_PLATFORM) {
            // one queue for all that the consumer group of the login receives
            return "default";
        }
        return switch (source.kind()) {
            case STATUS -> "STATUS." + source.name();
            case TOPIC -> source.name();
        };
    }

    @Override
    public synchronized CompletableFuture<Void> send(Outgoing message) throws ServerException {
        Session opened = null;
        try {
            if (sender == null) {
                opened = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                sender = attaching.attach(opened, in -> new Amqp10Sender(in, this::failedSend));
            }
            return sender.send(message);
        } catch (JMSException e) {
            ServerException failure = failedSend(e);
            if (sender == null) {
                closeAfter(failure, opened);
            }
            throw failure;
        }
    }

    /** Qpid JMS fails what is in flight by the same ways when the server refuses it and when the connection is lost. */
    private ServerException failedSend(Exception e) {
        return hasFailed() ? errors.lost(e) : errors.whileSending(e);
    }

    private boolean hasFailed() {
        try {
            // throws once the connection has failed, which is before anyone is told
            connection.getClientID();
            return false;
        } catch (JMSException e) {
            LOG.trace("the connection has failed", e);
            return true;
        }
    }

    @Override
    public void close(Deadline deadline) {
        ended.set(true);
        way.flush();
        try {
            connection.close();
        } catch (JMSException e) {
            LOG.debug("closing a connection failed; its socket is closed anyway", e);
        }
    }
}
