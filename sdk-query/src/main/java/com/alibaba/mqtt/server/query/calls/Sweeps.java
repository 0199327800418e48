package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.query.http.HttpTransport;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Looks after all calls when the first of them is due, on a thread that ends when none is: a call that ends in time costs no
 * timer. At most one look is scheduled. Thread-safe.
 */
final class Sweeps {
    /** What a look returns after which none is due. */
    static final long NONE = Long.MAX_VALUE;

    /** With thousands of ends close together, they are kept so exactly. */
    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ScheduledThreadPoolExecutor clock;
    private final LongUnaryOperator look;
    /** The next one; null if none is due. */
    private @Nullable Sweep next;

    private boolean ended;

    /**
     * Creates one.
     *
     * @param look takes the present {@link System#nanoTime()}, and returns after how many nanoseconds to look again
     */
    Sweeps(ThreadFactory factory, LongUnaryOperator look) {
        this.look = look;
        clock = new ScheduledThreadPoolExecutor(1, factory);
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(HttpTransport.IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /** Sees to it that there is a look by then; may throw anything if there is no thread. Does nothing after the end. */
    synchronized void by(long atNanos) {
        if (ended || (next != null && next.atNanos - atNanos <= 0)) {
            return;
        }
        Sweep sweep = new Sweep(atNanos);
        long delay = Math.max(MIN_NANOS, atNanos - System.nanoTime());
        sweep.future = clock.schedule(sweep, delay, TimeUnit.NANOSECONDS);
        if (next != null && next.future != null) {
            next.future.cancel(false);
        }
        next = sweep;
    }

    /** Looks no more. Idempotent; does not wait. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        clock.shutdownNow();
    }

    private synchronized boolean begin(Sweep sweep) {
        if (next != sweep) {
            return false;
        }
        next = null;
        return true;
    }

    /** One look. Only the last that was scheduled looks. */
    private final class Sweep implements Runnable {
        private final long atNanos;
        private @Nullable Future<?> future;

        Sweep(long atNanos) {
            this.atNanos = atNanos;
        }

        @Override
        public void run() {
            if (!begin(this)) {
                return;
            }
            long now = System.nanoTime();
            long wait = look.applyAsLong(now);
            if (wait != NONE) {
                again(now + wait);
            }
        }

        private void again(long nextNanos) {
            try {
                by(nextNanos);
            } catch (Throwable e) {
                // no memory: the next call that starts tries again
            }
        }
    }
}
