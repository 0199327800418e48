package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the service answers at all. After some failures in a row it counts as away: then one request at a time asks
 * whether it is back, with growing pauses, until it is or it has been away too long. Refusals that no repetition can
 * overcome end the query sooner. One thread.
 */
final class Outage {
    private static final int FAILURES = 8;
    private static final int REFUSALS = 20;
    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private int failures;
    private int refusals;
    private long sinceNanos;
    private long pauseNanos = MIN_PAUSE_NANOS;
    private long nextNanos;

    /** The service has answered. */
    void answered() {
        failures = 0;
        refusals = 0;
        pauseNanos = MIN_PAUSE_NANOS;
    }

    /**
     * A request has failed.
     *
     * @return why to give up, or null
     */
    @Nullable
    ServerException failed(ServerException failure, long now) {
        if (!failure.isRetryable()) {
            refusals++;
            return refusals >= REFUSALS ? failure : null;
        }
        if (failures++ == 0) {
            sinceNanos = now;
        }
        if (isOn()) {
            nextNanos = now + pauseNanos;
            pauseNanos = Math.min(MAX_PAUSE_NANOS, 2 * pauseNanos);
        }
        // throttling is an answer: the service is there, and the pace waits as it says
        return isOn() && now - sinceNanos > MAX_NANOS && !failure.isThrottled() ? failure : null;
    }

    boolean isOn() {
        return failures >= FAILURES;
    }

    /** Returns when the next request may ask whether it is over, by the monotonic clock. */
    long nextNanos() {
        return nextNanos;
    }
}
