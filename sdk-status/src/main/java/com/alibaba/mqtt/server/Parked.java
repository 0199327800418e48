package com.alibaba.mqtt.server;

/** How much is parked: waits for listener calls that hang, beyond the credit; bounded by count and by bytes. */
final class Parked {
    private final int max;
    private final long maxBytes;
    private int count;
    private long bytes;

    Parked(int max, long maxBytes) {
        this.max = max;
        this.maxBytes = maxBytes;
    }

    /** Adds one of this size; false if that would be too much. */
    synchronized boolean add(int size) {
        if (count >= max || bytes + size > maxBytes) {
            return false;
        }
        count++;
        bytes += size;
        return true;
    }

    synchronized void remove(int size) {
        count--;
        bytes -= size;
    }

    synchronized int count() {
        return count;
    }
}
