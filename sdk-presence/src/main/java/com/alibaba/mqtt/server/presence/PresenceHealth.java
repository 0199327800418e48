package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.presence.engine.Engine;
import com.alibaba.mqtt.server.presence.engine.TrackerThreads;
import com.alibaba.mqtt.server.presence.guard.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a tracker is at one moment: what of it is dead, paused or stuck. Counts begin with the tracker. Immutable; read it
 * with {@link PresenceTracker#health()}, which calls neither the store nor the service and so never blocks.
 */
public final class PresenceHealth {
    private static final long STUCK_NANOS = Duration.ofSeconds(10).toNanos();
    private static final ForeignText FOREIGN = ForeignText.hiding();

    private final boolean closed;
    private final boolean storeAway;
    private final boolean threadsMissing;
    private final @Nullable Throwable timerTrouble;
    private final @Nullable Throwable reconcilerTrouble;
    private final Duration storeCall;
    private final Duration action;
    private final Duration query;
    private final int hangingQueries;
    private final Duration queriesPause;
    private final boolean executorFailing;
    private final long executorErrors;
    private final long storeErrors;
    private final long queryTimeouts;
    private final @Nullable Throwable lastStoreError;
    private final @Nullable Throwable lastQueryError;

    PresenceHealth(Engine engine) {
        TrackerThreads threads = engine.threads();
        Failures failures = engine.failures();
        this.closed = engine.isClosed();
        this.storeAway = engine.store().isAway();
        this.threadsMissing = !threads.areThere();
        this.timerTrouble = shown(threads.timerTrouble());
        this.reconcilerTrouble = shown(threads.reconcilerTrouble());
        this.storeCall = Duration.ofNanos(Math.max(threads.timerNanos(), threads.reconcilerNanos()));
        this.action = Duration.ofNanos(engine.notifier().longestNanos());
        this.query = Duration.ofNanos(engine.queryCalls().longestNanos());
        this.hangingQueries = engine.queryCalls().hanging();
        this.queriesPause = Duration.ofMillis(engine.queriesPauseMillis());
        this.executorFailing = engine.notifier().isRefused();
        this.executorErrors = failures.executorErrors();
        this.storeErrors = failures.storeErrors();
        this.queryTimeouts = engine.counters().queriesGivenUp.sum();
        this.lastStoreError = shown(failures.lastOfStore());
        this.lastQueryError = shown(failures.lastOfQuery());
    }

    private static @Nullable Throwable shown(@Nullable Throwable foreign) {
        return FOREIGN.show(foreign);
    }

    /** Returns whether there are no {@link #troubles()}. */
    public boolean isWell() {
        return troubles().isEmpty();
    }

    /** Returns what is wrong now, each in one sentence for a person; the most serious first. */
    public List<String> troubles() {
        List<String> all = new ArrayList<>();
        add(all, closed, "the tracker is closed");
        add(all, storeAway, "the store is away; the consumer keeps the notices, which wait at the server");
        add(all, threadsMissing, "the JVM can start no thread for the timer or the queries now; it is tried again");
        add(all, executorFailing, "the executor of the actions takes no work now; it is asked again");
        add(all, timerTrouble != null, "the timer's last step failed: " + timerTrouble);
        add(all, reconcilerTrouble != null, "the last step towards a query failed: " + reconcilerTrouble);
        add(all, lastStoreError != null, "the store's last call failed: " + lastStoreError);
        add(all, lastQueryError != null, "the last query failed: " + lastQueryError);
        add(all, isStuck(storeCall), "a call of the store runs for " + storeCall.toSeconds() + " s");
        add(all, isStuck(action), "an action runs for " + action.toSeconds() + " s");
        add(all, isStuck(query), "a query runs for " + query.toSeconds() + " s");
        add(all, hangingQueries > 0, hangingQueries + " queries hang that were given up");
        return List.copyOf(all);
    }

    private static void add(List<String> all, boolean wrong, String trouble) {
        if (wrong) {
            all.add(trouble);
        }
    }

    private static boolean isStuck(Duration running) {
        return running.toNanos() > STUCK_NANOS;
    }

    /** Returns whether {@link PresenceTracker#close()} was called. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Returns whether notices were refused because the store is away, and it has not worked since. The consumer keeps them, see
     * {@link com.alibaba.mqtt.server.callback.NotNowException}; what may have been missed is rechecked when it is back.
     */
    public boolean isStoreAway() {
        return storeAway;
    }

    /** Returns whether a thread of the tracker is missing, as the JVM could not start it. It is tried again. */
    public boolean isThreadMissing() {
        return threadsMissing;
    }

    /** Returns whether the executor of the actions took no work when it was last asked. It is asked again. */
    public boolean isExecutorFailing() {
        return executorFailing;
    }

    /** Returns how often the executor took no work. */
    public long executorErrors() {
        return executorErrors;
    }

    /** Returns how often the store has thrown, or answered null. */
    public long storeErrors() {
        return storeErrors;
    }

    /** Returns what the store's last call threw, fit for a log; null if it worked. */
    public @Nullable Throwable lastStoreError() {
        return lastStoreError;
    }

    /** Returns what the last query threw, fit for a log; null if it worked, or none was made. */
    public @Nullable Throwable lastQueryError() {
        return lastQueryError;
    }

    /** Returns how many queries were given up because they took longer than the query time-out. */
    public long queryTimeouts() {
        return queryTimeouts;
    }

    /** Returns how many of those are still not back. While it is 4, none is made. */
    public int hangingQueries() {
        return hangingQueries;
    }

    /** Returns how long no query is made yet because the last ones failed; zero if they are made. */
    public Duration queriesPause() {
        return queriesPause;
    }

    /** Returns for how long the tracker's timer, or its thread for queries, waits for the store or is at work. */
    public Duration longestStoreCall() {
        return storeCall;
    }

    /** Returns for how long the longest call of an action runs, its claim in the store included; zero if none does. */
    public Duration longestAction() {
        return action;
    }

    /** Returns for how long the present query runs; zero if none does. */
    public Duration longestQuery() {
        return query;
    }

    @Override
    public String toString() {
        return "PresenceHealth" + troubles();
    }
}
