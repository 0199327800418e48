package com.alibaba.mqtt.server.query.calls;

import java.util.concurrent.TimeUnit;

/** The monotonic clock, and waiting by it. Tests have their own. */
public interface Timekeeper {
    /** That of this JVM. */
    Timekeeper SYSTEM = new Timekeeper() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** Returns the time in nanoseconds since some moment. */
    long nanos();

    /** Waits so long, if that is more than 0. */
    void sleep(long nanos) throws InterruptedException;
}
