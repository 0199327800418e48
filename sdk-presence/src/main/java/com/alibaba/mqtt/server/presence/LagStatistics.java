package com.alibaba.mqtt.server.presence;

import java.time.Duration;

/** How far notices lag behind: the time of processing minus the notice's own time; clocks that differ are in it. */
public record LagStatistics(Duration median, Duration p99, Duration max) {}
