package com.alibaba.mqtt.server.presence.model;

/**
 * How many clients are in each state.
 *
 * @param online clients that are ONLINE
 * @param offline clients that are OFFLINE
 * @param unknown clients whose state is UNKNOWN
 */
public record StateCounts(long online, long offline, long unknown) {
    /** No client. */
    public static final StateCounts NONE = new StateCounts(0, 0, 0);

    /** Returns the number of clients in all states. */
    public long total() {
        return online + offline + unknown;
    }

    /** Returns the sums of these counts and others. */
    public StateCounts plus(StateCounts other) {
        return new StateCounts(online + other.online, offline + other.offline, unknown + other.unknown);
    }
}
