package com.alibaba.mqtt.server.query.calls;

import java.util.concurrent.atomic.LongAdder;

/** Counts what was sent, for a client or for one query. Safe for many threads. */
public final class Tally {
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder billed = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void sent(boolean again) {
        requests.increment();
        if (again) {
            retries.increment();
        }
    }

    void ended(boolean isBilled, boolean isThrottled, boolean isFailed, long tookNanos) {
        nanos.add(tookNanos);
        if (isBilled) {
            billed.increment();
        }
        if (isThrottled) {
            throttled.increment();
        }
        if (isFailed) {
            failed.increment();
        }
    }

    /** Returns how many requests were sent. */
    public long requests() {
        return requests.sum();
    }

    /** Returns how many of the requests repeated another one. */
    public long retries() {
        return retries.sum();
    }

    /** Returns how many requests the service carried out, as far as its answer shows. */
    public long billed() {
        return billed.sum();
    }

    /** Returns how many requests the service refused because there were too many. */
    public long throttled() {
        return throttled.sum();
    }

    /** Returns how many requests failed, the throttled ones included. */
    public long failed() {
        return failed.sum();
    }

    /** Returns how long all requests took together, in nanoseconds. */
    public long nanos() {
        return nanos.sum();
    }
}
