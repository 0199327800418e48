package com.alibaba.mqtt.server.presence;

import com.carrotsearch.hppc.ObjectHashSet;
import com.carrotsearch.hppc.procedures.ObjectProcedure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Some of the clients of a {@link MemoryPresenceStore}: a set of entries, each of them one array with the client's id and
 * its record behind it. Two entries are equal if their ids are. Guarded by its own monitor.
 *
 * <p>A {@code ConcurrentHashMap} takes twice the memory, in five objects a client, and an update waits for each of them.
 */
final class Shard extends ObjectHashSet<byte[]> {
    /** Low, as a collision waits until another client's entry has come from memory; a slot is only four bytes. */
    private static final double LOAD_FACTOR = 0.4;

    /** Not a new one for each look, as these would be much of what an update leaves to the collector. */
    final RecordWriter writer = new RecordWriter();

    private final int seed;
    private boolean changing;

    /** Makes an empty one; who cannot guess the seed cannot make client ids of equal hashes. */
    Shard(int seed) {
        super(0, LOAD_FACTOR);
        this.seed = seed;
    }

    @Override
    protected int hashKey(byte[] entry) {
        return MurmurHash3.hash32x86(entry, 0, RecordReader.idEnd(entry), seed);
    }

    @Override
    protected boolean equals(Object one, Object other) {
        byte[] left = (byte[]) one;
        byte[] right = (byte[]) other;
        int end = RecordReader.idEnd(left);
        // an id begins with its length, so none is the beginning of another one
        return end <= right.length && Arrays.equals(left, 0, end, right, 0, end);
    }

    /** Returns the index of a client, as this set's own methods take it; negative if there is none. */
    int find(String clientId) {
        if (changing) {
            throw new IllegalStateException("the change of a record uses the store that it changes");
        }
        return indexOf(writer.begin(clientId));
    }

    /** Returns the record at an index that {@link #find} found. */
    PresenceRecord record(int at) {
        return at < 0 ? PresenceRecord.EMPTY : RecordReader.recordOf(indexGet(at));
    }

    /** Returns what a change makes of a record; it may not come back here meanwhile: what was found could move. */
    PresenceRecord changed(PresenceRecord before, UnaryOperator<PresenceRecord> change) {
        changing = true;
        try {
            return change.apply(before);
        } finally {
            changing = false;
        }
    }

    /** Puts in the record of the client that {@link #find} was asked for last; an empty one is taken out. */
    void put(int at, PresenceRecord record) {
        if (record.isEmpty()) {
            if (at >= 0) {
                indexRemove(at);
            }
        } else if (at < 0) {
            indexInsert(at, writer.entry(record, null));
        } else {
            byte[] before = indexGet(at);
            byte[] after = writer.entry(record, before);
            if (after != before) {
                indexReplace(at, after);
            }
        }
    }

    /** Returns a copy of the entries of this moment. */
    synchronized List<byte[]> entries() {
        List<byte[]> copies = new ArrayList<>(size());
        forEach((ObjectProcedure<byte[]>) entry -> copies.add(entry.clone()));
        return copies;
    }
}
