package com.alibaba.mqtt.server.presence;

import java.time.Duration;

/**
 * One group in numbers. The counts of clients are those of the store; the rest is what this tracker saw.
 *
 * @param clients how many are in which state
 * @param connectsPerMinute sessions first heard of within the last minute, whenever they began
 * @param dropsPerMinute changes from ONLINE to OFFLINE found within the last minute
 * @param flapping clients seen flapping within the last flap period
 * @param medianSession the length that half of the ended sessions did not reach; zero if none ended yet
 * @param p90Session the length that nine of ten did not reach
 * @param p99Session the length that 99 of 100 did not reach
 */
public record GroupStatistics(
        StateCounts clients,
        long connectsPerMinute,
        long dropsPerMinute,
        long flapping,
        Duration medianSession,
        Duration p90Session,
        Duration p99Session) {}
