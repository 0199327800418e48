package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.connect.Step;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.threads.Closings;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP 1.0 connection. Deliveries take its {@link Route}; each source has a session of its own, so that the refusal
 * of one does not touch the others.
 */
final class Amqp10Wire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Amqp10Wire.class);
    private final JmsConnection connection;
    private final Route route;
    private final int answerMillis;
    private final Amqp10Errors errors;
    private final Consumer<ServerException> onLost;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Dialect dialect;
    private final Attaching attaching = new Attaching(this::lost);
    /** Qpid JMS loses the interrupts of who sends, and leaves its codec in the thread. */
    private final ExecutorService sending = WireThreads.one();

    private final Closings closings = new Closings(WireThreads.NEW);

    /** Used by the thread that sends. */
    private @Nullable Amqp10Sender sender;

    /** Starts the connection. Blocks. */
    Amqp10Wire(Opening.Opened opened, ConnectionSettings config, Amqp10Errors errors, Consumer<ServerException> onLost)
            throws JMSException {
        this.connection = opened.connection();
        this.route = opened.route();
        this.dialect = config.dialect();
        this.answerMillis = config.handshakeTimeout();
        this.errors = errors;
        this.onLost = onLost;
        route.onFailure(this::lost);
        // for what fails in Qpid JMS itself
        connection.setExceptionListener(this::lost);
        connection.addConnectionListener(attaching);
        try {
            connection.start();
        } catch (JMSException e) {
            close();
            throw e;
        }
    }

    @Override
    public Protocol protocol() {
        return Protocol.AMQP_1_0;
    }

    private void lost(@Nullable Throwable cause) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            onLost.accept(errors.lost(cause));
        } catch (Throwable e) {
            // Throwable: the library's thread must go on to end the connection
            LOG.error("the notification of a lost connection failed", e);
        }
    }

    @Override
    public void subscribe(Source source, int credit, Receiver receiver) throws ServerException {
        String address = address(source);
        route.open(address, credit, receiver);
        Subscribing subscribing = new Subscribing(address, credit);
        try {
            Step.within(Deadline.in(answerMillis), WireThreads.NEW, subscribing, subscribing::attach);
        } catch (Throwable e) {
            // Throwable: this machine may have no thread
            route.close(address);
            throw errors.whileSubscribing(source, e);
        }
    }

    /** The attempt to attach one link, in a session of its own, which ends with it. */
    private final class Subscribing implements Closeable {
        private final String address;
        private final int credit;
        private volatile boolean givenUp;

        Subscribing(String address, int credit) {
            this.address = address;
            this.credit = credit;
        }

        boolean attach() throws JMSException {
            Session session = newSession(credit);
            boolean attached = false;
            try {
                attaching.attach(session, in -> {
                    route.attach(in, address);
                    return true;
                });
                attached = !givenUp;
            } finally {
                if (!attached) {
                    end(session);
                }
            }
            return attached;
        }

        @Override
        public void close() {
            givenUp = true;
        }
    }

    /** A session takes over the prefetch that the connection has when it is created. */
    private synchronized Session newSession(int credit) throws JMSException {
        JmsDefaultPrefetchPolicy policy = new JmsDefaultPrefetchPolicy();
        policy.setAll(route.prefetch(credit));
        connection.setPrefetchPolicy(policy);
        return connection.createSession(false, route.acknowledgeMode());
    }

    /** Nobody waits for the server's answer to it. */
    private void end(Session session) {
        closings.start(() -> {
            try {
                session.close();
            } catch (JMSException e) {
                LOG.debug("a session could not be closed; it ends with the connection", errors.show(e));
            }
        });
    }

    @Override
    public void flush() {
        route.flush();
    }

    @Override
    public void stopReceiving(Deadline deadline) {
        route.stopReceiving(deadline);
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
    public CompletableFuture<Void> send(Outgoing message) throws ServerException {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            sending.execute(() -> send(message, result));
        } catch (Throwable e) {
            // Throwable: the wire is closed, or this machine has no thread
            throw failedSend(e);
        }
        return result;
    }

    /** On the one thread that sends, so in the order of the calls. */
    private void send(Outgoing message, CompletableFuture<Void> result) {
        Session opened = null;
        try {
            Amqp10Sender current = sender;
            if (current == null) {
                opened = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                current = attaching.attach(opened, in -> new Amqp10Sender(in, this::failedSend));
                sender = current;
            }
            CompletableFuture<Void> unused = current.send(message).whenComplete((confirmed, failure) -> {
                if (failure == null) {
                    result.complete(null);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (Throwable e) {
            // Throwable: whatever the library throws is the end of this send only
            if (opened != null && sender == null) {
                end(opened);
            }
            result.completeExceptionally(failedSend(e));
        }
    }

    /** Qpid JMS fails outstanding sends in the same ways when the server refuses it and when the connection is lost. */
    private ServerException failedSend(Throwable e) {
        // a session or producer that is closed already went with its connection
        boolean gone = ended.get() || hasFailed() || Causes.has(e, jakarta.jms.IllegalStateException.class);
        return gone ? errors.lost(e) : errors.whileSending(e);
    }

    private boolean hasFailed() {
        try {
            // throws once the connection has failed, which is before anything is notified of it
            connection.getClientID();
            return false;
        } catch (JMSException e) {
            LOG.trace("the connection has failed", errors.show(e));
            return true;
        }
    }

    /** {@inheritDoc} Over after two seconds in any case. */
    @Override
    public void close(Deadline deadline) {
        ended.set(true);
        route.flush();
        long patience = Math.max(1, Math.min(Opening.CLOSE_MILLIS, deadline.leftMillis()));
        WireThreads.run(this::end, patience, route::cut, Opening.CLOSE_MILLIS);
    }

    private void end() {
        try {
            route.beforeClose();
            connection.close();
        } catch (JMSException | RuntimeException e) {
            LOG.debug("closing a connection failed; its socket is closed anyway", errors.show(e));
        } finally {
            route.cut();
            closings.end();
            sending.shutdownNow();
        }
    }
}
