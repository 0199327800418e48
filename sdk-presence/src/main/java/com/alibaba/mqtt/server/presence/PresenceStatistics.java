package com.alibaba.mqtt.server.presence;

import com.alibaba.fastjson2.JSON;
import com.alibaba.mqtt.server.presence.engine.Engine;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tracker in numbers, as of one moment; counts are since it was created. Immutable. */
public final class PresenceStatistics {
    private static final List<Task> RECHECKS = List.of(Task.CONFIRM, Task.RECHECK, Task.RECONCILE);

    private final Instant at;
    private final StateCounts clients;
    private final Map<String, GroupStatistics> groups;
    private final long notices;
    private final long repeated;
    private final long clampedTimes;
    private final long missingTimes;
    private final LagStatistics lag;
    private final long notified;
    private final long actionErrors;
    private final int waiting;
    private final long coalesced;
    private final long deferred;
    private final long queries;
    private final long queryErrors;
    private final long reconciled;
    private final long rechecks;
    private final Duration oldestRecheck;
    private final long gaveUp;
    private final long ignored;

    PresenceStatistics(Engine engine) {
        long now = engine.now();
        Counters counters = engine.counters();
        GuardedStore store = engine.store();
        Map<String, StateCounts> byGroup = store.counts();
        Map<String, GroupStatistics> all = new TreeMap<>();
        counters.groups(byGroup.keySet(), now)
                .forEach((group, figures) ->
                        all.put(group, new GroupStatistics(byGroup.getOrDefault(group, StateCounts.NONE), figures)));
        this.at = Instant.ofEpochMilli(now);
        this.clients = byGroup.values().stream().reduce(StateCounts.NONE, StateCounts::plus);
        this.groups = Collections.unmodifiableMap(all);
        this.notices = counters.notices();
        this.repeated = counters.repeated.sum();
        this.clampedTimes = counters.clampedTimes.sum();
        this.missingTimes = counters.missingTimes.sum();
        this.lag = new LagStatistics(counters.lag(50), counters.lag(99), counters.lag(100));
        this.notified = counters.notified.sum();
        this.actionErrors = counters.actionErrors.sum();
        this.waiting = engine.notifier().waiting();
        this.coalesced = counters.coalesced.sum();
        this.deferred = counters.deferred.sum();
        this.queries = counters.queries.sum();
        this.queryErrors = counters.queryErrors.sum();
        this.reconciled = counters.reconciled.sum();
        this.rechecks = RECHECKS.stream().mapToLong(store::count).sum();
        this.oldestRecheck = oldest(store, now);
        this.gaveUp = counters.gaveUp.sum();
        this.ignored = counters.ignored.sum();
    }

    private static Duration oldest(GuardedStore store, long now) {
        return Duration.ofMillis(RECHECKS.stream()
                .flatMap(task -> store.due(task, 1).stream())
                .mapToLong(due -> Math.max(0, now - due.at()))
                .max()
                .orElse(0));
    }

    /** Returns the moment of these numbers. */
    public Instant at() {
        return at;
    }

    /** Returns how many clients are in which state, in all groups. */
    public StateCounts clients() {
        return clients;
    }

    /**
     * Returns the same and more by group id; the group of client ids without one is the empty text. Of more than 1,000 groups
     * the connects, drops and lengths of those seen later stand under {@code *}. Not modifiable.
     */
    public Map<String, GroupStatistics> groups() {
        return groups;
    }

    /** Returns the notices processed. */
    public long notices() {
        return notices;
    }

    /** Returns those of them that said nothing new: duplicates, or too old to matter. */
    public long repeated() {
        return repeated;
    }

    /** Returns those whose time was so far in the future that the time of their arrival was taken. */
    public long clampedTimes() {
        return clampedTimes;
    }

    /** Returns those without a time. */
    public long missingTimes() {
        return missingTimes;
    }

    /** Returns how far notices lag behind. */
    public LagStatistics lag() {
        return lag;
    }

    /** Returns how often an action was notified. */
    public long notified() {
        return notified;
    }

    /** Returns how often the actions of a client threw. */
    public long actionErrors() {
        return actionErrors;
    }

    /** Returns the clients with a change to be notified now. */
    public int waiting() {
        return waiting;
    }

    /** Returns the changes that were due and not notified, because the client changed again before its turn came. */
    public long coalesced() {
        return coalesced;
    }

    /** Returns the changes that had to wait in the store because too many wait here; they are notified later. */
    public long deferred() {
        return deferred;
    }

    /** Returns the calls to the service. */
    public long queries() {
        return queries;
    }

    /** Returns those of them that failed. */
    public long queryErrors() {
        return queryErrors;
    }

    /** Returns the states changed by an answer. */
    public long reconciled() {
        return reconciled;
    }

    /** Returns the clients that are to be rechecked, by any tracker on the store; 0 without a live query. */
    public long rechecks() {
        return rechecks;
    }

    /**
     * Returns for how long the recheck waits that is due longest; if it grows, the budget is too small, or the service gives
     * no answers.
     */
    public Duration oldestRecheck() {
        return oldestRecheck;
    }

    /** Returns the changes notified no more because an action failed at each attempt. */
    public long gaveUp() {
        return gaveUp;
    }

    /** Returns the notices of client ids that no client can have. */
    public long ignored() {
        return ignored;
    }

    private Map<String, Object> figures() {
        Map<String, Object> byGroup = new LinkedHashMap<>();
        groups.forEach((group, statistics) -> byGroup.put(group, statistics.figures()));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("at", at);
        all.put("clients", clients);
        all.put("groups", byGroup);
        all.put("notices", notices);
        all.put("repeated", repeated);
        all.put("clampedTimes", clampedTimes);
        all.put("missingTimes", missingTimes);
        all.put("lag", lag);
        all.put("notified", notified);
        all.put("actionErrors", actionErrors);
        all.put("waiting", waiting);
        all.put("coalesced", coalesced);
        all.put("deferred", deferred);
        all.put("queries", queries);
        all.put("queryErrors", queryErrors);
        all.put("reconciled", reconciled);
        all.put("rechecks", rechecks);
        all.put("oldestRecheck", oldestRecheck);
        all.put("gaveUp", gaveUp);
        all.put("ignored", ignored);
        return all;
    }

    /** Returns all of it as one JSON object; times and durations as ISO 8601. */
    public String toJson() {
        return JSON.toJSONString(figures());
    }

    @Override
    public String toString() {
        return "PresenceStatistics" + figures();
    }
}
