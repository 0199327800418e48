package com.alibaba.mqtt.server.delivery;

/** How much is parked: waits for listener calls that hang, beyond the credit; bounded by count and by bytes. Thread-safe. */
final class ParkedRoom {
    private final int max;
    private final long maxBytes;
    private int count;
    private long bytes;

    ParkedRoom(int max, long maxBytes) {
        this.max = max;
        this.maxBytes = maxBytes;
    }

    /** Adds one of this size; returns false if that would be too much. */
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
