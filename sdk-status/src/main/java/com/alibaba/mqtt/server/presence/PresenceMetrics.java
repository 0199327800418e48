package com.alibaba.mqtt.server.presence;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A tracker's numbers as Micrometer meters, all named {@code mqtt.presence...}. Needs {@code micrometer-core}, which the
 * SDK does not bring.
 *
 * <pre>{@code new PresenceMetrics(tracker).bindTo(registry);}</pre>
 */
public final class PresenceMetrics implements MeterBinder {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PresenceTracker tracker;
    private PresenceStatistics latest;
    private long takenAt;

    /** Makes the meters of a tracker, whose numbers are read when a registry asks for them, at most once a second. */
    public PresenceMetrics(PresenceTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        clients(registry, "online", statistics -> statistics.clients().online());
        clients(registry, "offline", statistics -> statistics.clients().offline());
        clients(registry, "unknown", statistics -> statistics.clients().unknown());
        gauge(registry, "waiting", PresenceStatistics::waiting);
        gauge(registry, "lag.seconds", statistics -> statistics.lag().p99().toMillis() / 1000.0);
        gauge(registry, "flapping", statistics -> sum(statistics, GroupStatistics::flapping));
        counter(registry, "notices", PresenceStatistics::notices);
        counter(registry, "repeated", PresenceStatistics::repeated);
        counter(registry, "clamped.times", PresenceStatistics::clampedTimes);
        counter(registry, "told", PresenceStatistics::told);
        counter(registry, "action.errors", PresenceStatistics::actionErrors);
        counter(registry, "deferred", PresenceStatistics::deferred);
        counter(registry, "queries", PresenceStatistics::queries);
        counter(registry, "query.errors", PresenceStatistics::queryErrors);
        counter(registry, "healed", PresenceStatistics::healed);
    }

    private static double sum(PresenceStatistics statistics, ToDoubleFunction<GroupStatistics> number) {
        return statistics.groups().values().stream().mapToDouble(number).sum();
    }

    private void clients(MeterRegistry registry, String state, ToDoubleFunction<PresenceStatistics> number) {
        Gauge.builder("mqtt.presence.clients", this, metrics -> number.applyAsDouble(metrics.latest()))
                .tags(Tags.of("state", state))
                .strongReference(true)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<PresenceStatistics> number) {
        Gauge.builder("mqtt.presence." + name, this, metrics -> number.applyAsDouble(metrics.latest()))
                .strongReference(true)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, ToDoubleFunction<PresenceStatistics> number) {
        FunctionCounter.builder("mqtt.presence." + name, this, metrics -> number.applyAsDouble(metrics.latest()))
                .register(registry);
    }

    private synchronized PresenceStatistics latest() {
        if (latest == null || System.nanoTime() - takenAt > FRESH_NANOS) {
            latest = tracker.snapshot();
            takenAt = System.nanoTime();
        }
        return latest;
    }
}
