package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.presence.rule.Facts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still until it is moved. */
final class FakeClock extends Clock {
    private long millis = Facts.START;

    void advance(Duration by) {
        millis += by.toMillis();
    }

    void advanceSeconds(long seconds) {
        millis += 1000 * seconds;
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
