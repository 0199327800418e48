package com.alibaba.mqtt.server.internal;

import java.util.concurrent.TimeUnit;

/** Limits the time of a whole call, however many waits it is made of. By the monotonic clock. */
public final class Deadline {
    /** Long enough to be none, and short enough that sums of it do not overflow. */
    private static final long NONE_NANOS = Long.MAX_VALUE >> 2;

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    /**
     * Returns a deadline this far from now.
     *
     * @param millis 0 for one that never comes, as time-outs of 0 are documented
     */
    public static Deadline in(long millis) {
        long nanos = millis == 0 ? NONE_NANOS : Math.min(NONE_NANOS, TimeUnit.MILLISECONDS.toNanos(millis));
        return new Deadline(System.nanoTime() + nanos);
    }

    /** Returns the time left in nanoseconds; 0 if it is over. */
    public long leftNanos() {
        return Math.max(0, endNanos - System.nanoTime());
    }

    /** Returns the time left in milliseconds, rounded up, so that it is 0 only when the deadline is over. */
    public long leftMillis() {
        long left = leftNanos();
        return left == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left + 999_999));
    }

    /**
     * Returns the part of one of so many who share the time left, as a time-out of sockets: milliseconds, at least 1; 0,
     * which is none, if there are more than an int holds.
     */
    public int partMillis(int parts) {
        long part = leftMillis() / parts;
        return part > Integer.MAX_VALUE ? 0 : (int) Math.max(1, part);
    }

    /** Returns whether no time is left. */
    public boolean isOver() {
        return leftNanos() == 0;
    }
}
