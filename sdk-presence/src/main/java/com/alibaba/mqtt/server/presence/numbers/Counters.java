package com.alibaba.mqtt.server.presence.numbers;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker counted since it was created; of other nodes it knows nothing. Thread-safe. Internal, not exported.
 *
 * <p>What each of the counts means stands in {@code PresenceStatistics}.
 */
public final class Counters {
    private static final int MAX_GROUPS = 1_000;

    private static final int MAX_FLAPPING = 100_000;
    private static final int DIGITS = 2;

    public final LongAdder repeated = new LongAdder();
    public final LongAdder clampedTimes = new LongAdder();
    public final LongAdder missingTimes = new LongAdder();
    public final LongAdder notified = new LongAdder();
    public final LongAdder coalesced = new LongAdder();
    public final LongAdder deferred = new LongAdder();
    public final LongAdder actionErrors = new LongAdder();
    public final LongAdder queries = new LongAdder();
    public final LongAdder queryErrors = new LongAdder();
    public final LongAdder queriesGivenUp = new LongAdder();
    public final LongAdder reconciled = new LongAdder();
    public final LongAdder ignored = new LongAdder();
    public final LongAdder gaveUp = new LongAdder();
    private final Histogram lag = new SynchronizedHistogram(DIGITS);
    private final ByGroup<Group> groups = new ByGroup<>(MAX_GROUPS, Group::new);
    /** When a client was last seen flapping, by {@link #nanos}. */
    private final Map<String, Long> flapping = new ConcurrentHashMap<>();

    private final LongSupplier nanos;

    /** Creates counters that are 0, by a clock that only goes forward. */
    public Counters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Guarded by its monitor: one for all three, as an update often counts in two of them. */
    private static final class Group {
        final MinuteCount connects = new MinuteCount();
        final MinuteCount drops = new MinuteCount();
        final Histogram lengths = new Histogram(DIGITS);
    }

    /** Counts a notice that came so late; what is early by the service's clock is not late. */
    public void notice(long lagMillis) {
        lag.recordValue(Math.max(0, lagMillis));
    }

    /**
     * Counts what came of a merge.
     *
     * @param fact what was merged, if it was one notice; else null
     */
    public void merged(String clientId, @Nullable Fact fact, ClientRecord before, ClientRecord after, long now) {
        int connects = after.sessions() - before.sessions();
        boolean dropped = before.state() == PresenceState.ONLINE && after.state() == PresenceState.OFFLINE;
        long length = fact == null ? -1 : after.evidence().sessionMillis(fact.channel());
        boolean ended = fact != null && length >= 0 && before.evidence().sessionMillis(fact.channel()) < 0;
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
        if (before.notified().isStateDue(now) && after.state() != before.state()) {
            coalesced.increment();
        }
        if (after.burst().flappingAt() != before.burst().flappingAt() && flapping.size() < MAX_FLAPPING) {
            flapping.put(clientId, nanos.getAsLong());
        }
    }

    /** Counts no more as flapping who has not flapped for so long. */
    public void forgetFlapping(long afterNanos) {
        long now = nanos.getAsLong();
        flapping.values().removeIf(at -> now - at > afterNanos);
    }

    /** Returns the number of notices. */
    public long notices() {
        synchronized (lag) {
            return lag.getTotalCount();
        }
    }

    /** Returns the lag that so many percent of the notices did not exceed; of 100 the maximum. */
    public Duration lag(double percentile) {
        synchronized (lag) {
            return Duration.ofMillis(percentile == 100 ? lag.getMaxValue() : lag.getValueAtPercentile(percentile));
        }
    }

    /** Returns the figures of these groups and of all that are counted here, by group. */
    public Map<String, GroupFigures> groups(Collection<String> names, long now) {
        Map<String, Long> flaps = new TreeMap<>();
        flapping.keySet().forEach(clientId -> flaps.merge(PresenceStore.groupOf(clientId), 1L, Long::sum));
        Map<String, GroupFigures> all = new TreeMap<>();
        names.forEach(name -> all.put(name, figures(name, flaps, now)));
        groups.forEach((name, group) -> all.computeIfAbsent(name, any -> figures(name, flaps, now)));
        return all;
    }

    private GroupFigures figures(String name, Map<String, Long> flaps, long now) {
        Group group = groups.ofGroup(name);
        long flapping = flaps.getOrDefault(name, 0L);
        if (group == null) {
            return new GroupFigures(0, 0, flapping, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        synchronized (group) {
            return new GroupFigures(
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
