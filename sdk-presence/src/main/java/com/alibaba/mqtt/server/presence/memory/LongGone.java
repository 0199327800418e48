package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.store.Forgetting;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forgets the clients of a {@link MemoryTable} that are long gone, a part of it at each step. What the table holds counts
 * as news of the moment when it was created. Thread-safe.
 */
final class LongGone {
    private static final long STEP_MILLIS = 100;

    private final MemoryTable table;
    private final Forgetting forgetting;
    private final Clock clock;
    private final long createdAt;
    private final AtomicLong nextAt = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();

    LongGone(MemoryTable table, Forgetting forgetting, Clock clock) {
        this.table = table;
        this.forgetting = forgetting;
        this.clock = clock;
        this.createdAt = clock.millis();
    }

    void step() {
        long now = clock.millis();
        long at = nextAt.get();
        // also if the clock was set back
        boolean due = now >= at || at - now > STEP_MILLIS;
        if (!due || !nextAt.compareAndSet(at, now + STEP_MILLIS)) {
            return;
        }
        int part = (int) (steps.getAndIncrement() & Integer.MAX_VALUE);
        for (Map.Entry<String, PresenceRecord> client : table.clientsOfShard(part)) {
            if (isGone(client.getValue(), now)) {
                table.update(client.getKey(), record -> isGone(record, now) ? ClientRecord.EMPTY : record);
            }
        }
    }

    private boolean isGone(PresenceRecord record, long now) {
        return forgetting.isForgettable(record) && forgetting.forgetAt(record, createdAt) < now;
    }
}
