package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.EntryCodec;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Some of the clients of a {@link MemoryTable}. An update waits only for those of the same shard. Thread-safe. */
final class Shard {
    private final EntryTable table;
    private final Indexes indexes;
    private final EntryCodec codec = new EntryCodec();
    private boolean changing;

    Shard(int seed, Indexes indexes) {
        this.table = new EntryTable(seed);
        this.indexes = indexes;
    }

    synchronized PresenceRecord get(String clientId) {
        return record(entry(find(clientId)));
    }

    synchronized PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        int at = find(clientId);
        byte[] entry = entry(at);
        ClientRecord before = record(entry);
        ClientRecord after = changed(before, change);
        if (after == before) {
            return after;
        }
        if (!after.isEmpty()) {
            // behind the client id, with which find began
            byte[] written = codec.end(after, entry);
            if (written != entry) {
                table.put(at, written);
            }
        } else if (at >= 0) {
            table.remove(at);
        }
        indexes.changed(clientId, before, after);
        return after;
    }

    private int find(String clientId) {
        if (changing) {
            throw new IllegalStateException("the change of a record uses the store that it changes");
        }
        return table.find(codec.begin(clientId));
    }

    private byte @Nullable [] entry(int at) {
        return at < 0 ? null : table.get(at);
    }

    private static ClientRecord record(byte @Nullable [] entry) {
        return entry == null ? ClientRecord.EMPTY : EntryCodec.record(entry);
    }

    /** The change may not come back here meanwhile: what was found could move. */
    private ClientRecord changed(ClientRecord before, UnaryOperator<PresenceRecord> change) {
        changing = true;
        try {
            return (ClientRecord) change.apply(before);
        } finally {
            changing = false;
        }
    }

    /** Returns copies of the entries of this moment; they are written in place. */
    synchronized List<byte[]> entries() {
        List<byte[]> copies = new ArrayList<>(table.size());
        table.forEach(entry -> copies.add(entry.clone()));
        return copies;
    }
}
