package com.alibaba.mqtt.server.presence;

import com.carrotsearch.hppc.ObjectHashSet;
import java.util.Arrays;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Some of the clients of a {@link MemoryPresenceStore}: a set of entries, each of them one array with the client's id and
 * its record behind it. Two entries are equal if their ids are. Guarded by its own monitor.
 *
 * <p>A {@code ConcurrentHashMap} takes twice the memory, in five objects a client, and an update waits for each of them.
 */
final class Shard extends ObjectHashSet<byte[]> {
    /** Not a new one for each look, as these would be much of what an update leaves to the collector. */
    final RecordWriter writer = new RecordWriter();

    private final int seed;

    /** Makes an empty one; who cannot guess the seed cannot make client ids of equal hashes. */
    Shard(int seed) {
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

    /** Returns a copy of the entries of this moment. */
    synchronized byte[][] entries() {
        return toArray(byte[].class);
    }
}
