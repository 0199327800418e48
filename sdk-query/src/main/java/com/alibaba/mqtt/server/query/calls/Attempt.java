package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.common.ServerException;
import org.jspecify.annotations.Nullable;

/**
 * One request that was sent, or could not be.
 *
 * @param action the operation
 * @param number 1 for the first of the call
 * @param failure null if it was answered
 * @param tookNanos from the credentials to the end of the answer
 * @param pauseNanos how long until the next attempt; -1 if there is none
 */
public record Attempt(String action, int number, @Nullable ServerException failure, long tookNanos, long pauseNanos) {}
