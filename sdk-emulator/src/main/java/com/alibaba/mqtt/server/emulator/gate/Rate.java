package com.alibaba.mqtt.server.emulator.gate;

import java.time.Clock;

/** Counts what happens within each second of the emulator's clock. Safe for many threads. */
final class Rate {
    private static final long SECOND_MILLIS = 1_000;

    private final Clock clock;
    private final int max;
    private long began;
    private int count;

    /** @param max a second, or {@link DeviceRules#NONE} */
    Rate(Clock clock, int max) {
        this.clock = clock;
        this.max = max;
        began = clock.millis();
    }

    /** Returns whether one more is within the limit of the present second. */
    synchronized boolean take() {
        if (max == DeviceRules.NONE) {
            return true;
        }
        long now = clock.millis();
        if (now < began || now - began >= SECOND_MILLIS) {
            began = now;
            count = 0;
        }
        count = Math.min(count, max) + 1;
        return count <= max;
    }
}
