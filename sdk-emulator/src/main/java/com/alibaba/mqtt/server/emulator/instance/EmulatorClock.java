package com.alibaba.mqtt.server.emulator.instance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The time of the emulator: that of another clock, until it is advanced or stopped. Safe for many threads. */
public final class EmulatorClock extends Clock {
    private final Clock base;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Setting setting = Setting.NONE;

    /** Creates a clock that shows what the other one does. */
    public EmulatorClock(Clock base) {
        this.base = base;
    }

    /** From now on the action is called, by the thread that sets this clock, each time it was set. */
    public void watch(Runnable action) {
        watchers.add(action);
    }

    /** Shows a later time from now on. */
    public void advance(Duration time) {
        synchronized (this) {
            Instant still = setting.still;
            setting = new Setting(setting.ahead.plus(time), still == null ? null : still.plus(time));
        }
        watchers.forEach(Runnable::run);
    }

    /** Stands still from now on. */
    public void stopAt(Instant time) {
        synchronized (this) {
            setting = new Setting(setting.ahead, time);
        }
        watchers.forEach(Runnable::run);
    }

    /** Goes on from the time that it shows. */
    public synchronized void run() {
        Instant still = setting.still;
        if (still != null) {
            setting = new Setting(Duration.between(base.instant(), still), null);
        }
    }

    /** Shows what the other clock does. */
    public void clear() {
        setting = Setting.NONE;
        watchers.forEach(Runnable::run);
    }

    @Override
    public Instant instant() {
        Setting now = setting;
        return now.still == null ? base.instant().plus(now.ahead) : now.still;
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the emulator has one clock");
    }

    /** @param still null for a clock that runs */
    private record Setting(Duration ahead, @Nullable Instant still) {
        static final Setting NONE = new Setting(Duration.ZERO, null);
    }
}
