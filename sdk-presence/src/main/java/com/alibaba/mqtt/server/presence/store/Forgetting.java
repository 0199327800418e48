package com.alibaba.mqtt.server.presence.store;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import java.time.Duration;

/**
 * Says when a store forgets a client: some time after the last sign of it, if it is offline and no action is due. What is
 * news to the store is kept for a day in any case, or for that time if it is shorter, so that notices with a wrong time are
 * seen at all. Immutable.
 */
public final class Forgetting {
    private static final long MAX_GRACE_MILLIS = Duration.ofDays(1).toMillis();

    private final long afterMillis;

    /** Creates the rule of a store that forgets a client this long after the last sign of it. */
    public Forgetting(Duration after) {
        this.afterMillis = after.toMillis();
    }

    /** Returns whether the client is to be forgotten at some time, if nothing happens until then. */
    public boolean isForgettable(PresenceRecord record) {
        return record.state() == PresenceState.OFFLINE && record.dueAt(Task.NOTIFY) == 0;
    }

    /** Returns when to forget a client of which the store has had the news for long, in milliseconds since 1970. */
    public long forgetAt(PresenceRecord record) {
        return record.lastChangeAt() + afterMillis;
    }

    /**
     * Returns when to forget a client, in milliseconds since 1970.
     *
     * @param newsAt when the store got the newest of what it knows, in milliseconds since 1970
     */
    public long forgetAt(PresenceRecord record, long newsAt) {
        return Math.max(forgetAt(record), newsAt + Math.min(MAX_GRACE_MILLIS, afterMillis));
    }
}
