package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.presence.record.EntryCodec;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of {@linkplain EntryCodec entries}, found by the client id with which each begins; open addressing with linear
 * probing. Not thread-safe.
 *
 * <p>A {@code HashMap} takes twice the memory, in five objects a client, and no map of the JDK finds an array by a part of
 * it.
 */
final class EntryTable {
    /** Not lower: slots that are far apart have to come from memory too. */
    private static final double LOAD_FACTOR = 0.6;

    private static final int MIN_SLOTS = 4;
    private static final int TAG_SHIFT = 24;
    private static final byte FREE = 0;

    private final int seed;
    private byte[] @Nullable [] slots = new byte[MIN_SLOTS][];
    /** For each slot FREE, or some bits of the hash: so hardly any other client's entry is waited for. */
    private byte[] tags = new byte[MIN_SLOTS];

    private int size;
    private int maxSize = maxSize(MIN_SLOTS);

    /** Creates an empty one; who cannot guess the seed cannot create client ids of equal hashes. */
    EntryTable(int seed) {
        this.seed = seed;
    }

    private static int maxSize(int slots) {
        return (int) Math.ceil(slots * LOAD_FACTOR);
    }

    int size() {
        return size;
    }

    /** Returns the slot of the client whose id the array begins with; if there is none, the negated slot for it, less 1. */
    int find(byte[] key) {
        byte[] present = tags;
        int mask = present.length - 1;
        int end = EntryCodec.idEnd(key);
        int hash = hash(key, end);
        byte tag = tag(hash);
        int at = hash & mask;
        for (byte other = present[at]; other != FREE; other = present[at]) {
            if (other == tag && isOf(slots[at], key, end)) {
                return at;
            }
            at = (at + 1) & mask;
        }
        return -1 - at;
    }

    private static boolean isOf(byte[] entry, byte[] key, int end) {
        // an id begins with its length, so none is the beginning of another one
        return end <= entry.length && Arrays.equals(entry, 0, end, key, 0, end);
    }

    private int hash(byte[] key, int end) {
        return MurmurHash3.hash32x86(key, 0, end, seed);
    }

    private static byte tag(int hash) {
        return (byte) (hash >>> TAG_SHIFT | 1);
    }

    /** Returns the entry in a slot that {@link #find} found. */
    byte @Nullable [] get(int slot) {
        return slots[slot];
    }

    /** Puts an entry of the client into the slot that {@link #find} returned for it last. */
    void put(int slot, byte[] entry) {
        if (slot >= 0) {
            slots[slot] = entry;
            return;
        }
        int free = -1 - slot;
        if (size == maxSize) {
            // before it is put: without memory for it the table stays as it is
            grow();
            free = -1 - find(entry);
        }
        fill(free, entry);
        size++;
    }

    private void fill(int slot, byte[] entry) {
        slots[slot] = entry;
        tags[slot] = tag(hash(entry, EntryCodec.idEnd(entry)));
    }

    private void grow() {
        byte[] @Nullable [] before = slots;
        byte[] @Nullable [] more = new byte[2 * before.length][];
        tags = new byte[more.length];
        slots = more;
        maxSize = maxSize(more.length);
        for (byte[] entry : before) {
            if (entry != null) {
                fill(-1 - find(entry), entry);
            }
        }
    }

    /** Takes out the entry in a slot. */
    void remove(int slot) {
        int mask = slots.length - 1;
        int gap = slot;
        size--;
        // what was put behind the gap only because its own slot was taken moves up
        int at = (gap + 1) & mask;
        for (byte[] entry = slots[at]; entry != null; entry = slots[at]) {
            int own = hash(entry, EntryCodec.idEnd(entry)) & mask;
            if (((at - own) & mask) >= ((at - gap) & mask)) {
                slots[gap] = entry;
                tags[gap] = tags[at];
                gap = at;
            }
            at = (at + 1) & mask;
        }
        slots[gap] = null;
        tags[gap] = FREE;
    }

    void forEach(Consumer<byte[]> action) {
        for (byte[] entry : slots) {
            if (entry != null) {
                action.accept(entry);
            }
        }
    }
}
