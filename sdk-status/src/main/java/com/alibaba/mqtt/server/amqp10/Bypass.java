package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.meta.JmsConnectionInfo;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsResource;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.apache.qpid.jms.provider.AsyncResult;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.ProviderWrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The short way between Qpid JMS' protocol engine and a receiver, past its JMS sessions. A JMS session takes a hand-off
 * to its thread for each message, and each acknowledgement makes a thread wait for the engine's, twice; measured, that is
 * most of what a message costs.
 *
 * <ol>
 *   <li>Deliveries of a source go from the engine's thread, which reads the socket, straight to the receiver. JMS
 *       sessions and consumers are only used to begin and to end.
 *   <li>A delivery is not marked as delivered, as JMS would do before a listener call. So the engine counts it against
 *       its credit until it is settled: what is unsettled never exceeds the credit. The mark is how one is parked.
 *   <li>Settlements wait in a {@link SettlementBatch}. One task of the engine's thread then settles them all, each with
 *       its own outcome, and writes to the socket once.
 *   <li>A burst ends when the engine's thread has read what the socket had: a task that it gives itself at the first
 *       delivery runs then.
 * </ol>
 */
final class Bypass extends ProviderWrapper<Engine> implements Route {
    private static final Logger LOG = LoggerFactory.getLogger(Bypass.class);

    /** One message, delivered past the JMS sessions. */
    private final class Taken extends Amqp10Delivery {
        private final JmsInboundMessageDispatch envelope;

        Taken(JmsInboundMessageDispatch envelope) {
            super(envelope.getMessage());
            this.envelope = envelope;
        }

        @Override
        public @Nullable String unreadable() {
            return envelope instanceof Link.Unreadable unreadable ? unreadable.why() : null;
        }

        @Override
        public int failedBefore() {
            return envelope.getRedeliveryCount();
        }

        @Override
        void takeOutOfCredit() {
            batch.add(Settlement.parking(envelope));
        }

        @Override
        void settleOnce(Outcome outcome) {
            batch.add(Settlement.of(envelope, outcome));
        }
    }

    private final ConnectionSettings config;
    /** By address. */
    private final Map<String, GuardedReceiver> receivers = new ConcurrentHashMap<>();

    private final Map<String, JmsConsumerInfo> consumers = new ConcurrentHashMap<>();
    private final SettlementBatch<Settlement> batch;
    /** Why there is no connection; null if there is one. */
    private volatile @Nullable ProviderException notConnected;
    /** Notified by the engine's thread when the connection fails. */
    private volatile Consumer<Throwable> onFailure = failure -> {};
    /** Waits for the server to stop delivering; null if nothing does. */
    private volatile @Nullable CountDownLatch draining;

    /**
     * Creates a bypass that is not connected yet.
     *
     * @param connectMillis the limit for reaching the address, without TLS; 0 for none
     * @param tls null for none
     */
    Bypass(ConnectionSettings config, InetAddress address, int connectMillis, @Nullable SSLContext tls) {
        this(config, new Engine(config, new Line(config, address, connectMillis, tls)));
    }

    private Bypass(ConnectionSettings config, Engine engine) {
        super(engine);
        this.config = config;
        this.batch = new SettlementBatch<>(settlements -> Settlement.settleAll(engine, settlements));
    }

    @Override
    public JmsConnection connectAs(Login login) throws JMSException {
        return new EngineFactory(config, login, this).connect();
    }

    @Override
    public boolean wasReached() {
        return next.line().wasReached();
    }

    @Override
    public void cut() {
        next.line().cut();
    }

    @Override
    public boolean isCut() {
        return next.line().isCut();
    }

    /** {@inheritDoc} It is notified before Qpid JMS is, which may have no thread to notify us. */
    @Override
    public void onFailure(Consumer<Throwable> listener) {
        onFailure = listener;
        ProviderException failure = (ProviderException) next.getFailureCause();
        if (failure != null) {
            listener.accept(failure);
        }
    }

    /** Keeps a failure until the connection is created: Qpid JMS would log it here besides throwing it. */
    @Override
    public void connect(JmsConnectionInfo connection) {
        try {
            super.connect(connection);
        } catch (ProviderException e) {
            notConnected = e;
        } catch (Throwable e) {
            // Throwable: a class path may lack what the engine needs
            notConnected = new ProviderException("no connection: " + e, e);
        }
    }

    /** {@inheritDoc} No message gets as far as a session. */
    @Override
    public int acknowledgeMode() {
        return Session.CLIENT_ACKNOWLEDGE;
    }

    /** {@inheritDoc} The engine counts all that is unsettled. */
    @Override
    public int prefetch(int credit) {
        return Math.min(credit, JmsDefaultPrefetchPolicy.MAX_PREFETCH_SIZE);
    }

    @Override
    public void open(String address, int credit, Receiver receiver) {
        receivers.put(address, new GuardedReceiver(receiver));
        batch.limitTo(credit);
    }

    @Override
    public void attach(Session session, String address) throws JMSException {
        session.createConsumer(session.createQueue(address));
    }

    @Override
    public void close(String address) {
        receivers.remove(address);
        consumers.remove(address);
    }

    @Override
    public void create(JmsResource resource, AsyncResult request) throws ProviderException {
        ProviderException failure = notConnected;
        if (failure != null) {
            throw failure;
        }
        if (resource instanceof JmsConsumerInfo consumer) {
            consumers.put(consumer.getDestination().getAddress(), consumer);
        }
        super.create(resource, request);
    }

    @Override
    public void onInboundMessage(JmsInboundMessageDispatch message) {
        GuardedReceiver receiver =
                receivers.get(message.getConsumerInfo().getDestination().getAddress());
        if (receiver == null) {
            // refused or ended; goes back with the end of the link
            return;
        }
        if (receiver.receive(new Taken(message))) {
            try {
                ScheduledFuture<?> unused =
                        Settlement.consumerOf(message).getSession().schedule(receiver::endBurst, 0);
            } catch (Throwable e) {
                // Throwable: no memory for a task, or the engine ends
                receiver.endBurst();
            }
        }
    }

    @Override
    public void flush() {
        batch.flush();
    }

    @Override
    public void onConnectionFailure(ProviderException failure) {
        // the engine would let a thread that waits for the server wait until its time is over
        CountDownLatch latch = draining;
        while (latch != null && latch.getCount() > 0) {
            latch.countDown();
        }
        onFailure.accept(failure);
        super.onConnectionFailure(failure);
    }

    @Override
    public void stopReceiving(Deadline deadline) {
        List<JmsConsumerInfo> all = List.copyOf(consumers.values());
        CountDownLatch answers = new CountDownLatch(all.size());
        draining = answers;
        for (JmsConsumerInfo consumer : all) {
            // with no prefetch the engine gives no new credit when something is settled
            consumer.setPrefetchSize(0);
            try {
                next.stop(consumer, new Answer(answers));
            } catch (ProviderException | RuntimeException e) {
                // the connection is gone
                answers.countDown();
            }
        }
        if (next.getFailureCause() == null && !WireThreads.awaitAll(answers, deadline)) {
            LOG.debug("the server did not stop delivering in time");
        }
    }

    @Override
    public void beforeClose() {}

    /** The server's answer to the end of one source. */
    private record Answer(CountDownLatch answers) implements AsyncResult {
        @Override
        public void onSuccess() {
            answers.countDown();
        }

        @Override
        public void onFailure(ProviderException e) {
            answers.countDown();
        }

        @Override
        public boolean isComplete() {
            return false;
        }
    }
}
