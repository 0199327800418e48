package com.alibaba.mqtt.server.presence;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** What this tracker counted since it was made; of other nodes it knows nothing. */
final class Counters {
    private static final int MAX_GROUPS = 1_000;

    private static final int MAX_FLAPPING = 100_000;
    private static final int DIGITS = 2;

    final LongAdder repeated = new LongAdder();
    final LongAdder clampedTimes = new LongAdder();
    final LongAdder missingTimes = new LongAdder();
    final LongAdder told = new LongAdder();
    final LongAdder coalesced = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder actionErrors = new LongAdder();
    final LongAdder queries = new LongAdder();
    final LongAdder queryErrors = new LongAdder();
    final LongAdder queriesGivenUp = new LongAdder();
    final LongAdder healed = new LongAdder();
    final LongAdder ignored = new LongAdder();
    final LongAdder gaveUp = new LongAdder();
    private final Histogram lag = new SynchronizedHistogram(DIGITS);
    private final ByGroup<Group> groups = new ByGroup<>(MAX_GROUPS, Group::new);
    /** When a client was last seen flapping, by {@link #nanos}. */
    private final Map<String, Long> flapping = new ConcurrentHashMap<>();

    private final LongSupplier nanos;

    /** @param nanos a clock that only goes forward */
    Counters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Guarded by its monitor: one for all three, as an update often counts in two of them. */
    private static final class Group {
        final MinuteCount connects = new MinuteCount();
        final MinuteCount drops = new MinuteCount();
        final Histogram lengths = new Histogram(DIGITS);
    }

    /** Counts a notice that came so late; what is early by the service's clock is not late. */
    void notice(long lagMillis) {
        lag.recordValue(Math.max(0, lagMillis));
    }

    void merged(String clientId, Fact fact, PresenceRecord before, PresenceRecord after, long now) {
        int connects = after.sessions - before.sessions;
        boolean dropped = before.state == PresenceState.ONLINE && after.state == PresenceState.OFFLINE;
        long length = fact == null ? -1 : after.evidence.sessionMillis(fact.channel());
        boolean ended = length >= 0 && before.evidence.sessionMillis(fact.channel()) < 0;
        if (connects > 0 || dropped || ended) {
            Group group = groups.of(clientId);
            synchronized (group) {
                if (connects > 0) {
                    group.connects.add(connects, now);
                }
                if (dropped) {
                    group.drops.add(1, now);
                }
                if (ended) {
                    group.lengths.recordValue(length);
                }
            }
        }
        if (before.told.isStateDue(now) && after.state != before.state) {
            coalesced.increment();
        }
        if (after.burst.flappingAt() != before.burst.flappingAt() && flapping.size() < MAX_FLAPPING) {
            flapping.put(clientId, nanos.getAsLong());
        }
    }

    void forgetFlapping(long afterNanos) {
        long now = nanos.getAsLong();
        flapping.values().removeIf(at -> now - at > afterNanos);
    }

    long notices() {
        synchronized (lag) {
            return lag.getTotalCount();
        }
    }

    LagStatistics lag() {
        synchronized (lag) {
            return new LagStatistics(millis(lag, 50), millis(lag, 99), Duration.ofMillis(lag.getMaxValue()));
        }
    }

    Map<String, GroupStatistics> groups(Map<String, StateCounts> clients, long now) {
        Map<String, Long> flaps = new TreeMap<>();
        flapping.keySet().forEach(clientId -> flaps.merge(Telling.groupOf(clientId), 1L, Long::sum));
        Map<String, GroupStatistics> all = new TreeMap<>();
        clients.forEach((name, counts) -> all.put(name, statistics(name, counts, flaps, now)));
        groups.forEach(
                (name, group) -> all.computeIfAbsent(name, any -> statistics(name, StateCounts.NONE, flaps, now)));
        return all;
    }

    private GroupStatistics statistics(String name, StateCounts counts, Map<String, Long> flaps, long now) {
        Group group = groups.ofGroup(name);
        long flapping = flaps.getOrDefault(name, 0L);
        if (group == null) {
            return new GroupStatistics(counts, 0, 0, flapping, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        synchronized (group) {
            return new GroupStatistics(
                    counts,
                    group.connects.sum(now),
                    group.drops.sum(now),
                    flapping,
                    millis(group.lengths, 50),
                    millis(group.lengths, 90),
                    millis(group.lengths, 99));
        }
    }

    private static Duration millis(Histogram histogram, double percentile) {
        return Duration.ofMillis(histogram.getValueAtPercentile(percentile));
    }
}
