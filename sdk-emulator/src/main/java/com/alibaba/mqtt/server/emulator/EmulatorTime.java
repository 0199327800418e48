package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.instance.EmulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The time of an {@link Emulator}: that of {@link EmulatorBuilder#clock}, until it is advanced or stopped. By it go the times
 * of notices and messages, how long messages wait for clients that are offline, tokens and what clients are told five minutes
 * before their end, the keep-alive of devices, limits a second, the age of signatures of backends and queries, and the
 * OpenAPI's answers. What waits for all others follows real time: delays of faults, time-outs of HTTP and AMQP, and the
 * session expiry of MQTT 5.
 *
 * <p>The clocks of devices, backends and callers are theirs: after an hour was skipped, a signature that they make with
 * their own time is an hour old. A device that does not ask for a keep-alive, such as {@link Emulator#device}, stays
 * connected; another one is silent for the time that is skipped, and cut off if that is too long.
 *
 * <p>{@link Emulator#reset()} sets the time right. Safe for many threads.
 */
public final class EmulatorTime {
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final EmulatorClock clock;

    EmulatorTime(EmulatorClock clock) {
        this.clock = clock;
    }

    /** What time it is. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Skips some time. What is due by then happens now, on other threads: clients that are silent for too long are cut off,
     * and those with tokens are told.
     *
     * @param time 0 to 3650 days
     */
    public EmulatorTime advance(Duration time) {
        clock.advance(Allowed.between("time", time, Duration.ZERO, LONGEST));
        return this;
    }

    /** Stops the time; {@link #advance} still skips some. */
    public EmulatorTime stop() {
        return stopAt(now());
    }

    /** Sets the time, and stops it. */
    public EmulatorTime stopAt(Instant time) {
        clock.stopAt(Objects.requireNonNull(time, "time"));
        return this;
    }

    /** Lets the time go on, from where it stands. */
    public EmulatorTime run() {
        clock.run();
        return this;
    }

    @Override
    public String toString() {
        return "EmulatorTime[" + now() + "]";
    }
}
