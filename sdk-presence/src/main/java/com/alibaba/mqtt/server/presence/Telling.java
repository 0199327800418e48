package com.alibaba.mqtt.server.presence;

import java.util.Map;

/**
 * Which tasks are written into a record, and how long a change waits.
 *
 * @param isOn whether changes are to be told, by this tracker or another one on the store
 * @param asks whether the service is to be asked
 * @param graceMillis for groups without their own
 * @param graceByGroup by group id
 * @param confirmMillis how long an offline waits after that for the service to confirm it; 0 if nobody is asked
 * @param doubtMillis how long a change waits for an answer of the service that may be wrong even if all notices came
 * @param cacheMillis how old an answer to a routine question may be
 */
record Telling(
        boolean isOn,
        boolean asks,
        long graceMillis,
        Map<String, Long> graceByGroup,
        long confirmMillis,
        long doubtMillis,
        long cacheMillis) {
    static final Telling OFF = new Telling(false, false, 0, Map.of(), 0, 0, 0);

    static final String SEPARATOR = "@@@";

    long graceMillis(String clientId) {
        return graceByGroup.isEmpty() ? graceMillis : graceByGroup.getOrDefault(groupOf(clientId), graceMillis);
    }

    /** Returns the longest time that a change can wait. */
    long maxMillis(Rules rules) {
        long grace = graceByGroup.values().stream().reduce(graceMillis, Math::max);
        return grace + confirmMillis + doubtMillis + 3 * rules.tolerance();
    }

    /** Returns the group of a client id, the empty text if it names none. */
    static String groupOf(String clientId) {
        int at = clientId.indexOf(SEPARATOR);
        return at < 0 ? "" : clientId.substring(0, at);
    }
}
