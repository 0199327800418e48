package com.alibaba.mqtt.server.query.calls;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets calls pass at a rate, one after the other, in the order in which they came.
 *
 * <ol>
 *   <li>In no window of one second do more than 1.1 times the rate pass, and one: what was not used is kept for a tenth of a
 *       second only, because the service counts by the second and blocks whoever has saved up.
 *   <li>A pass is given when the caller is awake to use it, never ahead: after a pause of the JVM the missed ones are lost.
 *   <li>Throttling makes the rate 0.7 times what it was, once for all calls that passed before; a second without it adds 5 %
 *       of the whole, up to the whole.
 *   <li>Callers may have different rates of the same whole: each pays its own interval.
 * </ol>
 */
final class Rate {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double LESS = 0.7;
    private static final double MORE = 0.05;
    private static final double MIN_FACTOR = 0.02;

    private final Timekeeper time;
    private final ReentrantLock turn = new ReentrantLock(true);
    /** When the next pass is due if nothing is saved up. */
    private long dueNanos;

    private double factor = 1;
    private long factorNanos;
    private long throttledNanos;
    private boolean throttled;

    Rate(Timekeeper time) {
        this.time = time;
        dueNanos = time.nanos();
        factorNanos = dueNanos;
    }

    /** Waits for a pass, and returns when it was given, by the monotonic clock. */
    long pass(double perSecond) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            while (true) {
                long now = time.nanos();
                long wait = waitNanos(now, perSecond);
                if (wait <= 0) {
                    return now;
                }
                time.sleep(wait);
            }
        } finally {
            turn.unlock();
        }
    }

    /** Returns how long to wait still; if 0 or less, the pass is given. */
    private synchronized long waitNanos(long now, double perSecond) {
        recover(now);
        long interval = (long) (NANOS / (perSecond * factor));
        // below ten a second nothing can be saved up
        long earliest = interval >= BURST_NANOS ? dueNanos : dueNanos - BURST_NANOS;
        if (earliest - now > 0) {
            return earliest - now;
        }
        dueNanos = (dueNanos - now > 0 ? dueNanos : now) + interval;
        return 0;
    }

    private void recover(long now) {
        long seconds = (now - factorNanos) / (long) NANOS;
        if (seconds > 0) {
            factor = Math.min(1, factor + MORE * seconds);
            factorNanos += seconds * (long) NANOS;
        }
    }

    /**
     * Takes note of a refusal.
     *
     * @param passedNanos when the refused call passed
     * @param wait how long the service wants nothing; zero if it did not say
     */
    synchronized void throttled(long passedNanos, Duration wait) {
        long now = time.nanos();
        if (!throttled || passedNanos - throttledNanos > 0) {
            throttled = true;
            throttledNanos = now;
            factor = Math.max(MIN_FACTOR, factor * LESS);
            factorNanos = now;
        }
        long until = now + wait.toNanos() + BURST_NANOS;
        if (until - dueNanos > 0 && !wait.isZero()) {
            dueNanos = until;
        }
    }

    /** Returns by what the rate is multiplied now: 1 if the service has not throttled of late. */
    synchronized double factor() {
        recover(time.nanos());
        return factor;
    }
}
