package com.alibaba.mqtt.server.presence.numbers;

import java.time.Duration;

/**
 * What a tracker counted of one group. Internal, not exported.
 *
 * @param connects within the last minute
 * @param drops within the last minute
 * @param flapping clients
 * @param median length of a session
 * @param p90 of the lengths
 * @param p99 of the lengths
 */
public record GroupFigures(long connects, long drops, long flapping, Duration median, Duration p90, Duration p99) {}
