package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 *   <li>A listener that says "not now" shuts the {@link Gate} of its source: what is in hand stays so, and no call begins
 *       until its pause is over and one that is tried went through. No attempt is counted, and other sources go on.
 *   <li>Nothing that is thrown passes into the wire's thread or ends ours. What says nothing about the delivery, as a
 *       {@code NoClassDefFoundError}, gives it back after a pause; it is neither lost nor counted against it.
 *   <li>No listener call begins for a connection that is lost, nor after {@link #end}: the server delivers those notices
 *       again, so a call would only make a duplicate.
 *   <li>While anything is in hand, {@link #tick} runs again within {@value #TICK_MILLIS} ms; when nothing is, or all of it
 *       waits at gates, no thread wakes up for us before it is time. The tick also starts workers again that could not be started or died.
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
    private final Settling settling;
    final Counters counters;
    private final Map<Source, Gate> gates = new ConcurrentHashMap<>();
    private final StateLog hanging;
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
        this.lanes = new Lanes(
                ownThreads == null ? settings.executor() : ownThreads,
                settings.maxThreads(),
                log("no thread for listener calls"),
                log("the executor for listener calls does not begin what it took"));
        this.ticker = new Ticker(TICK_MILLIS, this::tick, owner + "-clock", log("the clock stumbles"));
        this.settling = new Settling(settings, log("a step of the SDK failed"), ticker::keepTicking);
        this.counters = settling.counters;
    }

    private StateLog log(String trouble) {
        return new StateLog(LOG, owner + ": " + trouble);
    }

    @Override
    public Receiver receiver(Source source, Connection from) {
        // before the first delivery: what comes when the JVM has no more threads is looked after by this one
        ticker.start();
        current = from;
        Gate gate = gates.computeIfAbsent(source, key -> new Gate(key.toString(), new SourceLog(owner, key)));
        return new Inbox(source, from, gate, settling, decoders, lanes, ticker, ownThreads != null);
    }

    @Override
    public void connectionLost(Connection lost) {
        LOG.debug("what is in hand is not settled; the server delivers it again");
        lanes.forget(task -> ((InHand) task).endsWith(lost));
        settling.pauses.forget(lost);
    }

    /** Returns after how many milliseconds it is needed again. */
    private long tick() {
        // first: whatever fails in the rest, who waits is called
        lanes.tick(TICK_NANOS);
        lanes.openGates(System.nanoTime(), hangReportNanos());
        settling.pauses.settle();
        reportHanging();
        park();
        // before the flush, so that what ended before this look is sent now
        boolean idle = lanes.isEmpty();
        gates.values().forEach(Gate::sayIfOpen);
        flush();
        if (!idle) {
            return TICK_MILLIS;
        }
        boolean troubled = hanging.isOn();
        for (Gate each : gates.values()) {
            troubled |= each.log.lasts();
        }
        long rest = settling.pauses.leftMillis(troubled ? TROUBLED_REST_MILLIS : REST_MILLIS);
        return lanes.leftMillis(System.nanoTime(), rest);
    }

    private void park() {
        if (lanes.size() - settling.parked.count() > settings.credit() / 2) {
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
    int unsettled() {
        return Math.max(0, lanes.size() + settling.pauses.size() - settling.parked.count());
    }

    /** The sources whose listener says "not now". */
    List<ConsumerHealth.PausedSource> pausedSources() {
        return gates.values().stream().map(Gate::pause).filter(Objects::nonNull).toList();
    }

    /** How many deliveries wait for calls that hang, beyond the credit. */
    int parked() {
        return settling.parked.count();
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
        settling.pauses.end();
        if (ownThreads != null) {
            ownThreads.shutdown();
            ended &= ending.await(
                    time -> ownThreads.awaitTermination(Math.max(1, time.leftNanos()), TimeUnit.NANOSECONDS));
        }
        ended &= ending.await(ticker::awaitEnd);
        ending.over();
        return ended;
    }

    private void release(InHand task) {
        try {
            task.delivery.settle(Outcome.RELEASED);
        } catch (Throwable e) {
            settling.broken.failed("what waited comes again when the connection is closed", e);
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
