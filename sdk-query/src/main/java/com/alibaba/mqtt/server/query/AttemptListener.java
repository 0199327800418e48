package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Is told of each request that a client sends, for example to log or to count them. */
@FunctionalInterface
public interface AttemptListener {
    /**
     * A request has ended. Called on the thread of the call, which it holds up; several calls may come concurrently. What
     * it throws is logged, and harms nothing.
     *
     * @param action the operation, as {@code QuerySessionByClientId}
     * @param number 1 for the first attempt of a call, 2 for its first repetition
     * @param failure why it failed; null if it was answered
     * @param took from asking for the credentials to the end of the answer
     * @param pause how long until the next attempt; null if there is none
     */
    void attempted(
            String action, int number, @Nullable ServerException failure, Duration took, @Nullable Duration pause);
}
