package com.alibaba.mqtt.server;

/** How quick the tasks of late are, which decides whether waking another thread pays. Not thread-safe. */
final class Pace {
    /** Below this a call is quick: waking another thread would take longer. */
    private static final long QUICK_NANOS = 20_000;
    /** A longer call counts as this long, so that the average soon forgets a single hanging one. */
    private static final long LONGEST_COUNTED_NANOS = 1_000_000;

    private long averageNanos;

    void took(long nanos) {
        averageNanos += (Math.min(nanos, LONGEST_COUNTED_NANOS) - averageNanos) >> 4;
    }

    /**
     * How many more workers so many ready lanes are worth; 0 or less for none.
     *
     * @param moving workers that will take the next lane soon
     */
    int wanted(int ready, int moving) {
        return averageNanos < QUICK_NANOS ? Math.min(1, ready) - moving : ready;
    }
}
