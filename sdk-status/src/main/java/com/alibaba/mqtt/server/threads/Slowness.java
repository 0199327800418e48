package com.alibaba.mqtt.server.threads;

import java.util.concurrent.TimeUnit;

/**
 * From when on something is slow, and what then happens. All such times stand here, the shortest first.
 *
 * <pre>
 *   20 us  a call is no longer quick: another thread is worth waking for the next lane
 *    1 ms  a call counts as no longer than this in the average
 *   20 ms  a worker is stuck: others are woken for what waits behind it; so long settlements wait at most
 *    1 s   a call hangs: what waits behind it is parked, beyond the credit
 *    1 s   an executor has not begun a worker: it is asked for another; doubled each time, up to 1 min
 *   10 s   the clock itself is stuck, which {@code ConsumerHealth.stuck()} shows
 *   30 s   a call is reported, if {@code ConsumerConfig.setHangReportMillis} says nothing else
 *   30 s   without a failure, a trouble is over
 * </pre>
 */
public final class Slowness {
    /** Below this a call is quick: waking another thread would take longer. */
    public static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    /** A longer call counts as this long, so that the average soon forgets a single hanging one. */
    public static final long MAX_COUNTED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** From one tick of a clock to the next. */
    public static final int TICK_MILLIS = 20;
    /** A worker whose task runs longer is stuck. */
    public static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    /** A call that runs longer hangs, as far as the others' credit is concerned. */
    public static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** An executor may take this long to begin a worker. Doubled each time it did not. */
    public static final long UNBEGUN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The doubling ends here. */
    public static final long MAX_UNBEGUN_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** No step of a clock takes longer. */
    public static final long CLOCK_STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A trouble that has been quiet for this long is over; longer than the longest pause before an attempt. */
    public static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Slowness() {}
}
