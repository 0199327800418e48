package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.RecordCodec;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import org.jspecify.annotations.Nullable;

/** Reads records from the bytes in which a {@link com.alibaba.mqtt.server.presence.store.PresenceStore} keeps them. */
public final class RecordFormat {
    /** The version of the bytes; a store that outlives the process keeps it beside them, or in its keys. */
    public static final int VERSION = RecordCodec.VERSION;

    /** The record of a client of which nothing is known; not stored. */
    public static final PresenceRecord EMPTY = ClientRecord.EMPTY;

    private RecordFormat() {}

    /**
     * Returns the record that {@link PresenceRecord#toBytes()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are null or no record of this version; whatever they are, nothing
     *     else is thrown
     */
    public static PresenceRecord read(byte @Nullable [] bytes) {
        return RecordCodec.read(bytes);
    }
}
