package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Source;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries from a wire to the listener and their outcome back.
 *
 * <ol>
 *   <li>A delivery is settled only after its listener returned or threw, or when it is malformed.
 *   <li>At most {@code mostInHand} deliveries are between {@link #receive} and their outcome; then {@code receive}
 *       blocks the wire, and the server keeps the rest.
 *   <li>No listener call begins for a connection that is lost, nor after {@link #stop}: the server delivers those
 *       notices again, so a call would only make a duplicate.
 * </ol>
 */
final class Dispatcher implements ConnectionSupervisor.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Lanes lanes;
    private final int mostInHand;
    private final Map<Source, Decoder> decoders;
    private final AtomicLong malformed = new AtomicLong();
    private int inHand;
    private volatile boolean stopped;

    /**
     * @param decoders what to do with each source's deliveries; may change at any time
     */
    Dispatcher(Lanes lanes, int mostInHand, Map<Source, Decoder> decoders) {
        this.lanes = lanes;
        this.mostInHand = mostInHand;
        this.decoders = decoders;
    }

    /** Takes a delivery in hand. Blocks while there is no room. */
    @Override
    public void receive(Source source, Delivery delivery, Connection from) {
        if (!awaitRoom(from)) {
            return;
        }
        Decoder decoder = decoders.get(source);
        if (decoder == null) {
            delivery.settle(Outcome.RELEASED);
            leave();
            return;
        }
        Decoder.Call call;
        try {
            call = decoder.decode(delivery);
        } catch (RuntimeException e) {
            // not only the IllegalArgumentException of the contract: nothing may pass into the wire's thread
            LOG.warn(
                    "{}: rejected a delivery, malformed ones so far: {}: {}",
                    source,
                    malformed.incrementAndGet(),
                    e.getMessage());
            delivery.settle(Outcome.REJECTED);
            leave();
            return;
        }
        if (call == null) {
            delivery.settle(Outcome.ACCEPTED);
            leave();
            return;
        }
        lanes.execute(call.clientId(), () -> {
            try {
                if (from.isOpen() && !stopped) {
                    delivery.settle(run(source, call, delivery));
                }
            } finally {
                leave();
            }
        });
    }

    private static Outcome run(Source source, Decoder.Call call, Delivery delivery) {
        try {
            call.listener().run();
            return Outcome.ACCEPTED;
        } catch (Throwable e) {
            // Throwable: whatever the listener throws, an Error too, must neither lose the notice nor end the lane
            LOG.warn(
                    "{}: the listener failed (failures before: {}), the server will deliver it again: {}",
                    source,
                    delivery.failedBefore(),
                    call.about(),
                    e);
            return Outcome.RETRY;
        } finally {
            // an interrupt that the listener left behind would break the settling of this notice and the next call
            Thread.interrupted();
        }
    }

    /** False if the delivery is not wanted any more; not settled, it goes back to the server. */
    private synchronized boolean awaitRoom(Connection from) {
        while (inHand >= mostInHand && from.isOpen() && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        if (!from.isOpen() || stopped) {
            return false;
        }
        inHand++;
        return true;
    }

    private synchronized void leave() {
        inHand--;
        notifyAll();
    }

    /** Lets those that wait for room look again whether their connection still lives. */
    @Override
    public synchronized void connectionLost(Connection lost) {
        notifyAll();
    }

    /** Begins no more listener calls. Does not block. */
    void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        lanes.stop();
    }

    /** Waits for the listener calls that run, but for the caller's own; true if all ended in time. 0 = no limit. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return lanes.awaitEnd(millis);
    }
}
