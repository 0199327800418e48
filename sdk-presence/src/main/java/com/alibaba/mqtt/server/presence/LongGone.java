package com.alibaba.mqtt.server.presence;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forgets the clients of a {@link MemoryPresenceStore} that are long gone, a part of it at each step; none within the first
 * day, so that notices with nonsense for a time are seen at all. Thread-safe.
 */
final class LongGone {
    private static final long STEP_MILLIS = 100;
    private static final long FIRST_DAY_MILLIS = 86_400_000;

    private final MemoryPresenceStore store;
    private final long afterMillis;
    private final Clock clock;
    private final long firstAt;
    private final AtomicLong nextAt = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();

    LongGone(MemoryPresenceStore store, long afterMillis, Clock clock) {
        this.store = store;
        this.afterMillis = afterMillis;
        this.clock = clock;
        this.firstAt = clock.millis() + Math.min(FIRST_DAY_MILLIS, afterMillis);
    }

    void step() {
        long now = clock.millis();
        long at = nextAt.get();
        // also if the clock was set back
        boolean due = now >= at || at - now > STEP_MILLIS;
        if (now < firstAt || !due || !nextAt.compareAndSet(at, now + STEP_MILLIS)) {
            return;
        }
        int part = (int) (steps.getAndIncrement() & Integer.MAX_VALUE);
        for (Map.Entry<String, PresenceRecord> client : store.clientsOfShard(part)) {
            if (isGone(client.getValue(), now)) {
                store.update(client.getKey(), record -> isGone(record, now) ? PresenceRecord.EMPTY : record);
            }
        }
    }

    private boolean isGone(PresenceRecord record, long now) {
        return record.state() == PresenceState.OFFLINE
                && record.dueAt(Task.NOTIFY) == 0
                && record.lastChangeAt() < now - afterMillis;
    }
}
