package com.alibaba.mqtt.server.presence.engine;

import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.merge.Merging;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.notify.Listeners;
import com.alibaba.mqtt.server.presence.notify.Notifier;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.reconcile.Walks;
import com.alibaba.mqtt.server.presence.rule.Rules;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a tracker's timer does: has notified what became due here, or was left by another node. For one thread. */
final class Ticks {
    private static final long LISTENERS_LOOK_MILLIS = 1_000;
    private static final long BUSY_MILLIS = 100;
    /** A clock that is set by more than this is another time. */
    private static final long CLOCK_STEP_MILLIS = 2_000;

    private static final int MAX_PUT_RIGHT = 100_000;

    private final GuardedStore store;
    private final Rules rules;
    private final Merging merging;
    private final Counters counters;
    private final Notifier notifier;
    private final boolean notifies;
    /** Null if nobody but this process changes the store. */
    private final @Nullable Listeners shared;

    private final Walks walks;
    private final Runnable walkAfterGap;
    /** Half of the maximum age: who was just too young for one walk is not too old for the next. 0 for no walks. */
    private final long walkNanos;

    private final Alarm timerAlarm;
    private final Clock clock;
    private final LongSupplier nanos;
    private long walkedAt;
    /** The wall clock less the one that only goes forward, in milliseconds. */
    private long clockOffset;

    Ticks(
            GuardedStore store,
            Rules rules,
            Merging merging,
            Counters counters,
            Notifier notifier,
            boolean notifies,
            @Nullable Listeners shared,
            Walks walks,
            Runnable walkAfterGap,
            long maxAgeMillis,
            Alarm timerAlarm,
            Clock clock,
            LongSupplier nanos) {
        this.store = store;
        this.rules = rules;
        this.merging = merging;
        this.counters = counters;
        this.notifier = notifier;
        this.notifies = notifies;
        this.shared = shared;
        this.walks = walks;
        this.walkAfterGap = walkAfterGap;
        this.walkNanos = TimeUnit.MILLISECONDS.toNanos(maxAgeMillis / 2);
        this.timerAlarm = timerAlarm;
        this.clock = clock;
        this.nanos = nanos;
        this.walkedAt = nanos.getAsLong();
        this.clockOffset = clockOffset();
    }

    void tick() {
        // first what needs no store
        counters.forgetFlapping(TimeUnit.MILLISECONDS.toNanos(rules.flapPeriod()));
        walkByAge();
        timerAlarm.rings();
        if (notifies) {
            notifier.wake();
            notifier.keepClaims();
        }
        if (shared != null) {
            shared.look();
        }
        if (store.takeReturn()) {
            walkAfterGap.run();
        }
        if (notifies) {
            notifier.notifyDue();
        }
        // last: if it fails, it is tried again at each tick
        putClockRight();
    }

    /** Returns after how many milliseconds it is needed again. */
    long restMillis() {
        long rest = Math.max(1, timerAlarm.leftMillis());
        if (shared != null && shared.isAny()) {
            rest = Math.min(rest, LISTENERS_LOOK_MILLIS);
        }
        return notifies && notifier.isRefused() ? Math.min(rest, BUSY_MILLIS) : rest;
    }

    private void walkByAge() {
        long now = nanos.getAsLong();
        if (walkNanos > 0 && now - walkedAt >= walkNanos) {
            walkedAt = now;
            walks.add(0, clock.millis() - TimeUnit.NANOSECONDS.toMillis(walkNanos), Uncertainty.AGE);
        }
    }

    private void putClockRight() {
        long offset = clockOffset();
        if (offset < clockOffset - CLOCK_STEP_MILLIS) {
            merging.putRight(MAX_PUT_RIGHT);
        }
        clockOffset = offset;
    }

    private long clockOffset() {
        return clock.millis() - TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    }
}
