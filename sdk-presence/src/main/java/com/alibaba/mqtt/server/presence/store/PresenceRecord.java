package com.alibaba.mqtt.server.presence.store;

import com.alibaba.mqtt.server.presence.model.PresenceState;

/**
 * What a {@link PresenceStore} keeps of one client. Immutable. A store needs to know no more of it than what stands here:
 * bytes, and the columns by which the record is found and counted.
 *
 * <p>Records are read from bytes by {@link com.alibaba.mqtt.server.presence.RecordFormat}. Only this SDK implements this
 * interface; a store that returns a record of another class fails.
 */
public interface PresenceRecord {
    /** Returns the state that the evidence proves. */
    PresenceState state();

    /**
     * Returns when the task is due for the client, in milliseconds since 1970; 0 if it is not. A store finds records by this
     * number, see {@link PresenceStore#due}.
     */
    long dueAt(Task task);

    /**
     * Returns when the client last gave a sign or a change of it was notified, in milliseconds since 1970: the time of the
     * newest notice, if there is none of the newest answer, or when a change was claimed; 0 if there was none of these. By it a
     * store finds the clients that it may forget, see {@link Forgetting}; that a client is asked about again and again does not
     * count.
     */
    long lastChangeAt();

    /** Returns whether nothing is known, so that there is nothing to store. */
    boolean isEmpty();

    /** Returns the record in bytes, about 30 for a client that is online; a new array at each call. */
    byte[] toBytes();
}
