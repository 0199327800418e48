package com.alibaba.mqtt.server.presence;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Keeps one {@link PresenceRecord} for each client; one for a process, or one that several processes share. The records
 * merge and tell by themselves: a store only has to replace one atomically, and to find those for which something is due.
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
     * Returns the clients for which the task is to be done first, whose {@link PresenceRecord#dueAt} is not 0: the earliest
     * first, also those that are not due yet. May be a little behind, but must not leave one out for ever.
     *
     * @param max at most so many
     */
    List<Due> due(Task task, int max);

    /** Returns for how many clients the task is to be done, now or later. */
    long count(Task task);

    /**
     * Returns all clients with their records, read as the stream goes on and not copied before; what changes meanwhile
     * may be seen or not. The caller closes it.
     */
    Stream<Map.Entry<String, PresenceRecord>> clients();

    /** Returns how many clients of each group are in which state; the group of an id without {@code @@@} is empty. */
    Map<String, StateCounts> counts();

    /**
     * Asks for leave to make one call to the service, of all calls that the trackers on this store make together.
     *
     * @param nanosBetween how far two calls must be apart at least
     * @return 0 if the call may be made now; or the nanoseconds after which to ask again. By default always 0, which is right
     *     for a store of one process
     */
    default long nanosToCall(long nanosBetween) {
        return 0;
    }

    /** Gives back what the store holds; idempotent. Does not forget the records of a store that is shared. */
    @Override
    void close();
}
