package com.alibaba.mqtt.server.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs repeated failures as one state: the first as a WARN with the whole exception, then a line with a count at growing
 * intervals (10 seconds, doubling up to 10 minutes), and an INFO with duration and count when the state is over. Texts of
 * exceptions are shown as {@link ForeignText}. Thread-safe. No method throws, whatever the logger does.
 */
public final class StateLog {
    private static final long FIRST_DISTANCE = TimeUnit.SECONDS.toNanos(10);
    private static final long MAX_DISTANCE = TimeUnit.MINUTES.toNanos(10);

    private static final ForeignText FOREIGN = ForeignText.hiding();

    private final Logger log;
    private final String trouble;
    private final LongSupplier nanos;
    private volatile boolean on;
    private long count;
    private long since;
    private long lastAt;
    private long loggedAt;
    private long distance;

    /** @param trouble names it in each line, for example "mqtt-c1: listener calls fail" */
    public StateLog(Logger log, String trouble) {
        this(log, trouble, System::nanoTime);
    }

    StateLog(Logger log, String trouble, LongSupplier nanos) {
        this.log = log;
        this.trouble = trouble;
        this.nanos = nanos;
    }

    /**
     * Takes note of one failure.
     *
     * @param detail what failed and what happens now, fit for a log
     * @param cause of any origin; logged with its stack if this is the first failure; null for none
     */
    public void failed(String detail, @Nullable Throwable cause) {
        try {
            note(detail, cause);
        } catch (Throwable e) {
            // without memory, for example: who reports must go on
        }
    }

    private synchronized void note(String detail, @Nullable Throwable cause) {
        long now = nanos.getAsLong();
        lastAt = now;
        if (!on) {
            on = true;
            count = 1;
            since = now;
            distance = FIRST_DISTANCE;
            loggedAt = now;
            @Nullable Throwable shown = shown(cause);
            safely(() -> log.warn("{}: {}", trouble, detail, shown));
            return;
        }
        count++;
        if (now - loggedAt >= distance) {
            loggedAt = now;
            distance = Math.min(MAX_DISTANCE, distance * 2);
            safely(() -> log.warn("{}: {} times in {} s, the last: {}", trouble, count, seconds(now), detail));
        }
    }

    /** Returns whether the trouble lasts. Cheap. */
    public boolean isOn() {
        return on;
    }

    /** Ends the trouble, if there is one. Cheap if there is none. */
    public void over() {
        if (on) {
            end();
        }
    }

    /** Ends the trouble if its last failure is longer ago than this; for failures that have nothing to do with each other. */
    public void overIfQuietFor(long quietNanos) {
        if (on && isQuietFor(quietNanos)) {
            end();
        }
    }

    private synchronized boolean isQuietFor(long quietNanos) {
        return nanos.getAsLong() - lastAt >= quietNanos;
    }

    private synchronized void end() {
        if (on) {
            on = false;
            long lasted = seconds(nanos.getAsLong());
            safely(() -> log.info("{}: over after {} s and {} failures", trouble, lasted, count));
        }
    }

    private long seconds(long now) {
        return TimeUnit.NANOSECONDS.toSeconds(now - since);
    }

    /** An exception is foreign code, too: one that cannot even be shown is left out. */
    private static @Nullable Throwable shown(@Nullable Throwable cause) {
        try {
            return FOREIGN.show(cause);
        } catch (Throwable e) {
            return null;
        }
    }

    private static void safely(Runnable logging) {
        try {
            logging.run();
        } catch (Throwable e) {
            // a logger is foreign code too, and there is no other place to report to
        }
    }
}
