package dev.mqttstatus.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what happens elsewhere, and fails if it does not within 60 s; the system property {@code patience.seconds} sets
 * another time.
 */
public final class Poll {
    static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("patience.seconds", 60));

    private Poll() {}

    /** Waits until the condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        within(PATIENCE, what, condition, () -> "");
    }

    /** Waits this long at most, for what takes longer the more there is of it. */
    public static void within(Duration patience, String what, BooleanSupplier condition) {
        within(patience, what, condition, () -> "");
    }

    /** Waits until the condition holds; if it does not, the failure says the state then. */
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

    /** Waits until the latch is released; an interrupt ends that, and stays set. */
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
