package com.alibaba.mqtt.server.presence;

/** How many clients are in each state. */
public record StateCounts(long online, long offline, long unknown) {
    static final StateCounts NONE = new StateCounts(0, 0, 0);

    /** Returns the number of clients in all. */
    public long total() {
        return online + offline + unknown;
    }

    StateCounts plus(StateCounts other) {
        return new StateCounts(online + other.online, offline + other.offline, unknown + other.unknown);
    }
}
