package com.alibaba.mqtt.server.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes sooner or later. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Await() {}

    /** Returns once the value is the expected one; fails when it is not within 20 seconds. */
    public static <T> void value(T expected, Callable<T> actual) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        T last = actual.call();
        while (!expected.equals(last) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            last = actual.call();
        }
        assertEquals(expected, last);
    }
}
