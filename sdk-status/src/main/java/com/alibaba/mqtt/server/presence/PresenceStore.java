package com.alibaba.mqtt.server.presence;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Keeps one {@link PresenceRecord} for each client; one for a process, or one that several processes share. The records
 * merge and tell by themselves: a store only has to replace one atomically, and to find those that are due.
 *
 * <p><b>Threads:</b> all methods are called by many threads at once. They may block; a tracker whose store hangs shows that
 * in {@link PresenceTracker#health()}. What they throw, of whatever class, reaches the caller: a notice whose update failed is
 * delivered again, and a tracker's own threads ask again later. Null is an answer of none of them.
 */
public interface PresenceStore extends AutoCloseable {
    /** Returns the client's record; {@link PresenceRecord#EMPTY} if there is none. Never null. */
    PresenceRecord get(String clientId);

    /**
     * Replaces the client's record atomically: no other update of this client, by whichever process, comes between
     * reading the record and writing the new one. When it returns, {@link #get} and {@link #due} see the new one.
     *
     * @param change makes the new record from the present one, {@link PresenceRecord#EMPTY} if there is none. It is
     *     quick, has no side effect that counts but in its last call, and may be called again if another update came
     *     between. If it returns the very object it was given, nothing needs to be written; if it returns an
     *     {@linkplain PresenceRecord#isEmpty() empty} record, the client is to be forgotten
     * @return what the last call of {@code change} returned
     */
    PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change);

    /**
     * Returns client ids whose {@link PresenceRecord#dueAt()} is not 0 and not after the given time, the longest due
     * first. May be a little behind, but must not leave one out for ever.
     *
     * @param nowMillis milliseconds since 1970
     * @param max at most so many
     */
    List<String> due(long nowMillis, int max);

    /**
     * Returns all clients with their records, read as the stream goes on and not copied before; what changes meanwhile
     * may be seen or not. The caller closes it.
     */
    Stream<Map.Entry<String, PresenceRecord>> clients();

    /** Returns how many clients of each group are in which state; the group of an id without {@code @@@} is empty. */
    Map<String, StateCounts> counts();

    /** Gives back what the store holds; idempotent. Does not forget the records of a store that is shared. */
    @Override
    void close();
}
