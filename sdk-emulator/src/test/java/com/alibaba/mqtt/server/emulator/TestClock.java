package com.alibaba.mqtt.server.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The system's clock, until it is advanced; or one that stands still, until then. */
public final class TestClock extends Clock {
    private final @Nullable Instant still;
    private volatile Duration ahead = Duration.ZERO;

    public TestClock() {
        still = null;
    }

    private TestClock(Instant still) {
        this.still = still;
    }

    /** A clock that stands still. */
    public static TestClock still() {
        return new TestClock(Instant.now());
    }

    /** A clock that stands still at a time. */
    public static TestClock still(String instant) {
        return new TestClock(Instant.parse(instant));
    }

    public void advance(Duration duration) {
        ahead = ahead.plus(duration);
    }

    @Override
    public Instant instant() {
        return (still == null ? Instant.now() : still).plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
