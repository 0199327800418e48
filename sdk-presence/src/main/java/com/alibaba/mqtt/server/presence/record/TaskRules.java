package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.util.Map;

/**
 * Which tasks are written into a record, and how long a change waits. Internal, not exported.
 *
 * @param notifies whether changes are to be notified, by this tracker or another one on the store
 * @param rechecks whether the service is to be asked
 * @param graceMillis for groups without their own
 * @param graceByGroup by group id
 * @param confirmMillis how long an offline waits after that for the service to confirm it; 0 if nobody is asked
 * @param uncertainMillis how long a change waits for an answer of the service that may be wrong even if all notices came
 * @param cacheMillis how old an answer to a routine recheck may be
 */
public record TaskRules(
        boolean notifies,
        boolean rechecks,
        long graceMillis,
        Map<String, Long> graceByGroup,
        long confirmMillis,
        long uncertainMillis,
        long cacheMillis) {
    /** Nothing is due. */
    public static final TaskRules OFF = new TaskRules(false, false, 0, Map.of(), 0, 0, 0);

    long graceMillis(String clientId) {
        return graceByGroup.isEmpty()
                ? graceMillis
                : graceByGroup.getOrDefault(PresenceStore.groupOf(clientId), graceMillis);
    }

    /** Returns the maximum time that a change waits. */
    public long maxMillis(Rules rules) {
        long grace = graceByGroup.values().stream().reduce(graceMillis, Math::max);
        return grace + confirmMillis + uncertainMillis + 3 * rules.tolerance();
    }
}
