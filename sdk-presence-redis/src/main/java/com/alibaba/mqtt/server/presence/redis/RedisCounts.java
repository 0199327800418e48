package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import java.util.Map;
import java.util.TreeMap;

/** Reads the counts of all groups. */
final class RedisCounts {
    private RedisCounts() {}

    /** What is no number counts as 0; the next change of such a client begins it anew. */
    static Map<String, StateCounts> read(Map<byte[], byte[]> fields, Damage damage) {
        Map<String, StateCounts> counts = new TreeMap<>();
        fields.forEach((field, value) -> {
            String name = new String(field, UTF_8);
            int at = name.indexOf(':');
            try {
                PresenceState state = PresenceState.valueOf(name.substring(0, Math.max(0, at)));
                // the group is there, whatever its count
                counts.merge(name.substring(at + 1), of(state, number(name, value, damage)), StateCounts::plus);
            } catch (IllegalArgumentException e) {
                damage.found("the count " + ForeignText.visible(name) + " is of no state", e);
            }
        });
        return counts;
    }

    private static long number(String name, byte[] value, Damage damage) {
        try {
            // one that began anew can fall below 0
            return Math.max(0, Long.parseLong(new String(value, UTF_8)));
        } catch (NumberFormatException e) {
            damage.found("the count " + ForeignText.visible(name) + " is no number", e);
            return 0;
        }
    }

    private static StateCounts of(PresenceState state, long count) {
        return switch (state) {
            case ONLINE -> new StateCounts(count, 0, 0);
            case OFFLINE -> new StateCounts(0, count, 0);
            case UNKNOWN -> new StateCounts(0, 0, count);
        };
    }
}
