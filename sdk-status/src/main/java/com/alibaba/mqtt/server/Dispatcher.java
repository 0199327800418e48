package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.UndeliverableListener;
import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries from wires to listeners and their outcomes back.
 *
 * <ol>
 *   <li>A delivery is settled only after its listener returned or threw, or when it is malformed; and once. The wire may
 *       keep back at most {@link com.alibaba.mqtt.server.network.WireProvider#SETTLED_AT_ONCE} settlements, which a tick
 *       sends at the latest; so no more than these come again, processed already, when a connection is lost, and those
 *       that were on their way.
 *   <li>What is in hand is bounded by the credit that the wire gives the server, and by nothing else; so nothing here
 *       blocks the thread that reads the socket.
 *   <li>What waits for a call of its client that hangs would use up the credit, so that nothing came for the others. It is
 *       {@link HeldBack}: the server sends more in its place, up to a bound of its own.
 *   <li>A hand-off wakes a thread, which costs more than a quick listener call; so threads are only woken at the end
 *       of a burst, and {@link Lanes} decides how many it is worth.
 *   <li>A failed notice keeps its place in hand during the pause before it goes back; so when all fail, the server is
 *       slowed, and the attempts are not used up in an instant.
 *   <li>No listener call begins for a connection that is lost, nor after {@link #end}: the server delivers those notices
 *       again, so a call would only make a duplicate.
 *   <li>While anything is in hand, {@link #tick} runs again within {@value #TICK_MILLIS} ms; when nothing is, no thread
 *       wakes up for us.
 * </ol>
 */
final class Dispatcher implements ConnectionSupervisor.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    static final int TICK_MILLIS = 20;
    private static final long IDLE_SECONDS = 60;
    /** Longer than this a call hangs, as far as the others' credit is concerned. */
    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DeliverySettings settings;
    private final Map<Source, Decoder> decoders;
    /** Null if the application gave an executor. */
    private final ExecutorService ownThreads;

    private final Lanes lanes;
    private final Ticker ticker;
    /** Failed ones, in the pause before they go back. */
    private final Set<InHand> pausing = ConcurrentHashMap.newKeySet();

    private final HeldBack heldBack;
    private final Failures failures = new Failures();
    final Counters counters = new Counters();
    private volatile Connection current;

    /**
     * @param owner begins the names of the threads
     * @param decoders what to do with each source's deliveries; may change at any time
     */
    Dispatcher(String owner, DeliverySettings settings, Map<Source, Decoder> decoders) {
        this.settings = settings;
        this.decoders = decoders;
        this.ownThreads = settings.executor() != null
                ? null
                // no maximum: the lanes bound the work, and a thread that just finished may not be idle yet
                : new ThreadPoolExecutor(
                        settings.minThreads(),
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        new DaemonThreads(owner + "-lane-"));
        this.lanes = new Lanes(ownThreads == null ? settings.executor() : ownThreads, settings.maxThreads());
        this.heldBack = new HeldBack(settings.maxHeldBack(), settings.maxBytesInHand());
        this.ticker = new Ticker(TICK_MILLIS, this::tick, new DaemonThreads(owner + "-clock-"));
    }

    @Override
    public Receiver receiver(Source source, Connection from) {
        current = from;
        return new Inbox(source, from);
    }

    @Override
    public void connectionLost(Connection lost) {
        LOG.debug("what is in hand is not settled; the server delivers it again");
        lanes.forget(task -> ((InHand) task).endsWith(lost));
    }

    /** Takes what one source delivers. */
    private final class Inbox implements Receiver {
        private final Source source;
        private final Connection from;

        Inbox(Source source, Connection from) {
            this.source = source;
            this.from = from;
        }

        @Override
        public void receive(Delivery delivery) {
            counters.received.increment();
            Decoder decoder = decoders.get(source);
            if (decoder == null) {
                delivery.settle(Outcome.RELEASED);
                return;
            }
            if (delivery.unreadable() != null) {
                malformed(delivery, new IllegalArgumentException(delivery.unreadable()));
                return;
            }
            try {
                Decoder.Call call = decoder.decode(delivery);
                if (call == null) {
                    delivery.settle(Outcome.ACCEPTED);
                } else {
                    counters.arrived(call.bornMillis());
                    add(new InHand(this, call, delivery, Outcome.ACCEPTED));
                }
            } catch (RuntimeException e) {
                // not only the IllegalArgumentException of the contract: nothing may pass into the wire's thread
                malformed(delivery, e);
            }
        }

        private void malformed(Delivery delivery, RuntimeException cause) {
            counters.malformed.increment();
            LOG.warn(
                    "{}: rejected a delivery, malformed ones so far: {}: {}",
                    source,
                    counters.malformed.sum(),
                    cause.getMessage());
            if (settings.undeliverableListener() == null) {
                delivery.settle(Outcome.REJECTED);
            } else {
                add(new InHand(
                        this,
                        new Decoders.GivingUp(() -> giveUp(source, delivery, cause)),
                        delivery,
                        Outcome.REJECTED));
            }
        }

        private void add(InHand task) {
            if (!lanes.add(task)) {
                task.delivery.settle(Outcome.RELEASED);
            }
        }

        @Override
        public void endOfBurst(boolean mayStay) {
            ticker.keepTicking();
            lanes.work(mayStay && ownThreads != null);
        }
    }

    /** A delivery on its way through a lane. There is one for each notice, so every field counts. */
    private final class InHand extends Lanes.Task {
        final Inbox inbox;
        final Decoder.Call call;
        final Delivery delivery;
        private final Outcome whenReturned;
        /** Its size, if it was held back. */
        private int heldBytes;

        InHand(Inbox inbox, Decoder.Call call, Delivery delivery, Outcome whenReturned) {
            this.inbox = inbox;
            this.call = call;
            this.delivery = delivery;
            this.whenReturned = whenReturned;
        }

        @Override
        String key() {
            return call.clientId();
        }

        @Override
        void run() {
            if (inbox.from.isOpen()) {
                Outcome outcome = outcome();
                if (outcome != null) {
                    delivery.settle(outcome);
                }
            }
            letGo();
        }

        /** While it waits. */
        void holdBack() {
            if (heldBytes > 0 || !inbox.from.isOpen()) {
                return;
            }
            // at least 1, as 0 says that it is not held back
            int size = delivery.body().length + 1;
            if (heldBack.add(size)) {
                heldBytes = size;
                delivery.holdBack();
            }
        }

        private void letGo() {
            if (heldBytes > 0) {
                heldBack.remove(heldBytes);
            }
        }

        /** Ends it unprocessed, if it came by this connection; else returns false. */
        boolean endsWith(Connection lost) {
            boolean ends = inbox.from == lost;
            if (ends) {
                letGo();
            }
            return ends;
        }

        /** Calls the listener; null if the delivery is to be settled later. */
        private Outcome outcome() {
            try {
                call.run();
            } catch (Throwable e) {
                // Throwable: whatever the listener throws, an Error too, must neither lose the notice nor end the lane
                return afterFailure(this, e);
            } finally {
                // an interrupt that the listener left behind would break the settling of this notice and the next call
                Thread.interrupted();
            }
            if (whenReturned == Outcome.ACCEPTED) {
                counters.processed.increment();
            }
            if (delivery.failedBefore() > 0) {
                failures.forget(delivery);
            }
            return whenReturned;
        }
    }

    private Outcome afterFailure(InHand failed, Throwable thrown) {
        counters.failed.increment();
        int times = failures.failed(failed.delivery);
        if (times >= settings.maxAttempts()) {
            LOG.error(
                    "{}: the listener failed {} times, given up: {}", failed.inbox.source, times, failed.call, thrown);
            giveUp(failed.inbox.source, failed.delivery, thrown);
            failures.forget(failed.delivery);
            return Outcome.REJECTED;
        }
        long pause = Failures.pauseMillis(times);
        LOG.warn(
                "{}: the listener failed {} times, the server will deliver it again in {} ms: {}",
                failed.inbox.source,
                times,
                pause,
                failed.call,
                thrown);
        pausing.add(failed);
        ticker.after(pause, () -> retry(failed));
        if (ticker.isStopped()) {
            retry(failed);
        }
        return null;
    }

    private void retry(InHand failed) {
        if (pausing.remove(failed)) {
            failed.delivery.settle(Outcome.RETRY);
            ticker.keepTicking();
        }
    }

    private void giveUp(Source source, Delivery delivery, Throwable cause) {
        counters.undeliverable.increment();
        UndeliverableListener listener = settings.undeliverableListener();
        if (listener == null) {
            return;
        }
        try {
            listener.onUndeliverable(source.name(), delivery.body(), cause);
        } catch (Throwable e) {
            // Throwable: as for any other listener
            LOG.error("{}: the undeliverable listener failed", source, e);
        } finally {
            Thread.interrupted();
        }
    }

    private void tick() {
        lanes.tick(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        hanging();
        holdBack();
        // before the flush, so that what ended before this look is sent now
        boolean idle = lanes.isEmpty();
        flush();
        if (!idle) {
            ticker.keepTicking();
        }
    }

    private void holdBack() {
        if (lanes.size() - heldBack.count() > settings.credit() / 2) {
            lanes.behindHanging(HANG_NANOS, task -> ((InHand) task).holdBack());
        }
    }

    private static void reportHanging(Lanes.Task task, Thread thread) {
        InHand hanging = (InHand) task;
        IllegalStateException stack = new IllegalStateException("where " + thread.getName() + " is");
        stack.setStackTrace(thread.getStackTrace());
        LOG.warn("{}: a listener call hangs: {}", hanging.inbox.source, hanging.call, stack);
    }

    private void flush() {
        Connection connection = current;
        if (connection != null && connection.isOpen()) {
            connection.wire.flush();
        }
    }

    /** Begins no more listener calls until {@link #resume}. */
    void pause() {
        lanes.pause();
    }

    void resume() {
        lanes.resume();
    }

    /** How many listener calls hang now; reports those that were not reported yet. */
    int hanging() {
        return lanes.hanging(TimeUnit.MILLISECONDS.toNanos(settings.hangReportMillis()), Dispatcher::reportHanging);
    }

    /** How many deliveries are in hand. */
    int inHand() {
        return lanes.size() + pausing.size();
    }

    /** Tells whether the current thread runs a listener call. */
    boolean isCurrent() {
        return lanes.isCurrent();
    }

    /**
     * Ends all work; blocks. Deliveries that come later go back.
     *
     * @param finish whether what is in hand is finished first; else only the calls that run
     * @param millis how long to wait; 0 = no limit
     * @return whether no listener call runs any more
     */
    boolean end(boolean finish, long millis) throws InterruptedException {
        long limit = millis == 0 ? Long.MAX_VALUE >> 1 : TimeUnit.MILLISECONDS.toNanos(millis);
        long deadline = System.nanoTime() + limit;
        if (finish) {
            lanes.awaitEmpty(TimeUnit.NANOSECONDS.toMillis(limit));
        }
        lanes.stop().forEach(task -> ((InHand) task).delivery.settle(Outcome.RELEASED));
        boolean ended = lanes.awaitWorkers(Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        ticker.stop();
        pausing.forEach(this::retry);
        if (ownThreads != null) {
            ownThreads.shutdown();
            ended &= ownThreads.awaitTermination(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        return ticker.awaitEnd(Math.max(1, deadline - System.nanoTime())) && ended;
    }
}
