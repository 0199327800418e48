package com.alibaba.mqtt.server.emulator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens in an emulator, so that no test sleeps. */
final class Waiting {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Duration LONGEST = Duration.ofHours(1);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Waiting() {}

    /**
     * Returns when the condition holds.
     *
     * @param what is waited for, as the failure names it
     * @param state what there is instead, for the failure
     * @throws AssertionError when it does not hold in time
     * @throws IllegalStateException when the thread is interrupted; it stays so
     */
    static void until(Duration patience, String what, BooleanSupplier condition, Supplier<String> state) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + patience + ": " + what + "; " + state.get());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
