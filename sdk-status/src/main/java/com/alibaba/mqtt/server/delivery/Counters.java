package com.alibaba.mqtt.server.delivery;

import java.util.concurrent.atomic.LongAdder;

/** What a consumer has done since it was created. Counted by many threads, read by any. */
public final class Counters {
    /** Below this a time is not in milliseconds. */
    private static final long MIN_MILLIS = 100_000_000_000L;

    /** Deliveries that came. */
    public final LongAdder received = new LongAdder();
    /** Listener calls that returned. */
    public final LongAdder processed = new LongAdder();
    /** Listener calls that threw, and deliveries that could not be handed over. */
    public final LongAdder failed = new LongAdder();
    /** Listener calls that said "not now". */
    public final LongAdder notNow = new LongAdder();
    /** Deliveries that could not be read. */
    public final LongAdder malformed = new LongAdder();
    /** Deliveries that were given up. */
    public final LongAdder undeliverable = new LongAdder();
    /** When the last delivery came, milliseconds since 1970; 0 for none. */
    public volatile long lastMillis;
    /** When the event of the last delivery happened; 0 if not known. */
    public volatile long lastBornMillis;

    Counters() {}

    void arrived(long bornMillis) {
        lastMillis = System.currentTimeMillis();
        lastBornMillis = bornMillis < MIN_MILLIS ? 0 : bornMillis;
    }
}
