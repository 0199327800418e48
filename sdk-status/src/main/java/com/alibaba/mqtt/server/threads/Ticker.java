package com.alibaba.mqtt.server.threads;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.function.LongSupplier;

/**
 * Runs a tick soon after it is asked for, on one thread. The thread is there from the start to the end, also while there
 * is nothing to do: when the JVM can make no more threads, this one starts the others again.
 */
public final class Ticker {
    private final int millis;
    private final LongSupplier tick;
    private final Loop loop;
    private volatile boolean asked;
    /** Whether the thread rests, with nothing to do; then it must be woken. */
    private volatile boolean resting = true;

    private volatile long steppedNanos;

    /**
     * Creates a clock that does not run yet.
     *
     * @param millis from when a tick is asked for to when it runs
     * @param tick returns after how many milliseconds the next one is needed even if nobody asks for it; what it throws is
     *     reported, and the tick repeated
     */
    public Ticker(int millis, LongSupplier tick, String threadName, StateLog log) {
        this.millis = millis;
        this.tick = tick;
        this.loop = new Loop(threadName, true, this::step, log);
    }

    /**
     * Starts the thread. Does nothing if it runs.
     *
     * @throws IllegalStateException if the JVM can make no thread now
     */
    public void start() {
        steppedNanos = System.nanoTime();
        if (!loop.start()) {
            throw new IllegalStateException("the JVM can make no thread now: " + loop.trouble(), loop.trouble());
        }
    }

    /** Asks for a tick; for one only until it begins. */
    public void keepTicking() {
        if (!asked) {
            asked = true;
            if (resting) {
                loop.wake();
            }
        }
    }

    private long step() {
        steppedNanos = System.nanoTime();
        if (resting) {
            resting = false;
            if (asked) {
                return millis;
            }
        }
        // first, so that what comes from here on has a tick of its own
        asked = false;
        long rest;
        try {
            rest = tick.getAsLong();
        } catch (Throwable e) {
            asked = true;
            throw e;
        }
        if (rest > millis) {
            resting = true;
            if (!asked) {
                return rest;
            }
            // asked for between the two: who asked may have seen that nobody rests
            resting = false;
        }
        return millis;
    }

    /** Returns whether ticks fail, or one takes far too long. */
    public boolean isStuck() {
        return loop.trouble() != null || (!resting && System.nanoTime() - steppedNanos > Slowness.CLOCK_STUCK_NANOS);
    }

    /** Begins nothing more. Does not block. */
    public void stop() {
        loop.finish();
    }

    /** After {@link #stop}: waits for the thread; returns whether it ended in time. */
    public boolean awaitEnd(Deadline deadline) throws InterruptedException {
        return loop.awaitEnd(deadline);
    }
}
