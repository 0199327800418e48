package com.alibaba.mqtt.server.presence;

import com.alibaba.fastjson2.JSON;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A tracker in numbers, as of one moment; counts are since it was made.
 *
 * @param at the moment
 * @param clients how many clients are in which state, in all groups
 * @param groups the same and more by group id; the group of client ids without one is the empty text. Of more than 1,000
 *     groups the connects, drops and lengths of those seen later stand under {@code *}
 * @param notices notices processed
 * @param repeated those of them that said nothing new: duplicates, or too old to matter
 * @param clampedTimes those whose time was so far in the future that the time of their arrival was taken
 * @param missingTimes those without a time
 * @param lag how far notices lag behind
 * @param told actions called
 * @param actionErrors clients' actions that threw
 * @param waiting clients with a change to be told now
 * @param coalesced changes that were due and not told, because the client changed again before its turn came
 * @param deferred changes that had to wait in the store because too many wait here; they are told later
 * @param queries calls to the service
 * @param queryErrors those of them that failed
 * @param healed states changed by an answer
 * @param doubtful clients that the service is to be asked about, by any tracker on the store; 0 without a live query
 * @param oldestDoubt for how long the question waits that is due longest; if it grows, the budget is too small, or the
 *     service gives no answers
 * @param gaveUp changes told no more because an action failed at each attempt
 * @param ignored notices of client ids that no client can have
 */
public record PresenceStatistics(
        Instant at,
        StateCounts clients,
        Map<String, GroupStatistics> groups,
        long notices,
        long repeated,
        long clampedTimes,
        long missingTimes,
        LagStatistics lag,
        long told,
        long actionErrors,
        int waiting,
        long coalesced,
        long deferred,
        long queries,
        long queryErrors,
        long healed,
        long doubtful,
        Duration oldestDoubt,
        long gaveUp,
        long ignored) {

    private static final List<Task> QUESTIONS = List.of(Task.CONFIRM, Task.RECHECK, Task.RECONCILE);

    static PresenceStatistics of(Counters counters, PresenceStore store, int waiting, long now) {
        Map<String, StateCounts> byGroup = store.counts();
        return new PresenceStatistics(
                Instant.ofEpochMilli(now),
                byGroup.values().stream().reduce(StateCounts.NONE, StateCounts::plus),
                counters.groups(byGroup, now),
                counters.notices(),
                counters.repeated.sum(),
                counters.clampedTimes.sum(),
                counters.missingTimes.sum(),
                counters.lag(),
                counters.told.sum(),
                counters.actionErrors.sum(),
                waiting,
                counters.coalesced.sum(),
                counters.deferred.sum(),
                counters.queries.sum(),
                counters.queryErrors.sum(),
                counters.healed.sum(),
                QUESTIONS.stream().mapToLong(store::count).sum(),
                oldest(store, now),
                counters.gaveUp.sum(),
                counters.ignored.sum());
    }

    private static Duration oldest(PresenceStore store, long now) {
        return Duration.ofMillis(QUESTIONS.stream()
                .flatMap(task -> store.due(task, 1).stream())
                .mapToLong(due -> Math.max(0, now - due.at()))
                .max()
                .orElse(0));
    }

    /** Returns all of it as one JSON object; times and durations as ISO 8601. */
    public String toJson() {
        return JSON.toJSONString(this);
    }
}
