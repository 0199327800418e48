package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.presence.model.StateCounts;
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
import java.util.function.Function;
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

    private static final String SECONDS = "seconds";
    private static final String CLIENTS = "Clients in the state";
    private static final String FLAPPING = "Clients that flap";

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
        clients(registry, "clients", tags, PresenceStatistics::clients);
        gauge(registry, "waiting", "Clients with a change to be notified now", null, PresenceStatistics::waiting);
        gauge(registry, "rechecks", "Clients that are to be rechecked", null, PresenceStatistics::rechecks);
        gauge(
                registry,
                "oldest.recheck",
                "How long the recheck waits that is due longest",
                SECONDS,
                statistics -> statistics.oldestRecheck().toMillis() / 1000.0);
        gauge(
                registry,
                "lag",
                "How far notices lag behind, but for one in a hundred",
                SECONDS,
                statistics -> statistics.lag().p99().toMillis() / 1000.0);
        gauge(registry, "flapping", FLAPPING, null, statistics -> sum(statistics, GroupStatistics::flapping));
        counter(registry, "notices", "Notices processed", PresenceStatistics::notices);
        counter(registry, "repeated", "Notices that said nothing new", PresenceStatistics::repeated);
        counter(registry, "clamped.times", "Notices with a time in the future", PresenceStatistics::clampedTimes);
        counter(registry, "missing.times", "Notices without a time", PresenceStatistics::missingTimes);
        counter(registry, "ignored", "Notices of ids that no client can have", PresenceStatistics::ignored);
        counter(registry, "notified", "Changes that an action was notified of", PresenceStatistics::notified);
        counter(registry, "coalesced", "Changes that a later one took the place of", PresenceStatistics::coalesced);
        counter(registry, "gave.up", "Changes that are notified no more", PresenceStatistics::gaveUp);
        counter(
                registry,
                "action.errors",
                "Times that the actions of a client threw",
                PresenceStatistics::actionErrors);
        counter(registry, "deferred", "Changes that waited in the store", PresenceStatistics::deferred);
        counter(registry, "queries", "Calls to the service", PresenceStatistics::queries);
        counter(registry, "query.errors", "Calls to the service that failed", PresenceStatistics::queryErrors);
        counter(registry, "reconciled", "States changed by an answer", PresenceStatistics::reconciled);
        failures(registry, "query.timeouts", "Queries that took too long", PresenceHealth::queryTimeouts);
        failures(registry, "store.errors", "Times that the store threw", PresenceHealth::storeErrors);
        failures(registry, "executor.errors", "Times that the executor took no work", PresenceHealth::executorErrors);
    }

    private synchronized List<String> known() {
        return List.copyOf(groups);
    }

    /** The meters of a group that is seen for the first time; they stay. */
    private void group(MeterRegistry registry, String group) {
        clients(registry, "group.clients", ofGroup(group), all -> {
            GroupStatistics numbers = all.groups().get(group);
            return numbers == null ? StateCounts.NONE : numbers.clients();
        });
        ofGroup(registry, group, "connects.per.minute", "Connects a minute", GroupStatistics::connectsPerMinute);
        ofGroup(registry, group, "drops.per.minute", "Drops a minute", GroupStatistics::dropsPerMinute);
        ofGroup(registry, group, "flapping", FLAPPING, GroupStatistics::flapping);
    }

    private void ofGroup(
            MeterRegistry registry,
            String group,
            String name,
            String description,
            ToDoubleFunction<GroupStatistics> number) {
        gauge(registry, "group." + name, description, null, ofGroup(group), all -> {
            GroupStatistics numbers = all.groups().get(group);
            return numbers == null ? 0 : number.applyAsDouble(numbers);
        });
    }

    private Tags ofGroup(String group) {
        return tags.and("group", ForeignText.visible(group));
    }

    private static double sum(PresenceStatistics statistics, ToDoubleFunction<GroupStatistics> number) {
        return statistics.groups().values().stream().mapToDouble(number).sum();
    }

    /** A gauge for each state. */
    private void clients(
            MeterRegistry registry, String name, Tags some, Function<PresenceStatistics, StateCounts> counts) {
        gauge(
                registry,
                name,
                CLIENTS,
                null,
                some.and("state", "online"),
                all -> counts.apply(all).online());
        gauge(
                registry,
                name,
                CLIENTS,
                null,
                some.and("state", "offline"),
                all -> counts.apply(all).offline());
        gauge(
                registry,
                name,
                CLIENTS,
                null,
                some.and("state", "unknown"),
                all -> counts.apply(all).unknown());
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<PresenceStatistics> number) {
        gauge(registry, name, description, unit, tags, number);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            Tags some,
            ToDoubleFunction<PresenceStatistics> number) {
        Gauge.builder("mqtt.presence." + name, this, metrics -> metrics.latest(number))
                .description(description)
                .baseUnit(unit)
                .tags(some)
                .strongReference(true)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry, String name, String description, ToDoubleFunction<PresenceStatistics> number) {
        FunctionCounter.builder("mqtt.presence." + name, this, metrics -> metrics.latest(number))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void failures(
            MeterRegistry registry, String name, String description, ToDoubleFunction<PresenceHealth> number) {
        FunctionCounter.builder("mqtt.presence." + name, tracker, any -> number.applyAsDouble(any.health()))
                .description(description)
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
