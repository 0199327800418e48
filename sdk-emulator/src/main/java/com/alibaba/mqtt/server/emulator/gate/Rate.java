package com.alibaba.mqtt.server.emulator.gate;

/** Counts what happens within each second. Safe for many threads. */
final class Rate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int max;
    private long began = System.nanoTime();
    private int count;

    /** @param max a second, or {@link DeviceRules#NONE} */
    Rate(int max) {
        this.max = max;
    }

    /** Returns whether one more is within the limit of the present second. */
    synchronized boolean take() {
        if (max == DeviceRules.NONE) {
            return true;
        }
        long now = System.nanoTime();
        if (now - began >= SECOND_NANOS) {
            began = now;
            count = 0;
        }
        count = Math.min(count, max) + 1;
        return count <= max;
    }
}
