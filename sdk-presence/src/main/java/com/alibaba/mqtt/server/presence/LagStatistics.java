package com.alibaba.mqtt.server.presence;

import java.time.Duration;

/**
 * How far notices lag behind: the time of processing minus the notice's own time; clocks that differ are in it.
 *
 * @param median the lag that half of the notices did not exceed
 * @param p99 the lag that 99 of 100 did not exceed
 * @param max the largest lag
 */
public record LagStatistics(Duration median, Duration p99, Duration max) {}
