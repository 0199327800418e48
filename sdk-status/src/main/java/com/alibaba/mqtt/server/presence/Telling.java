package com.alibaba.mqtt.server.presence;

import java.util.Map;

/**
 * Whether changes are told, and how long an offline waits.
 *
 * @param graceMillis for groups without their own
 * @param graceByGroup by group id
 * @param confirmMillis how long an offline waits after that for the service to confirm it; 0 if nobody is asked
 */
record Telling(boolean isOn, long graceMillis, Map<String, Long> graceByGroup, long confirmMillis) {
    static final Telling OFF = new Telling(false, 0, Map.of(), 0);

    static final String SEPARATOR = "@@@";

    long graceMillis(String clientId) {
        return graceByGroup.isEmpty() ? graceMillis : graceByGroup.getOrDefault(groupOf(clientId), graceMillis);
    }

    /** Returns the group of a client id, the empty text if it names none. */
    static String groupOf(String clientId) {
        int at = clientId.indexOf(SEPARATOR);
        return at < 0 ? "" : clientId.substring(0, at);
    }
}
