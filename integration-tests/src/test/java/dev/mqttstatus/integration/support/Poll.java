package dev.mqttstatus.integration.support;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens elsewhere, and fails if it does not. */
public final class Poll {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Poll() {}

    public static void until(String what, BooleanSupplier condition) {
        within(PATIENCE, what, condition, () -> "");
    }

    /** For what takes longer the more there is of it. */
    public static void within(Duration patience, String what, BooleanSupplier condition) {
        within(patience, what, condition, () -> "");
    }

    /** Says {@code state} besides when it does not happen. */
    public static void until(String what, BooleanSupplier condition, Supplier<String> state) {
        within(PATIENCE, what, condition, state);
    }

    private static void within(Duration patience, String what, BooleanSupplier condition, Supplier<String> state) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + patience + ": " + what + " " + state.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("not released within " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
