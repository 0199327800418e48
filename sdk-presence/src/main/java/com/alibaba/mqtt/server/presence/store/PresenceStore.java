package com.alibaba.mqtt.server.presence.store;

import com.alibaba.mqtt.server.internal.ClientId;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Keeps one {@link PresenceRecord} for each client; one for a process, or one that several processes share. The records
 * hold all rules: a store only has to replace one atomically, and to find those for which something is due.
 *
 * <p><b>Threads:</b> all methods are called by many threads concurrently. They may block; a tracker whose store hangs shows
 * that in {@link com.alibaba.mqtt.server.presence.PresenceTracker#health()}. What they throw, of whatever class, reaches the
 * caller: a notice whose update failed is delivered again, and a tracker's own threads try again later. None may return null.
 */
public interface PresenceStore extends AutoCloseable {
    /**
     * Returns the client's record; {@link com.alibaba.mqtt.server.presence.RecordFormat#EMPTY} if there is none. Never null.
     */
    PresenceRecord get(String clientId);

    /**
     * Replaces the client's record atomically: no other update of this client, by whichever process, comes between
     * reading the record and writing the new one. When it returns, {@link #get} and {@link #due} see the new one.
     *
     * @param change creates the new record from the present one, {@link com.alibaba.mqtt.server.presence.RecordFormat#EMPTY}
     *     if there is none. It is quick, has no side effect that counts but in its last call, and may be called again if
     *     another update came between. If it returns the very object it was given, nothing needs to be written; if it returns
     *     an {@linkplain PresenceRecord#isEmpty() empty} record, the client is to be forgotten
     * @return what the last call of {@code change} returned
     */
    PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change);

    /**
     * Returns the clients for which the task is due first, whose {@link PresenceRecord#dueAt} is not 0: the earliest first,
     * also those whose time has not come. May be a little behind, but must not leave one out permanently.
     *
     * @param max the maximum number of clients
     */
    List<Due> due(Task task, int max);

    /** Returns for how many clients the task is due, now or later. */
    long count(Task task);

    /**
     * Returns all clients with their records, read as the stream goes on and not copied before; what changes meanwhile
     * may be seen or not. The caller closes it.
     */
    Stream<Map.Entry<String, PresenceRecord>> clients();

    /** Returns how many clients of each group are in which state, by {@link #groupOf}. */
    Map<String, StateCounts> counts();

    /**
     * Returns whether one call to the service may be made now, of all calls that the trackers on this store make together.
     *
     * @param nanosBetween the minimum time between two calls
     * @return 0 if the call may be made now; or the nanoseconds after which to ask again. By default always 0, which is right
     *     for a store of one process
     */
    default long nanosToCall(long nanosBetween) {
        return 0;
    }

    /** Releases what the store holds; idempotent. Does not forget the records of a store that is shared. */
    @Override
    void close();

    /** Returns the group of a client id: what stands before {@code @@@}; the empty text if it names none. */
    static String groupOf(String clientId) {
        return ClientId.groupOrEmpty(clientId);
    }
}
