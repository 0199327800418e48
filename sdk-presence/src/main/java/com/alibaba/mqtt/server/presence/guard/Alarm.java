package com.alibaba.mqtt.server.presence.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Knows when the store is to be looked at again, so that nobody asks it while nothing is due. What this tracker writes sets it;
 * what others leave behind is found at the latest after {@value #REST_MILLIS} ms. Thread-safe. Internal, not exported.
 */
public final class Alarm {
    static final long REST_MILLIS = 5_000;

    private final LongSupplier nanos;
    private final Runnable wake;
    private final AtomicLong at;

    /** Creates one that rings immediately; {@code wake} ends the pause of who waits for it. */
    public Alarm(LongSupplier nanos, Runnable wake) {
        this.nanos = nanos;
        this.wake = wake;
        this.at = new AtomicLong(nanos.getAsLong());
    }

    /** Lets it ring in so many milliseconds, unless it rings earlier. */
    public void in(long millis) {
        long now = nanos.getAsLong();
        long wanted = now + TimeUnit.MILLISECONDS.toNanos(Math.max(0, Math.min(millis, REST_MILLIS)));
        long present = at.get();
        while (wanted - present < 0) {
            if (at.compareAndSet(present, wanted)) {
                wake.run();
                return;
            }
            present = at.get();
        }
    }

    /** Returns whether it rings, and sets it to the maximum rest. */
    public boolean rings() {
        long now = nanos.getAsLong();
        if (at.get() - now > 0) {
            return false;
        }
        at.set(now + TimeUnit.MILLISECONDS.toNanos(REST_MILLIS));
        return true;
    }

    /** Returns the milliseconds until it rings; 0 if it does. */
    public long leftMillis() {
        long left = at.get() - nanos.getAsLong();
        return left <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }
}
