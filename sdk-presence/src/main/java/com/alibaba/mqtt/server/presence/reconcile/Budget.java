package com.alibaba.mqtt.server.presence.reconcile;

import java.util.concurrent.TimeUnit;

/**
 * So many calls a second, never more in any second, also after a rest: two calls are at least so far apart. A twentieth less
 * than allowed, as calls do not reach the service as evenly as they leave. For one thread.
 */
final class Budget {
    private static final double MARGIN = 1.05;

    private final long nanosBetween;
    private long nextAt;

    Budget(int perSecond, long nowNanos) {
        this.nanosBetween = (long) Math.ceil(TimeUnit.SECONDS.toNanos(1) * MARGIN / perSecond);
        this.nextAt = nowNanos;
    }

    long nanosBetween() {
        return nanosBetween;
    }

    /** Takes one call, and returns 0; or returns the nanoseconds until there is one. */
    long take(long nowNanos) {
        long left = nextAt - nowNanos;
        if (left > 0) {
            return left;
        }
        nextAt = nowNanos + nanosBetween;
        return 0;
    }
}
