package com.alibaba.mqtt.server.query.calls;

/** A clock that goes on when somebody waits. One thread. */
public final class VirtualTime implements Timekeeper {
    private long now = 1_000_000_000_000L;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void sleep(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        now += Math.max(0, nanos);
    }

    /** Goes on. */
    public synchronized void pass(long millis) {
        now += millis * 1_000_000;
    }
}
