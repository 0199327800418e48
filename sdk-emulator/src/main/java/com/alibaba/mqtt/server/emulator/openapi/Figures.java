package com.alibaba.mqtt.server.emulator.openapi;

import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what comes to the OpenAPI, and what becomes of it. Safe for many threads. */
public final class Figures {
    /** How many requests within a second are counted at most. */
    private static final int BOUND = 100_000;

    private final Clock clock;
    private Counts counts = new Counts();

    Figures(Clock clock) {
        this.clock = clock;
    }

    /** @param action may be null, or of any name, which is then not counted by itself */
    synchronized void arrived(@Nullable String action) {
        long now = Throttle.nanos(clock);
        counts.requests++;
        counts.max = Math.max(counts.max, counts.all.add(now));
        if (action != null && Operations.NAMES.contains(action)) {
            int within = counts.byAction
                    .computeIfAbsent(action, first -> new SlidingWindow(BOUND))
                    .add(now);
            counts.maxByAction.merge(action, within, Math::max);
        }
    }

    synchronized void answered(String action) {
        counts.answered.merge(action, 1L, Long::sum);
    }

    synchronized void throttled() {
        counts.throttled++;
    }

    synchronized void blocked() {
        counts.blocked++;
    }

    synchronized void misbehaved() {
        counts.faults++;
    }

    synchronized void reset() {
        counts = new Counts();
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(
                counts.requests,
                counts.answered,
                counts.throttled,
                counts.blocked,
                counts.faults,
                counts.max,
                counts.maxByAction);
    }

    /**
     * The figures at one moment.
     *
     * @param requests all that arrived
     * @param answered with 200, by operation
     * @param throttled refused for the limit of the account
     * @param blocked refused because the address is blocked
     * @param faults answered wrongly on purpose
     * @param max the largest number of requests within any second
     * @param maxByAction the same by operation
     */
    public record Snapshot(
            long requests,
            Map<String, Long> answered,
            long throttled,
            long blocked,
            long faults,
            int max,
            Map<String, Integer> maxByAction) {
        /** Copies the maps. */
        public Snapshot {
            answered = Map.copyOf(answered);
            maxByAction = Map.copyOf(maxByAction);
        }
    }

    private static final class Counts {
        private final SlidingWindow all = new SlidingWindow(BOUND);
        private final Map<String, SlidingWindow> byAction = new TreeMap<>();
        private final Map<String, Integer> maxByAction = new TreeMap<>();
        private final Map<String, Long> answered = new TreeMap<>();
        private long requests;
        private long throttled;
        private long blocked;
        private long faults;
        private int max;
    }
}
