package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.numbers.GroupFigures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One group in numbers. The counts of clients are those of the store; the rest is what this tracker saw. Immutable. */
public final class GroupStatistics {
    private final StateCounts clients;
    private final GroupFigures figures;

    GroupStatistics(StateCounts clients, GroupFigures figures) {
        this.clients = clients;
        this.figures = figures;
    }

    /** Returns how many clients are in which state. */
    public StateCounts clients() {
        return clients;
    }

    /** Returns the sessions first seen within the last minute, whenever they began. */
    public long connectsPerMinute() {
        return figures.connects();
    }

    /** Returns the changes from ONLINE to OFFLINE found within the last minute. */
    public long dropsPerMinute() {
        return figures.drops();
    }

    /** Returns the clients seen flapping within the last flap period. */
    public long flapping() {
        return figures.flapping();
    }

    /** Returns the length that half of the ended sessions did not reach; zero if none ended yet. */
    public Duration medianSession() {
        return figures.median();
    }

    /** Returns the length that nine of ten ended sessions did not reach. */
    public Duration p90Session() {
        return figures.p90();
    }

    /** Returns the length that 99 of 100 ended sessions did not reach. */
    public Duration p99Session() {
        return figures.p99();
    }

    Map<String, Object> figures() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("clients", clients);
        all.put("connectsPerMinute", connectsPerMinute());
        all.put("dropsPerMinute", dropsPerMinute());
        all.put("flapping", flapping());
        all.put("medianSession", medianSession());
        all.put("p90Session", p90Session());
        all.put("p99Session", p99Session());
        return all;
    }

    @Override
    public String toString() {
        return "GroupStatistics" + figures();
    }
}
