package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.WireProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.meta.JmsConnectionInfo;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsResource;
import org.apache.qpid.jms.provider.AsyncResult;
import org.apache.qpid.jms.provider.ProviderConstants.ACK_TYPE;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.ProviderWrapper;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
import org.apache.qpid.jms.provider.exceptions.ProviderClosedException;
import org.apache.qpid.jms.provider.exceptions.ProviderFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The short way between Qpid JMS' protocol engine and a receiver, past its JMS sessions. A JMS session takes a hand-off
 * to its thread for each message, and each acknowledgement of it makes a thread wait for the engine's, twice; measured,
 * that is most of what a message costs.
 *
 * <ol>
 *   <li>Deliveries of a source go from the engine's thread, which reads the socket, straight to the receiver. JMS
 *       sessions and consumers are only used to begin and to end.
 *   <li>A delivery is not marked as delivered, as JMS would do before a listener call. So the engine counts it against
 *       its credit until it is settled: what is unsettled never exceeds the credit. The mark is how one is held back.
 *   <li>Settlements wait in {@code waiting} until they are enough, or until {@link #flush}. One task of the engine's thread
 *       then settles them all, each with its own outcome, and writes to the socket once.
 *   <li>The end of a burst is when the engine's thread has read what the socket had: a task that it gives itself at the
 *       first delivery runs then.
 * </ol>
 */
final class Shortcut extends ProviderWrapper<Engine> {
    private static final Logger LOG = LoggerFactory.getLogger(Shortcut.class);

    /** One source's way. */
    private static final class Path {
        private final StateLog log = new StateLog(LOG, "a receiver failed");
        final Receiver receiver;
        /** Used by the engine's thread only. */
        boolean inBurst;

        Path(Receiver receiver) {
            this.receiver = receiver;
        }

        void receive(Amqp10Delivery delivery) {
            try {
                receiver.receive(delivery);
                log.over();
            } catch (Throwable e) {
                // Throwable: this is the thread that reads the socket. RETRY counts, so it does not come for ever
                log.failed("it goes back to the server", e);
                delivery.settle(Outcome.RETRY);
            }
        }

        void endBurst() {
            inBurst = false;
            try {
                receiver.endOfBurst(false);
            } catch (Throwable e) {
                // Throwable: the next burst must be begun as well
                log.failed("what came waits for the next", e);
            }
        }
    }

    private record Settlement(JmsInboundMessageDispatch message, ACK_TYPE type) {
        /** By the engine's thread. */
        void settle() {
            try {
                consumerOf(message).acknowledge(message, type);
            } catch (Throwable e) {
                // Throwable: one that cannot be settled must not keep the others from it
                LOG.warn("a delivery could not be settled; it comes again with the next connection", e);
            }
        }
    }

    /** By address. */
    private final Map<String, Path> paths = new ConcurrentHashMap<>();

    private final Map<String, JmsConsumerInfo> consumers = new ConcurrentHashMap<>();
    /** Guarded by this object's monitor. */
    private List<Settlement> waiting = new ArrayList<>();
    /** Why there is no connection; null if there is one. */
    private volatile ProviderException notConnected;
    /** Told when the connection fails, by the engine's thread. */
    private volatile Consumer<Throwable> onFailure = failure -> {};
    /** Waits for the server to stop delivering; null if nothing does. */
    private volatile CountDownLatch draining;
    /** How many settlements are sent at once. */
    private int enough = WireProvider.SETTLED_AT_ONCE;

    Shortcut(Engine engine) {
        super(engine);
    }

    /** What is told when the connection fails, before Qpid JMS hears of it: it may have no thread to tell us. */
    void onFailure(Consumer<Throwable> listener) {
        onFailure = listener;
        ProviderException failure = (ProviderException) next.getFailureCause();
        if (failure != null) {
            listener.accept(failure);
        }
    }

    /** Keeps a failure until the connection is made: Qpid JMS would log it here besides throwing it. */
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

    /** From now on, what arrives from this address goes to the receiver. To be called before a consumer is made. */
    void open(String address, int credit, Receiver receiver) {
        paths.put(address, new Path(receiver));
        synchronized (this) {
            // what waits is unsettled: with little credit it must not be most of it
            enough = Math.max(1, Math.min(enough, credit / 4));
        }
    }

    void close(String address) {
        paths.remove(address);
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
        Path path = paths.get(message.getConsumerInfo().getDestination().getAddress());
        if (path == null) {
            // refused or ended; goes back with the end of the link
            return;
        }
        path.receive(new Amqp10Delivery(message, this));
        if (!path.inBurst) {
            path.inBurst = true;
            try {
                ScheduledFuture<?> unused = consumerOf(message).getSession().schedule(path::endBurst, 0);
            } catch (Throwable e) {
                // Throwable: no memory for a task, or the engine ends
                path.endBurst();
            }
        }
    }

    private static AmqpConsumer consumerOf(JmsInboundMessageDispatch message) {
        return (AmqpConsumer) message.getConsumerId().getProviderHint();
    }

    void settle(JmsInboundMessageDispatch message, Outcome outcome) {
        add(new Settlement(message, typeOf(outcome)));
    }

    /** Has the engine count this delivery no more. */
    void holdBack(JmsInboundMessageDispatch message) {
        add(new Settlement(message, ACK_TYPE.DELIVERED));
    }

    private synchronized void add(Settlement settlement) {
        waiting.add(settlement);
        if (waiting.size() >= enough) {
            settleWaiting();
        }
    }

    private static ACK_TYPE typeOf(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> ACK_TYPE.ACCEPTED;
            case REJECTED -> ACK_TYPE.REJECTED;
            case RELEASED -> ACK_TYPE.RELEASED;
            case RETRY -> ACK_TYPE.MODIFIED_FAILED;
        };
    }

    /** Sends the settlements that wait. Any thread; does not wait for the engine. */
    synchronized void flush() {
        if (!waiting.isEmpty()) {
            settleWaiting();
        }
    }

    /**
     * Has the engine's thread settle all that waits. Under the monitor, so that the engine hears of it in the order in
     * which we heard of it: one that is held back must be settled after that. The engine takes one acknowledgement at a
     * time, and writes after each; but with asynchronous acknowledgements it tells of the success of one on its thread
     * before it writes, and there the others are settled.
     */
    private void settleWaiting() {
        List<Settlement> settlements = waiting;
        try {
            List<Settlement> fresh = new ArrayList<>(enough);
            Settlement first = settlements.get(0);
            next.acknowledge(first.message(), first.type(), new Others(settlements));
            waiting = fresh;
        } catch (ProviderException | RejectedExecutionException e) {
            waiting = new ArrayList<>();
            LOG.debug("not settled, as the connection is gone; the server will deliver again");
        } catch (Throwable e) {
            // Throwable: no memory for a task; they still wait, and the next flush tries again
            LOG.debug("not settled yet", e);
        }
    }

    /** Settles the others after the first, on the engine's thread, once. */
    private static final class Others implements AsyncResult {
        private final List<Settlement> settlements;
        private boolean settled;

        Others(List<Settlement> settlements) {
            this.settlements = settlements;
        }

        @Override
        public void onSuccess() {
            if (!settled) {
                settled = true;
                for (int n = 1; n < settlements.size(); n++) {
                    settlements.get(n).settle();
                }
            }
        }

        @Override
        public void onFailure(ProviderException e) {
            if (e instanceof ProviderClosedException || e instanceof ProviderFailedException) {
                LOG.debug("not settled, as the connection is gone; the server will deliver again");
            } else {
                // only the first is
                onSuccess();
            }
        }

        @Override
        public boolean isComplete() {
            return false;
        }
    }

    @Override
    public void onConnectionFailure(ProviderException failure) {
        // the engine would let who waits for the server wait until his time is up
        CountDownLatch latch = draining;
        while (latch != null && latch.getCount() > 0) {
            latch.countDown();
        }
        onFailure.accept(failure);
        super.onConnectionFailure(failure);
    }

    /**
     * Takes all credit back from the server; what it has sent until it hears of it still arrives. Asks for all addresses,
     * then waits for the answers, until the deadline or an interrupt at most, which is kept.
     */
    void stopReceiving(Deadline deadline) {
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
        try {
            if (next.getFailureCause() == null && !answers.await(deadline.leftNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("the server did not stop delivering in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server's, to one source's end. */
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
