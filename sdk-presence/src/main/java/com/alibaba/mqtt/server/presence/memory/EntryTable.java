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
    /** Low, as a collision waits until another client's entry has come from memory; a slot is only four bytes. */
    private static final double LOAD_FACTOR = 0.4;

    private static final int MIN_SLOTS = 4;

    private final int seed;
    private byte[] @Nullable [] slots = new byte[MIN_SLOTS][];
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
        int mask = slots.length - 1;
        int end = EntryCodec.idEnd(key);
        int at = MurmurHash3.hash32x86(key, 0, end, seed) & mask;
        for (byte[] entry = slots[at]; entry != null; entry = slots[at]) {
            // an id begins with its length, so none is the beginning of another one
            if (end <= entry.length && Arrays.equals(entry, 0, end, key, 0, end)) {
                return at;
            }
            at = (at + 1) & mask;
        }
        return -1 - at;
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
        slots[free] = entry;
        size++;
    }

    private void grow() {
        byte[] @Nullable [] before = slots;
        slots = new byte[2 * before.length][];
        maxSize = maxSize(slots.length);
        for (byte[] entry : before) {
            if (entry != null) {
                slots[-1 - find(entry)] = entry;
            }
        }
    }

    /** Takes out the entry in a slot. */
    void remove(int slot) {
        int mask = slots.length - 1;
        int gap = slot;
        slots[gap] = null;
        size--;
        // what was put behind the gap only because its own slot was taken moves up
        int at = (gap + 1) & mask;
        for (byte[] entry = slots[at]; entry != null; entry = slots[at]) {
            int own = MurmurHash3.hash32x86(entry, 0, EntryCodec.idEnd(entry), seed) & mask;
            if (((at - own) & mask) >= ((at - gap) & mask)) {
                slots[gap] = entry;
                slots[at] = null;
                gap = at;
            }
            at = (at + 1) & mask;
        }
    }

    void forEach(Consumer<byte[]> action) {
        for (byte[] entry : slots) {
            if (entry != null) {
                action.accept(entry);
            }
        }
    }
}
