package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.presence.PresenceState;
import com.alibaba.mqtt.server.presence.StateCounts;
import java.util.Map;
import java.util.TreeMap;

/** Reads the counts of all groups. */
final class RedisCounts {
    private RedisCounts() {}

    static Map<String, StateCounts> read(Map<byte[], byte[]> fields) {
        Map<String, StateCounts> counts = new TreeMap<>();
        fields.forEach((field, value) -> {
            String name = new String(field, UTF_8);
            int at = name.indexOf(':');
            StateCounts one =
                    of(PresenceState.valueOf(name.substring(0, at)), Long.parseLong(new String(value, UTF_8)));
            counts.merge(name.substring(at + 1), one, RedisCounts::sum);
        });
        return counts;
    }

    private static StateCounts of(PresenceState state, long count) {
        return switch (state) {
            case ONLINE -> new StateCounts(count, 0, 0);
            case OFFLINE -> new StateCounts(0, count, 0);
            case UNKNOWN -> new StateCounts(0, 0, count);
        };
    }

    private static StateCounts sum(StateCounts one, StateCounts other) {
        return new StateCounts(
                one.online() + other.online(), one.offline() + other.offline(), one.unknown() + other.unknown());
    }
}
