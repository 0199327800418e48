package com.alibaba.mqtt.server.presence.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the elements of which a record is composed; {@link ByteReader} reads them. Not thread-safe.
 *
 * <pre>
 * time     5 bytes from 2020 on, all 0 for 0; or 5 bytes of ones, and 8
 * text     number of its bytes, UTF-8
 * number   7 bits a byte, the lowest first
 * </pre>
 */
final class ByteWriter {
    private static final int TYPICAL_BYTES = 256;
    private static final int MAX_KEPT_BYTES = 4_096;
    private static final long PADDINGS = -1;

    /** What a fact takes at most, and what comes before the facts, without texts; room for it is created in one step. */
    private static final int MAX_WITHOUT_TEXTS = 192;

    private byte[] bytes = new byte[TYPICAL_BYTES];
    private int size;

    /** Begins anew. */
    void clear() {
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[TYPICAL_BYTES];
        }
        size = 0;
    }

    /** Returns the array that is written to, with anything behind the end. */
    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    /** Puts padding behind the end, enough for any entry; it does not count. */
    void pad() {
        // as much as can be behind it, whether it is or not: a loop of that length would be foreseen wrong each time
        reserve(2 * Long.BYTES);
        ByteReader.LONGS.set(bytes, size, PADDINGS);
        ByteReader.LONGS.set(bytes, size + Long.BYTES, PADDINGS);
    }

    void text(String text) {
        int length = text.length();
        reserve(length);
        int start = size;
        number(length);
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            if (c >= 0x80) {
                size = start;
                utf8(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size + at] = (byte) c;
        }
        size += length;
    }

    private void utf8(byte[] utf8) {
        reserve(utf8.length);
        number(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    void time(long time) {
        long offset = time == 0 ? 0 : time - ByteReader.BASE;
        if (time == 0 || (offset > 0 && offset < ByteReader.FAR)) {
            fixed(offset, 5);
        } else {
            fixed(ByteReader.FAR, 5);
            whole(time);
        }
    }

    /** Writes up to 8 bytes, the highest first. */
    void fixed(long value, int count) {
        whole(value << (Long.SIZE - Byte.SIZE * count));
        size -= Long.BYTES - count;
    }

    void whole(long value) {
        ByteReader.LONGS.set(bytes, size, value);
        size += Long.BYTES;
    }

    void number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    void put(int value) {
        bytes[size++] = (byte) value;
    }

    /** Creates room for texts of that length and all that can come before the next call. */
    void reserve(int text) {
        int needed = size + text + MAX_WITHOUT_TEXTS;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
    }
}
