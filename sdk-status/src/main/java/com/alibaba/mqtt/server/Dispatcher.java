package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.UndeliverableListener;
import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import java.util.List;
import java.util.Map;
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
 *       {@link Parked}: the server sends more in its place, up to a bound of its own.
 *   <li>A hand-off wakes a thread, which costs more than a quick listener call; so threads are only woken at the end
 *       of a burst, and {@link Lanes} decides how many it is worth.
 *   <li>A failed notice keeps its place in hand during the pause before it goes back; so when all fail, the server is
 *       slowed, and the attempts are not used up in an instant.
 *   <li>Nothing that is thrown passes into the wire's thread or ends ours. What says nothing about the delivery, as a
 *       {@code NoClassDefFoundError}, gives it back after a pause; it is neither lost nor counted against it.
 *   <li>No listener call begins for a connection that is lost, nor after {@link #end}: the server delivers those notices
 *       again, so a call would only make a duplicate.
 *   <li>While anything is in hand, {@link #tick} runs again within {@value #TICK_MILLIS} ms; when nothing is, no thread
 *       wakes up for us. The tick also starts workers again that could not be started or died.
 * </ol>
 */
final class Dispatcher implements ConnectionSupervisor.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    static final int TICK_MILLIS = 20;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    private static final long IDLE_SECONDS = 60;
    /** While there is nothing else to do: how often a trouble is asked whether it is over, and how long is for ever. */
    private static final long TROUBLED_REST_MILLIS = 10_000;

    private static final long REST_MILLIS = TimeUnit.HOURS.toMillis(1);
    /** Longer than this a call hangs, as far as the others' credit is concerned. */
    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** So many clients whose calls still run at the end are named. */
    private static final int NAMED = 5;

    private final String owner;
    private final DeliverySettings settings;
    private final Map<Source, Decoder> decoders;
    /** Null if the application gave an executor. */
    private final ExecutorService ownThreads;

    private final Lanes lanes;
    private final Ticker ticker;
    /** Failed ones, before they go back. */
    private final Pauses pauses;

    private final Parked parked;
    private final Failures failures = new Failures();
    final Counters counters = new Counters();
    private final Map<Source, SourceLog> logs = new ConcurrentHashMap<>();
    private final StateLog hanging;
    private final StateLog broken;
    private volatile Connection current;

    /**
     * @param owner begins the names of the threads
     * @param decoders what to do with each source's deliveries; may change at any time
     */
    Dispatcher(String owner, DeliverySettings settings, Map<Source, Decoder> decoders) {
        this.owner = owner;
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
        this.hanging = log("listener calls hang");
        this.broken = log("a step of the SDK failed");
        this.pauses = new Pauses(broken);
        this.lanes = new Lanes(
                ownThreads == null ? settings.executor() : ownThreads,
                settings.maxThreads(),
                log("no thread for listener calls"),
                log("the executor for listener calls does not begin what it took"));
        this.parked = new Parked(settings.maxHeldBack(), settings.maxBytesInHand());
        this.ticker = new Ticker(TICK_MILLIS, this::tick, owner + "-clock", log("the clock stumbles"));
    }

    private StateLog log(String trouble) {
        return new StateLog(LOG, owner + ": " + trouble);
    }

    @Override
    public Receiver receiver(Source source, Connection from) {
        // before the first delivery: what comes when the JVM has no more threads is looked after by this one
        ticker.start();
        current = from;
        return new Inbox(source, from);
    }

    @Override
    public void connectionLost(Connection lost) {
        LOG.debug("what is in hand is not settled; the server delivers it again");
        lanes.forget(task -> ((InHand) task).endsWith(lost));
        pauses.forget(lost);
    }

    /** Takes what one source delivers. */
    private final class Inbox implements Receiver {
        final Source source;
        final Connection from;
        final SourceLog log;
        /** Deliveries in a row that could not be handed over. Of the wire's thread. */
        private int unread;

        Inbox(Source source, Connection from) {
            this.source = source;
            this.from = from;
            this.log = logs.computeIfAbsent(source, key -> new SourceLog(owner, key));
        }

        @Override
        public void receive(Delivery delivery) {
            try {
                take(delivery);
                unread = 0;
            } catch (Throwable e) {
                // Throwable: nothing may pass into the wire's thread
                giveBack(delivery, e);
            }
        }

        private void take(Delivery delivery) {
            counters.received.increment();
            Decoder decoder = decoders.get(source);
            if (decoder == null) {
                delivery.settle(Outcome.RELEASED);
                return;
            }
            Decoder.Call call;
            try {
                if (delivery.unreadable() != null) {
                    throw new IllegalArgumentException(delivery.unreadable());
                }
                call = decoder.decode(delivery);
            } catch (RuntimeException | StackOverflowError e) {
                // not only the IllegalArgumentException of the contract; an overflow comes from what is nested too deep
                malformed(delivery, e);
                return;
            }
            if (call == null) {
                delivery.settle(Outcome.ACCEPTED);
            } else {
                counters.arrived(call.bornMillis());
                add(new InHand(this, call, delivery, Outcome.ACCEPTED));
            }
        }

        /** What was thrown says nothing about the delivery, so that it is not counted against it. */
        private void giveBack(Delivery delivery, Throwable cause) {
            try {
                counters.failed.increment();
                unread = Math.min(unread + 1, settings.maxAttempts());
                long pause = Failures.pauseMillis(unread);
                log.unread(pause, cause);
                settleLater(delivery, from, Outcome.RELEASED, pause);
            } catch (Throwable e) {
                // it stays unsettled, and comes again with the next connection
                broken.failed("a delivery could not be given back", e);
            }
        }

        private void malformed(Delivery delivery, Throwable cause) {
            counters.malformed.increment();
            log.malformed(cause);
            if (settings.undeliverableListener() == null) {
                counters.undeliverable.increment();
                delivery.settle(Outcome.REJECTED);
            } else {
                add(new InHand(
                        this, new Decoders.GivingUp(() -> giveUp(this, delivery, cause)), delivery, Outcome.REJECTED));
            }
        }

        private void add(InHand task) {
            if (!lanes.add(task)) {
                task.delivery.settle(Outcome.RELEASED);
            }
        }

        @Override
        public void endOfBurst(boolean mayStay) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            try {
                ticker.keepTicking();
                lanes.work(mayStay && ownThreads != null);
            } catch (Throwable e) {
                // the next tick does it
                broken.failed("no worker could be woken for what came", e);
            }
            if (!interrupted && ownThreads == null) {
                // an executor that leaves one behind would break the wire
                Thread.interrupted();
            }
        }
    }

    /** A delivery on its way through a lane. There is one for each notice, so every field counts. */
    private final class InHand extends Lanes.Task {
        final Inbox inbox;
        final Decoder.Call call;
        final Delivery delivery;
        private final Outcome whenReturned;
        /** Its size, if it is parked. */
        private int parkedBytes;

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
            Outcome outcome = null;
            try {
                if (inbox.from.isOpen()) {
                    Throwable thrown = thrownByCall();
                    outcome = thrown == null ? whenReturned : Outcome.RETRY;
                    settle(outcome, thrown);
                }
            } catch (Throwable e) {
                // not the listener's: what is ours or the wire's, such as an OutOfMemoryError
                broken.failed("a delivery could not be settled; it is tried again", e);
                if (outcome != null) {
                    settleLater(delivery, inbox.from, outcome, Failures.pauseMillis(1));
                }
            } finally {
                letGo();
            }
        }

        /** Calls the listener; returns null if it returned. */
        private Throwable thrownByCall() {
            try {
                call.run();
                return null;
            } catch (Throwable e) {
                // Throwable: whatever the listener throws, an Error too, must neither lose the notice nor end the lane
                return e;
            } finally {
                // an interrupt that the listener left behind would break the settling of this notice and the next call
                Thread.interrupted();
            }
        }

        private void settle(Outcome outcome, Throwable thrown) {
            if (thrown != null) {
                afterFailure(this, thrown);
                return;
            }
            if (outcome == Outcome.ACCEPTED) {
                counters.processed.increment();
            }
            if (delivery.failedBefore() > 0) {
                failures.forget(inbox.source, call, delivery);
            }
            delivery.settle(outcome);
        }

        /** While it waits. */
        void park() {
            if (parkedBytes > 0 || !inbox.from.isOpen()) {
                return;
            }
            // at least 1, as 0 says that it is not parked
            int size = delivery.body().length + 1;
            if (parked.add(size)) {
                parkedBytes = size;
                delivery.holdBack();
            }
        }

        private void letGo() {
            if (parkedBytes > 0) {
                parked.remove(parkedBytes);
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
    }

    private void afterFailure(InHand failed, Throwable thrown) {
        counters.failed.increment();
        Inbox inbox = failed.inbox;
        int times = failures.failed(inbox.source, failed.call, failed.delivery);
        if (times >= settings.maxAttempts()) {
            inbox.log.givenUp(failed.call, times, thrown);
            giveUp(inbox, failed.delivery, thrown);
            failures.forget(inbox.source, failed.call, failed.delivery);
            failed.delivery.settle(Outcome.REJECTED);
            return;
        }
        long pause = Failures.pauseMillis(times);
        inbox.log.failed(failed.call, times, pause, thrown);
        settleLater(failed.delivery, inbox.from, Outcome.RETRY, pause);
    }

    private void settleLater(Delivery delivery, Connection from, Outcome outcome, long pauseMillis) {
        if (!pauses.add(delivery, from, outcome, pauseMillis)) {
            delivery.settle(outcome);
        }
        ticker.keepTicking();
    }

    private void giveUp(Inbox inbox, Delivery delivery, Throwable cause) {
        counters.undeliverable.increment();
        UndeliverableListener listener = settings.undeliverableListener();
        if (listener == null) {
            return;
        }
        try {
            listener.onUndeliverable(inbox.source.name(), delivery.body(), cause);
        } catch (Throwable e) {
            // Throwable: as for any other listener
            inbox.log.tellingFailed(e);
        } finally {
            Thread.interrupted();
        }
    }

    /** Returns after how many milliseconds it is needed again. */
    private long tick() {
        // first: whatever fails in the rest, who waits is called
        lanes.tick(TICK_NANOS);
        pauses.settle();
        reportHanging();
        park();
        // before the flush, so that what ended before this look is sent now
        boolean idle = lanes.isEmpty();
        flush();
        if (!idle) {
            return TICK_MILLIS;
        }
        boolean troubled = hanging.isOn();
        for (SourceLog each : logs.values()) {
            troubled |= each.lasts();
        }
        return pauses.leftMillis(troubled ? TROUBLED_REST_MILLIS : REST_MILLIS);
    }

    private void park() {
        if (lanes.size() - parked.count() > settings.credit() / 2) {
            lanes.behindHanging(HANG_NANOS, task -> ((InHand) task).park());
        }
    }

    private void reportHanging() {
        lanes.reportHanging(hangReportNanos(), (task, thread) -> {
            InHand call = (InHand) task;
            IllegalStateException stack = new IllegalStateException("where " + thread.getName() + " is");
            stack.setStackTrace(thread.getStackTrace());
            hanging.failed(call.inbox.source + ": " + ForeignText.visible(call.call.toString()), stack);
        });
        if (hanging.isOn() && hanging() == 0) {
            hanging.over();
        }
    }

    private long hangReportNanos() {
        return TimeUnit.MILLISECONDS.toNanos(settings.hangReportMillis());
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

    /** How many listener calls hang now. */
    int hanging() {
        return lanes.hanging(hangReportNanos());
    }

    /** How many deliveries are in hand, those that are parked left out. */
    int inHand() {
        return Math.max(0, lanes.size() + pauses.size() - parked.count());
    }

    /** How many deliveries wait for calls that hang, beyond the credit. */
    int parked() {
        return parked.count();
    }

    /** Tells whether listener calls cannot begin for want of a thread, or the clock does not run. */
    boolean isStuck() {
        return lanes.isStarved() || ticker.isStuck();
    }

    /** Tells whether the current thread runs a listener call. */
    boolean isCurrent() {
        return lanes.isCurrent();
    }

    /**
     * Ends all work; blocks. Deliveries that come later go back. Never throws. An interrupt, before or meanwhile, ends the
     * finishing and shortens the rest to a second; the thread's flag is set again on return. Whatever happens, no listener
     * call begins after the return, and no thread of ours stays but those in a listener's code; these are logged.
     *
     * @param finish whether what is in hand is finished first; else only the calls that run
     * @param deadline for all of it
     * @return whether no listener call runs any more
     */
    boolean end(boolean finish, Deadline deadline) {
        Ending ending = new Ending(deadline);
        if (finish && !ending.isHurried()) {
            ending.await(lanes::awaitEmpty);
        }
        lanes.stop().forEach(task -> release((InHand) task));
        boolean ended = ending.await(lanes::awaitWorkers);
        if (!ended) {
            warnOfRunning(lanes.running());
        }
        ticker.stop();
        pauses.end();
        if (ownThreads != null) {
            ownThreads.shutdown();
            ended &= ending.await(time -> ownThreads.awaitTermination(Math.max(1, time.leftNanos()), TimeUnit.NANOSECONDS));
        }
        ended &= ending.await(ticker::awaitEnd);
        ending.over();
        return ended;
    }

    private void release(InHand task) {
        try {
            task.delivery.settle(Outcome.RELEASED);
        } catch (Throwable e) {
            broken.failed("what waited comes again when the connection is closed", e);
        }
    }

    private void warnOfRunning(List<Lanes.Task> running) {
        List<String> clients = running.stream()
                .limit(NAMED)
                .map(task -> ForeignText.visible(task.key()))
                .toList();
        LOG.warn(
                "{}: stopped while {} listener calls still run, for {}{}; their notices will come again",
                owner,
                running.size(),
                clients,
                running.size() > NAMED ? " and others" : "");
    }
}
