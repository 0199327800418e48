package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt is repeated, and after what pause: the one rule of all calls. A pure function, but for chance.
 *
 * @param maxAttempts how often a call is sent at most, at least 1
 * @param chance 0 to 1
 */
record RetryRule(int maxAttempts, DoubleSupplier chance) {
    private static final long BASE_MILLIS = 100;
    private static final long MAX_MILLIS = 5_000;
    private static final int MAX_DOUBLINGS = 10;

    /** Failures after which nobody knows whether the call was carried out. */
    private static final Set<String> UNCERTAIN =
            Set.of(ErrorCode.CONNECTION_LOST, ErrorCode.TIMED_OUT, ErrorCode.MALFORMED_ANSWER, "InternalError");

    /** Retryable failures that are the caller's: foreign code of his, or a lack of memory. */
    private static final Set<String> OF_CALLER =
            Set.of(ErrorCode.CREDENTIALS_FAILED, ErrorCode.UNEXPECTED, ErrorCode.TOO_MANY_CALLS, ErrorCode.INTERRUPTED);

    /**
     * Returns the pause before the next attempt in nanoseconds, or -1 if there is none.
     *
     * @param failed how many attempts have failed
     * @param idempotent whether the call may be carried out twice
     */
    long pauseNanos(ServerException failure, int failed, boolean idempotent) {
        boolean repeated = failure.isRetryable()
                && failed < maxAttempts
                && !OF_CALLER.contains(failure.getCode())
                && (idempotent || !UNCERTAIN.contains(failure.getCode()));
        if (!repeated) {
            return -1;
        }
        long bound = Math.min(MAX_MILLIS, BASE_MILLIS << Math.min(failed, MAX_DOUBLINGS));
        // full jitter: callers that failed together do not come back together
        long pause = TimeUnit.MILLISECONDS.toNanos((long) (bound * chance.getAsDouble()));
        @Nullable Duration hint = failure.getRetryAfter();
        return hint == null ? pause : hint.toNanos() + pause;
    }
}
