package com.alibaba.mqtt.server;

import java.util.concurrent.atomic.LongAdder;

/** What a consumer has done since it was made. Counted by many threads, read by any. */
final class Counters {
    /** Below this a time is not in milliseconds. */
    private static final long MIN_MILLIS = 100_000_000_000L;

    final LongAdder received = new LongAdder();
    final LongAdder processed = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder notNow = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder undeliverable = new LongAdder();
    /** When the last delivery came, milliseconds since 1970; 0 for none. */
    volatile long lastMillis;
    /** When the event of the last delivery happened; 0 if not known. */
    volatile long lastBornMillis;

    void arrived(long bornMillis) {
        lastMillis = System.currentTimeMillis();
        lastBornMillis = bornMillis < MIN_MILLIS ? 0 : bornMillis;
    }
}
