package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads do. */
public final class Wait {
    private Wait() {}

    /** Returns as soon as the condition holds; fails after 20 seconds. */
    public static void until(BooleanSupplier condition) {
        within(20, condition, () -> "");
    }

    /** Fails after so many seconds, with what is in the way then. */
    public static void within(long seconds, BooleanSupplier condition, Supplier<String> state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "not within " + seconds + " s " + state.get());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
