package com.alibaba.mqtt.server.presence.engine;

import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.DuplicateClientId;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.notify.Actions;
import com.alibaba.mqtt.server.presence.reconcile.QueryCalls;
import com.alibaba.mqtt.server.presence.record.TaskRules;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a tracker, with their defaults, as {@code PresenceTrackerBuilder} checks and describes them. Not
 * thread-safe. Internal, not exported.
 */
public final class Settings {
    /** A change that the notices leave open waits for so long beyond the tolerance for an answer of the service. */
    private static final long ANSWER_MILLIS = 10_000;

    public final Map<String, Long> graceByGroup = new HashMap<>();
    public Duration skewTolerance = Duration.ofSeconds(5);
    public Duration gracePeriod = Duration.ZERO;
    public Duration flapPeriod = Duration.ofMinutes(1);
    public Duration confirmTimeout = Duration.ZERO;
    public int flapCount = 5;
    public int takeoverCount = 3;
    public int history;
    public final List<Consumer<PresenceChange>> onFirstSeen = new ArrayList<>();
    public final List<Consumer<PresenceChange>> onOnline = new ArrayList<>();
    public final List<Consumer<PresenceChange>> onOffline = new ArrayList<>();
    public final List<Consumer<ClientPresence>> onFlapping = new ArrayList<>();
    public final List<Consumer<DuplicateClientId>> onDuplicateClientId = new ArrayList<>();
    public final List<BiConsumer<@Nullable String, Throwable>> onError = new ArrayList<>();
    /** Null for the default. */
    public @Nullable Duration maxAhead;

    public Duration cacheAge = Duration.ofSeconds(10);
    /** Null for the default. */
    public @Nullable Duration maxAge;

    public Duration closeTimeout = Duration.ofSeconds(10);
    /** Null for one in memory. */
    public @Nullable PresenceStore store;

    /** Null for own threads. */
    public @Nullable Executor executor;

    public int actionThreads = 4;
    public int actionAttempts = 1;
    public int queriesPerSecond = 10;
    public Duration queryTimeout = Duration.ofSeconds(30);
    public QueryCalls.@Nullable Query liveQuery;
    public QueryCalls.@Nullable Query cachedQuery;
    public Clock clock = Clock.systemUTC();
    /** Only goes forward. */
    public LongSupplier nanos = System::nanoTime;

    /** Null for own threads; for tests. */
    public @Nullable Executor queryExecutor;

    /** Creates the defaults. */
    public Settings() {}

    /**
     * Checks what depends on each other.
     *
     * @throws IllegalArgumentException if there is something that needs a live query, and no live query
     */
    public void requireComplete() {
        if (liveQuery == null && (cachedQuery != null || !confirmTimeout.isZero() || maxAge != null)) {
            throw new IllegalArgumentException(
                    "liveQuery is not set; cachedQuery, confirmOffline and maxAge need one to recheck states");
        }
    }

    Rules rules() {
        return Rules.of(skewTolerance.toMillis(), flapCount, takeoverCount, flapPeriod.toMillis(), history);
    }

    TaskRules taskRules() {
        boolean notifies = actions().isAny() || store != null;
        boolean rechecks = liveQuery != null || store != null;
        if (!notifies && !rechecks) {
            return TaskRules.OFF;
        }
        return new TaskRules(
                notifies,
                rechecks,
                gracePeriod.toMillis(),
                Map.copyOf(graceByGroup),
                confirmTimeout.toMillis(),
                liveQuery == null ? 0 : skewTolerance.toMillis() + ANSWER_MILLIS,
                cachedQuery == null ? 0 : cacheAge.toMillis());
    }

    long maxAheadMillis() {
        return maxAhead == null ? Math.max(Rules.MAX_AHEAD_MILLIS, 2 * skewTolerance.toMillis()) : maxAhead.toMillis();
    }

    /** Returns the maximum age; 0 if nobody can be asked. */
    long maxAgeMillis() {
        Duration age = maxAge == null ? Duration.ofDays(1) : maxAge;
        return liveQuery == null ? 0 : age.toMillis();
    }

    Actions actions() {
        return new Actions(
                List.copyOf(onFirstSeen),
                List.copyOf(onOnline),
                List.copyOf(onOffline),
                List.copyOf(onFlapping),
                List.copyOf(onDuplicateClientId));
    }

    /** Returns null for the log. */
    @Nullable
    BiConsumer<@Nullable String, Throwable> onErrorOfAll() {
        List<BiConsumer<@Nullable String, Throwable>> all = List.copyOf(onError);
        return all.isEmpty() ? null : (clientId, error) -> all.forEach(each -> each.accept(clientId, error));
    }
}
