package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tracker's numbers as Micrometer meters, all named {@code mqtt.presence...}. Needs {@code micrometer-core}, which the
 * SDK does not bring.
 *
 * <pre>{@code new PresenceMetrics(tracker).bindTo(registry);}</pre>
 */
public final class PresenceMetrics implements MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceMetrics.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String LAG = "lag";
    private static final String OLDEST_RECHECK = "oldest.recheck";

    /** Each has six meters. */
    private static final int MAX_GROUPS = 1_000;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final PresenceTracker tracker;
    private final Tags tags;
    private final Set<String> groups = new HashSet<>();
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    /** Null if the store failed each time. */
    private @Nullable PresenceStatistics latest;

    private boolean taken;
    private long takenAt;

    /**
     * Creates the meters of a tracker, whose numbers are read when a registry asks for them, at most once a second. While the
     * store fails they stay what they were, and are NaN if there never were any; that is counted in
     * {@code mqtt.presence.store.errors}. The meters of a group, {@code mqtt.presence.group...}, are there from the first time on
     * that a meter is read after it was seen; of the first 1,000 groups.
     *
     * @param tags keys and values by turns. Several trackers of one registry are distinguished by the tag {@code tracker}, which is
     *     a number unless it is given here
     */
    public PresenceMetrics(PresenceTracker tracker, String... tags) {
        this.tracker = tracker;
        this.tags =
                Tags.of("tracker", Integer.toString(COUNT.incrementAndGet())).and(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        known().forEach(group -> group(registry, group));
        clients(registry, "online", statistics -> statistics.clients().online());
        clients(registry, "offline", statistics -> statistics.clients().offline());
        clients(registry, "unknown", statistics -> statistics.clients().unknown());
        gauge(registry, "waiting", PresenceStatistics::waiting);
        gauge(registry, "rechecks", PresenceStatistics::rechecks);
        gauge(registry, OLDEST_RECHECK, statistics -> statistics.oldestRecheck().toMillis() / 1000.0);
        gauge(registry, LAG, statistics -> statistics.lag().p99().toMillis() / 1000.0);
        gauge(registry, "flapping", statistics -> sum(statistics, GroupStatistics::flapping));
        counter(registry, "notices", PresenceStatistics::notices);
        counter(registry, "repeated", PresenceStatistics::repeated);
        counter(registry, "clamped.times", PresenceStatistics::clampedTimes);
        counter(registry, "missing.times", PresenceStatistics::missingTimes);
        counter(registry, "ignored", PresenceStatistics::ignored);
        counter(registry, "notified", PresenceStatistics::notified);
        counter(registry, "coalesced", PresenceStatistics::coalesced);
        counter(registry, "gave.up", PresenceStatistics::gaveUp);
        counter(registry, "action.errors", PresenceStatistics::actionErrors);
        counter(registry, "deferred", PresenceStatistics::deferred);
        counter(registry, "queries", PresenceStatistics::queries);
        counter(registry, "query.errors", PresenceStatistics::queryErrors);
        counter(registry, "reconciled", PresenceStatistics::reconciled);
        failures(registry, "query.timeouts", PresenceHealth::queryTimeouts);
        failures(registry, "store.errors", PresenceHealth::storeErrors);
        failures(registry, "executor.errors", PresenceHealth::executorErrors);
    }

    private synchronized List<String> known() {
        return List.copyOf(groups);
    }

    /** The meters of a group that is seen for the first time; they stay. */
    private void group(MeterRegistry registry, String group) {
        group(registry, group, "clients", "online", numbers -> numbers.clients().online());
        group(
                registry,
                group,
                "clients",
                "offline",
                numbers -> numbers.clients().offline());
        group(
                registry,
                group,
                "clients",
                "unknown",
                numbers -> numbers.clients().unknown());
        group(registry, group, "connects.per.minute", "", GroupStatistics::connectsPerMinute);
        group(registry, group, "drops.per.minute", "", GroupStatistics::dropsPerMinute);
        group(registry, group, "flapping", "", GroupStatistics::flapping);
    }

    private void group(
            MeterRegistry registry, String group, String name, String state, ToDoubleFunction<GroupStatistics> number) {
        Tags ofGroup = tags.and("group", ForeignText.visible(group));
        Gauge.builder(
                        "mqtt.presence.group." + name,
                        this,
                        metrics -> metrics.latest(all -> {
                            GroupStatistics numbers = all.groups().get(group);
                            return numbers == null ? 0 : number.applyAsDouble(numbers);
                        }))
                .tags(state.isEmpty() ? ofGroup : ofGroup.and("state", state))
                .strongReference(true)
                .register(registry);
    }

    private static double sum(PresenceStatistics statistics, ToDoubleFunction<GroupStatistics> number) {
        return statistics.groups().values().stream().mapToDouble(number).sum();
    }

    private void clients(MeterRegistry registry, String state, ToDoubleFunction<PresenceStatistics> number) {
        Gauge.builder("mqtt.presence.clients", this, metrics -> metrics.latest(number))
                .tags(tags.and("state", state))
                .strongReference(true)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<PresenceStatistics> number) {
        Gauge.builder("mqtt.presence." + name, this, metrics -> metrics.latest(number))
                .baseUnit(unit(name))
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static @Nullable String unit(String name) {
        return name.equals(LAG) || name.equals(OLDEST_RECHECK) ? "seconds" : null;
    }

    private void counter(MeterRegistry registry, String name, ToDoubleFunction<PresenceStatistics> number) {
        FunctionCounter.builder("mqtt.presence." + name, this, metrics -> metrics.latest(number))
                .tags(tags)
                .register(registry);
    }

    private void failures(MeterRegistry registry, String name, ToDoubleFunction<PresenceHealth> number) {
        FunctionCounter.builder("mqtt.presence." + name, tracker, any -> number.applyAsDouble(any.health()))
                .tags(tags)
                .register(registry);
    }

    private double latest(ToDoubleFunction<PresenceStatistics> number) {
        List<String> fresh;
        double value;
        synchronized (this) {
            value = value(number);
            fresh = latest == null
                    ? List.of()
                    : latest.groups().keySet().stream()
                            .filter(group -> !groups.contains(group))
                            .limit(MAX_GROUPS - groups.size())
                            .toList();
            groups.addAll(fresh);
        }
        fresh.forEach(group -> registries.forEach(registry -> group(registry, group)));
        return value;
    }

    private double value(ToDoubleFunction<PresenceStatistics> number) {
        if (!taken || System.nanoTime() - takenAt > FRESH_NANOS) {
            try {
                latest = tracker.snapshot();
            } catch (Throwable e) {
                // the store's, which counts it; a registry that reads on must not wait for it once for each meter
                LOG.debug("the store failed when meters were read", e);
            }
            taken = true;
            takenAt = System.nanoTime();
        }
        return latest == null ? Double.NaN : number.applyAsDouble(latest);
    }
}
