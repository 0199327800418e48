package com.alibaba.mqtt.server.lanes;

import com.alibaba.mqtt.server.threads.Slowness;

/**
 * Decides whether another thread is woken. Pure functions.
 *
 * <p>Waking a thread costs as much as dozens of quick calls. So while calls are quick one worker does them all, and while
 * they are slow there is one for every lane that waits.
 */
final class WakePolicy {
    /** The weight of one call in the average is one of 2 to this power. */
    private static final int WEIGHT = 4;

    private WakePolicy() {}

    /**
     * Returns how many more workers are worth waking now.
     *
     * @param averageNanos how long a call took of late
     * @param ready lanes with a task that could begin; 0 while none may
     * @param moving workers that are not stuck, so will take the next lane soon
     * @param all workers, with those that are stuck
     * @param max workers that may exist
     */
    static int more(long averageNanos, int ready, int moving, int all, int max) {
        int useful = averageNanos < Slowness.QUICK_NANOS ? Math.min(1, ready) - moving : ready;
        return Math.max(0, Math.min(useful, max - all));
    }

    /** Returns the average after one more call, which took this long. */
    static long average(long averageNanos, long tookNanos) {
        return averageNanos + ((Math.min(tookNanos, Slowness.MAX_COUNTED_NANOS) - averageNanos) >> WEIGHT);
    }
}
