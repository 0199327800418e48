package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a tracker is at one moment: what of it is dead, paused or stuck. Counts begin with the tracker. Immutable; read it
 * with {@link PresenceTracker#health()}, which asks neither the store nor the service and so never blocks.
 */
public final class PresenceHealth {
    private static final long STUCK_NANOS = Duration.ofSeconds(10).toNanos();
    private static final ForeignText FOREIGN = ForeignText.hiding();

    private final boolean closed;
    private final boolean storeAway;
    private final boolean threadsMissing;
    private final Throwable timerTrouble;
    private final Throwable askerTrouble;
    private final Duration storeCall;
    private final Duration telling;
    private final Duration query;
    private final int hangingQueries;
    private final Duration queriesPause;
    private final boolean executorFailing;
    private final long executorErrors;
    private final long storeErrors;
    private final long queryTimeouts;
    private final Throwable lastStoreError;
    private final Throwable lastQueryError;

    PresenceHealth(
            boolean closed,
            StoreBorder store,
            TrackerThreads threads,
            Teller teller,
            Healer healer,
            Asking asking,
            Failures failures,
            Counters counters) {
        this.closed = closed;
        this.storeAway = store.isAway();
        this.threadsMissing = !threads.areThere();
        this.timerTrouble = shown(threads.timerTrouble());
        this.askerTrouble = shown(threads.askerTrouble());
        this.storeCall = Duration.ofNanos(Math.max(threads.timerNanos(), threads.askerNanos()));
        this.telling = Duration.ofNanos(teller.longestNanos());
        this.query = Duration.ofNanos(asking.longestNanos());
        this.hangingQueries = asking.hanging();
        this.queriesPause = Duration.ofMillis(healer == null ? 0 : healer.pausedMillis());
        this.executorFailing = threads.forActions.isFailing();
        this.executorErrors = failures.executorErrors.sum();
        this.storeErrors = failures.storeErrors.sum();
        this.queryTimeouts = counters.queriesGivenUp.sum();
        this.lastStoreError = shown(failures.lastOfStore());
        this.lastQueryError = shown(failures.lastOfQuery());
    }

    private static Throwable shown(Throwable foreign) {
        return FOREIGN.show(foreign);
    }

    /** Tells whether there are no {@link #troubles()}. */
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
        add(all, askerTrouble != null, "the last step towards a query failed: " + askerTrouble);
        add(all, lastStoreError != null, "the store's last call failed: " + lastStoreError);
        add(all, lastQueryError != null, "the last query failed: " + lastQueryError);
        add(all, isStuck(storeCall), "a call of the store runs for " + storeCall.toSeconds() + " s");
        add(all, isStuck(telling), "an action runs for " + telling.toSeconds() + " s");
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

    /** Tells whether {@link PresenceTracker#close()} was called. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Tells whether notices were refused because the store is away, and it has not worked since. The consumer keeps them, see
     * {@link com.alibaba.mqtt.server.callback.NotNowException}; what may have been missed is asked about when it is back.
     */
    public boolean isStoreAway() {
        return storeAway;
    }

    /** Tells whether a thread of the tracker is missing, as the JVM could not start it. It is tried again. */
    public boolean isThreadMissing() {
        return threadsMissing;
    }

    /** Tells whether the executor of the actions took no work when it was last asked. It is asked again. */
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
    public Throwable lastStoreError() {
        return lastStoreError;
    }

    /** Returns what the last query threw, fit for a log; null if it worked, or none was made. */
    public Throwable lastQueryError() {
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
        return telling;
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
