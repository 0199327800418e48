package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.presence.store.Due;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/** For one task, exactly the clients for which it is due, the earliest first. Thread-safe. */
final class DueIndex {
    private final NavigableSet<Due> due = new ConcurrentSkipListSet<>();
    /** The set would count itself one by one. */
    private final LongAdder size = new LongAdder();

    /** Moves a client from one time to another; 0 is for none. By one thread at a time for each client. */
    void move(String clientId, long before, long after) {
        if (before == after) {
            return;
        }
        if (before != 0 && due.remove(new Due(clientId, before))) {
            size.decrement();
        }
        if (after != 0 && due.add(new Due(clientId, after))) {
            size.increment();
        }
    }

    List<Due> first(int max) {
        return due.stream().limit(max).toList();
    }

    long size() {
        return size.sum();
    }
}
