package com.alibaba.mqtt.server.connection;

import java.util.function.DoubleSupplier;

/** How long to pause before the next attempt to connect: doubling up to a limit, shortened at random by up to half. */
final class BackOff {
    private static final int DOUBLINGS = 5;

    private final long maxMillis;
    private final DoubleSupplier random;

    /**
     * @param maxMillis the longest pause
     * @param random gives numbers from 0 to below 1
     */
    BackOff(long maxMillis, DoubleSupplier random) {
        this.maxMillis = maxMillis;
        this.random = random;
    }

    /** Returns the pause in milliseconds after this many failed attempts in a row; at least 1. */
    long pauseMillis(int failedAttempts) {
        long full = maxMillis >> Math.max(0, DOUBLINGS - failedAttempts);
        return Math.max(1, Math.round(full * (1 - random.getAsDouble() / 2)));
    }
}
