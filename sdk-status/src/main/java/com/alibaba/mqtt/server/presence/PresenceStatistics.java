package com.alibaba.mqtt.server.presence;

import com.alibaba.fastjson2.JSON;
import java.time.Instant;
import java.util.Map;

/**
 * A tracker in numbers, as of one moment; counts are since it was made.
 *
 * @param at the moment
 * @param clients how many clients are in which state, in all groups
 * @param groups the same and more by group id; the group of client ids without one is the empty text
 * @param notices notices processed
 * @param repeated those of them that said nothing new: duplicates, or too old to matter
 * @param clampedTimes those whose time was so far in the future that the present was taken
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
 * @param queriesPutOff doubts that found no place and are left to a later look through all clients
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
        long queriesPutOff) {

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
                counters.queriesPutOff.sum());
    }

    /** Returns all of it as one JSON object; times and durations as ISO 8601. */
    public String toJson() {
        return JSON.toJSONString(this);
    }
}
