package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.connection.ConnectionSupervisor;
import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.lanes.Gate;
import com.alibaba.mqtt.server.lanes.Lanes;
import com.alibaba.mqtt.server.lanes.Task;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.threads.Ending;
import com.alibaba.mqtt.server.threads.Slowness;
import com.alibaba.mqtt.server.threads.Ticker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries from wires to listeners and their outcomes back. It wires the parts together: the {@link Inbox} of each
 * source takes, {@link Lanes} run, {@link Settling} decides; the clock here keeps the time for all.
 *
 * <ol>
 *   <li>A delivery is settled only after its listener returned or threw, or when it is malformed; and once. The wire may
 *       keep back at most {@link com.alibaba.mqtt.server.network.WireProvider#MAX_SETTLED_TOGETHER} settlements, which a tick
 *       sends at the latest; so no more than these come again, processed already, when a connection is lost, and those
 *       that were on their way.
 *   <li>What is unsettled is bounded by the credit that the wire gives the server, and by nothing else; so nothing here
 *       blocks the thread that reads the socket.
 *   <li>What waits for a call of its client that hangs would use up the credit, so that nothing came for the others. It is
 *       parked: the server sends more in its place, up to a bound of its own, the {@link ParkedRoom}.
 *   <li>A hand-off wakes a thread, which costs more than a quick listener call; so threads are only woken at the end
 *       of a burst, and {@link Lanes} decides how many it is worth.
 *   <li>A failed notice stays unsettled during the pause before it goes back; so when all fail, the server is
 *       slowed, and the attempts are not used up in an instant.
 *   <li>A listener that says "not now" shuts the {@link Gate} of its source: what is unsettled stays so, and no call begins
 *       until its pause is over and one that is tried went through. No attempt is counted, and other sources go on.
 *   <li>Nothing that is thrown passes into the wire's thread or ends ours. What says nothing about the delivery, as a
 *       {@code NoClassDefFoundError}, gives it back after a pause; it is neither lost nor counted against it.
 *   <li>No listener call begins for a connection that is lost, nor after {@link #end}: the server delivers those notices
 *       again, so a call would only create a duplicate.
 *   <li>While anything is outstanding, {@link Tick} runs again within {@value Slowness#TICK_MILLIS} ms; when nothing is, or
 *       all of it waits at gates, no thread wakes up for us before it is time. The tick also starts workers again that
 *       could not be started or died.
 * </ol>
 */
public final class Dispatcher implements ConnectionSupervisor.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long IDLE_SECONDS = 60;
    /** So many clients whose calls still run at the end are named. */
    private static final int MAX_NAMED = 5;

    private final String owner;
    private final DeliverySettings settings;
    private final Map<Source, Decoder> decoders;
    /** Null if the application gave an executor. */
    private final @Nullable ExecutorService ownThreads;

    private final Lanes lanes;
    private final Ticker ticker;
    private final Settling settling;
    private final Map<Source, OfSource> sources = new ConcurrentHashMap<>();
    private final Tick tick;

    /**
     * Creates a dispatcher without threads; they are started when they are needed.
     *
     * @param owner begins the names of the threads
     * @param decoders what to do with each source's deliveries; may change at any time
     */
    public Dispatcher(String owner, DeliverySettings settings, Map<Source, Decoder> decoders) {
        this.owner = owner;
        this.settings = settings;
        this.decoders = decoders;
        Executor given = settings.executor();
        ExecutorService own = given == null ? ownThreads() : null;
        this.ownThreads = own;
        this.lanes = new Lanes(
                own == null ? Objects.requireNonNull(given) : own,
                settings.maxThreads(),
                log("no thread for listener calls"),
                log("the executor for listener calls does not begin what it took"));
        this.ticker = new Ticker(Slowness.TICK_MILLIS, this::tick, owner + "-clock", log("the clock stumbles"));
        this.settling = new Settling(settings, log("a step of the SDK failed"), ticker::keepTicking);
        this.tick = new Tick(settings, lanes, settling, sources.values(), log("listener calls hang"));
    }

    private ThreadPoolExecutor ownThreads() {
        // no maximum: the lanes bound the work, and a thread that just finished may not be idle yet
        return new ThreadPoolExecutor(
                settings.minThreads(),
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DaemonThreads(owner + "-lane-"));
    }

    private StateLog log(String trouble) {
        return new StateLog(LOG, owner + ": " + trouble);
    }

    @Override
    public Receiver receiver(Source source, Connection from) {
        // before the first delivery: what comes when the JVM has no more threads is looked after by this one
        ticker.start();
        tick.flushes(from);
        OfSource of = sources.computeIfAbsent(source, key -> new OfSource(new Gate(), new SourceLog(owner, key)));
        return new Inbox(source, from, of.gate(), of.log(), settling, decoders, lanes, ticker, ownThreads != null);
    }

    @Override
    public void connectionLost(Connection lost) {
        LOG.debug("what is outstanding is not settled; the server delivers it again");
        Inbox.forget(lost, lanes, settling);
    }

    private long tick() {
        return tick.run();
    }

    /** Begins no more listener calls until {@link #resume}. */
    public void pause() {
        lanes.pause();
    }

    /** Begins listener calls again. */
    public void resume() {
        lanes.resume();
    }

    /** Returns what was done so far. */
    public Counters counters() {
        return settling.counters;
    }

    /** Returns how many listener calls hang now. */
    public int hanging() {
        return tick.hanging();
    }

    /** Returns how many deliveries are unsettled, those that are parked left out. */
    public int unsettled() {
        return Math.max(0, lanes.size() + settling.pauses.size() - settling.parked.count());
    }

    /** Returns the sources whose listener says "not now", with since when and why. */
    public Map<Source, Gate.Pause> pausedSources() {
        Map<Source, Gate.Pause> paused = new LinkedHashMap<>();
        sources.forEach((source, of) -> {
            Gate.Pause pause = of.gate().pause();
            if (pause != null) {
                paused.put(source, pause);
            }
        });
        return paused;
    }

    /** Returns how many deliveries wait for calls that hang, beyond the credit. */
    public int parked() {
        return settling.parked.count();
    }

    /** Returns whether listener calls cannot begin for want of a thread, or the clock does not run. */
    public boolean isStuck() {
        return lanes.isStarved() || ticker.isStuck();
    }

    /** Returns whether the current thread runs a listener call. */
    public boolean isCurrent() {
        return lanes.isCurrent();
    }

    /**
     * Ends all work; blocks. Deliveries that come later go back. Never throws. An interrupt, before or meanwhile, ends the
     * finishing and shortens the rest to a second; the thread's flag is set again on return. Whatever happens, no listener
     * call begins after the return, and no thread of ours stays but those in a listener's code; these are logged.
     *
     * @param finish whether what is outstanding is finished first; else only the calls that run
     * @param deadline for all of it
     * @return whether no listener call runs any more
     */
    public boolean end(boolean finish, Deadline deadline) {
        Ending ending = new Ending(deadline);
        if (finish && !ending.isHurried()) {
            ending.await(lanes::awaitEmpty);
        }
        lanes.stop().forEach(task -> release((OutstandingDelivery) task));
        boolean ended = ending.await(lanes::awaitWorkers);
        if (!ended) {
            warnOfRunning(lanes.watch().running());
        }
        ticker.stop();
        settling.pauses.end();
        ExecutorService own = ownThreads;
        if (own != null) {
            own.shutdown();
            ended &= ending.await(time -> own.awaitTermination(Math.max(1, time.leftNanos()), TimeUnit.NANOSECONDS));
        }
        ended &= ending.await(ticker::awaitEnd);
        ending.over();
        return ended;
    }

    private void release(OutstandingDelivery waiting) {
        try {
            waiting.settle(Outcome.RELEASED);
        } catch (Throwable e) {
            settling.broken.failed("what waited comes again when the connection is closed", e);
        }
    }

    private void warnOfRunning(List<Task> running) {
        List<String> clients = running.stream()
                .limit(MAX_NAMED)
                .map(task -> ForeignText.visible(task.key()))
                .toList();
        LOG.warn(
                "{}: stopped while {} listener calls still run, for {}{}; their notices will come again",
                owner,
                running.size(),
                clients,
                running.size() > MAX_NAMED ? " and others" : "");
    }
}
