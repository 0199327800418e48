package com.alibaba.mqtt.server.presence;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How often something happened within the last 60 seconds. Not thread-safe. */
final class MinuteCount {
    private static final int SECONDS = 60;

    private final long[] counts = new long[SECONDS];
    /** Long before any. */
    private long second = Long.MIN_VALUE / 2;

    /** @param nanos of a clock that only goes forward */
    void add(long count, long nanos) {
        forward(TimeUnit.NANOSECONDS.toSeconds(nanos));
        counts[Math.floorMod(second, SECONDS)] += count;
    }

    long sum(long nanos) {
        forward(TimeUnit.NANOSECONDS.toSeconds(nanos));
        return Arrays.stream(counts).sum();
    }

    private void forward(long to) {
        if (to - second >= SECONDS) {
            Arrays.fill(counts, 0);
            second = to;
        }
        while (second < to) {
            second++;
            counts[Math.floorMod(second, SECONDS)] = 0;
        }
    }
}
