package com.alibaba.mqtt.server.presence.record;

/** How pauses grow. Internal, not exported. */
public final class Backoff {
    private static final int MAX_DOUBLINGS = 20;

    private Backoff() {}

    /** Returns a pause that begins with {@code first} and has doubled so many times, up to {@code max}. */
    public static long doubled(long first, int times, long max) {
        return Math.min(first << Math.min(times, MAX_DOUBLINGS), max);
    }
}
