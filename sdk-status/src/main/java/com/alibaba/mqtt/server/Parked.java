package com.alibaba.mqtt.server;

/** How much is parked: waits for listener calls that hang, beyond the credit; bounded by count and by bytes. */
final class Parked {
    private final int most;
    private final long mostBytes;
    private int count;
    private long bytes;

    Parked(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Adds one of this size; false if that would be too much. */
    synchronized boolean add(int size) {
        if (count >= most || bytes + size > mostBytes) {
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
