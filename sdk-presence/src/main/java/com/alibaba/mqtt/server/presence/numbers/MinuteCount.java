package com.alibaba.mqtt.server.presence.numbers;

import java.util.Arrays;

/** How often something happened within the last 60 seconds. Not thread-safe. */
final class MinuteCount {
    private static final int SECONDS = 60;

    private final long[] counts = new long[SECONDS];
    private long second;

    void add(long count, long nowMillis) {
        forward(nowMillis / 1000);
        counts[(int) (second % SECONDS)] += count;
    }

    long sum(long nowMillis) {
        forward(nowMillis / 1000);
        return Arrays.stream(counts).sum();
    }

    private void forward(long to) {
        // or if the clock was set back: else it would count on until it is as late again
        if (to - second >= SECONDS || to < second - 1) {
            Arrays.fill(counts, 0);
            second = to;
        }
        while (second < to) {
            second++;
            counts[(int) (second % SECONDS)] = 0;
        }
    }
}
