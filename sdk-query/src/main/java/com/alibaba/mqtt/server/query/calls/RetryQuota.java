package com.alibaba.mqtt.server.query.calls;

/**
 * How many repetitions a client may still make: one for ten calls, and a few to begin with. When a service is in trouble,
 * repetitions must not double its load. Safe for many threads.
 */
final class RetryQuota {
    private static final int TENTHS = 10;
    private static final int MAX = 100 * TENTHS;

    private int left = 10 * TENTHS;

    /** A call was made. */
    synchronized void call() {
        left = Math.min(MAX, left + 1);
    }

    /** Returns whether one more may be repeated. */
    synchronized boolean take() {
        if (left < TENTHS) {
            return false;
        }
        left -= TENTHS;
        return true;
    }
}
