package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.WireProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsResource;
import org.apache.qpid.jms.provider.AsyncResult;
import org.apache.qpid.jms.provider.Provider;
import org.apache.qpid.jms.provider.ProviderConstants.ACK_TYPE;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.ProviderFuture;
import org.apache.qpid.jms.provider.ProviderWrapper;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
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
final class Shortcut extends ProviderWrapper<Provider> {
    private static final Logger LOG = LoggerFactory.getLogger(Shortcut.class);

    /** One source's way. */
    private static final class Path {
        final Receiver receiver;
        /** Used by the engine's thread only. */
        boolean inBurst;

        Path(Receiver receiver) {
            this.receiver = receiver;
        }
    }

    private record Settlement(JmsInboundMessageDispatch message, ACK_TYPE type) {
        void tell() {
            consumerOf(message).acknowledge(message, type);
        }
    }

    /** By address. */
    private final Map<String, Path> paths = new ConcurrentHashMap<>();

    private final Map<String, JmsConsumerInfo> consumers = new ConcurrentHashMap<>();
    /** Guarded by this object's monitor. */
    private List<Settlement> waiting = new ArrayList<>();
    /** What waits for the server to stop delivering. */
    private final Queue<ProviderFuture> draining = new ConcurrentLinkedQueue<>();
    /** How many settlements are sent at once. */
    private int enough = WireProvider.SETTLED_AT_ONCE;

    Shortcut(Provider engine) {
        super(engine);
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
        path.receiver.receive(new Amqp10Delivery(message, this));
        if (!path.inBurst) {
            path.inBurst = true;
            ScheduledFuture<?> unused = consumerOf(message)
                    .getSession()
                    .schedule(
                            () -> {
                                path.inBurst = false;
                                path.receiver.endOfBurst(false);
                            },
                            0);
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
            tell();
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
            tell();
        }
    }

    /**
     * Has the engine's thread settle all that waits. Under the monitor, so that the engine hears of it in the order in
     * which it was told us: one that is held back must be settled after that. The engine takes one acknowledgement at a
     * time, and writes after each; but with asynchronous acknowledgements it tells of the success of one on its thread
     * before it writes, and there the others are settled.
     */
    private void tell() {
        List<Settlement> settlements = waiting;
        waiting = new ArrayList<>(enough);
        Settlement first = settlements.get(0);
        try {
            next.acknowledge(first.message(), first.type(), new AsyncResult() {
                @Override
                public void onSuccess() {
                    for (int n = 1; n < settlements.size(); n++) {
                        settlements.get(n).tell();
                    }
                }

                @Override
                public void onFailure(ProviderException e) {
                    LOG.debug("not settled, as the connection is gone; the server will deliver again", e);
                }

                @Override
                public boolean isComplete() {
                    return false;
                }
            });
        } catch (ProviderException e) {
            LOG.debug("not settled, as the connection is gone; the server will deliver again", e);
        }
    }

    /** The engine would let who waits for the server wait until his time is up. */
    @Override
    public void onConnectionFailure(ProviderException failure) {
        draining.forEach(each -> each.onFailure(failure));
        super.onConnectionFailure(failure);
    }

    /**
     * Takes all credit back from the server, for all addresses at once; what it has sent until it hears of it still
     * arrives. Blocks until the server answered for all of them, or until the deadline.
     */
    void stopReceiving(Deadline deadline) {
        List<ProviderFuture> asked = new ArrayList<>();
        for (JmsConsumerInfo consumer : consumers.values()) {
            // with no prefetch the engine gives no new credit when something is settled
            consumer.setPrefetchSize(0);
            try {
                ProviderFuture drained = next.newProviderFuture();
                draining.add(drained);
                next.stop(consumer, drained);
                asked.add(drained);
            } catch (ProviderException e) {
                LOG.debug("the server did not stop delivering", e);
            }
        }
        for (ProviderFuture drained : asked) {
            try {
                drained.sync(deadline.leftNanos(), TimeUnit.NANOSECONDS);
            } catch (ProviderException e) {
                LOG.debug("the server did not stop delivering", e);
            }
        }
    }
}
