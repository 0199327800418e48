package com.alibaba.mqtt.server.presence.reconcile;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When no question is asked because many in a row failed, whatever they were about: the service is away, or refuses all. One
 * failure delays only its own client. For one thread, but for {@link #leftMillis}.
 */
final class Pauses {
    private static final int ENOUGH = 20;
    /** Three failures that may be over soon are enough; refusals can be about many a client in a row. */
    private static final int OF_RETRYABLE = 7;

    private static final long FIRST_MILLIS = 1_000;
    private static final long MAX_MILLIS = 60_000;

    private final LongSupplier nanos;
    private volatile long until;
    private int failures;
    private long next = FIRST_MILLIS;

    Pauses(LongSupplier nanos) {
        this.nanos = nanos;
        this.until = nanos.getAsLong();
    }

    void worked() {
        failures = 0;
        next = FIRST_MILLIS;
    }

    void failed(boolean retryable) {
        failures += retryable ? OF_RETRYABLE : 1;
        if (failures >= ENOUGH) {
            // the next one decides
            failures = ENOUGH - 1;
            until = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(next);
            next = Math.min(2 * next, MAX_MILLIS);
        }
    }

    long leftMillis() {
        return TimeUnit.NANOSECONDS.toMillis(Math.max(0, until - nanos.getAsLong()));
    }
}
