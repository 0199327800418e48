package com.alibaba.mqtt.server.presence.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the elements that {@link ByteWriter} wrote. Throws {@link IndexOutOfBoundsException} behind the end. */
final class ByteReader {
    /** 2020-01-01: what comes before needs 13 bytes instead of 5, as does what comes after 2054. */
    static final long BASE = 1_577_836_800_000L;

    static final long FAR = (1L << 40) - 1;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int at() {
        return at;
    }

    boolean isAtEnd() {
        return at >= bytes.length;
    }

    /** Returns the next byte, which stays the next. */
    byte peek() {
        return bytes[at];
    }

    int next() {
        return bytes[at++] & 0xFF;
    }

    String text() {
        int length = (int) number();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    long time() {
        long offset = fixed(5);
        if (offset == FAR) {
            return fixed(Long.BYTES);
        }
        return offset == 0 ? 0 : BASE + offset;
    }

    long fixed(int count) {
        if (at + Long.BYTES <= bytes.length) {
            long value = (long) LONGS.get(bytes, at) >>> (Long.SIZE - Byte.SIZE * count);
            at += count;
            return value;
        }
        long value = 0;
        for (int left = count; left > 0; left--) {
            value = value << 8 | next();
        }
        return value;
    }

    long number() {
        long value = 0;
        int shift = 0;
        int one;
        do {
            one = next();
            value |= (long) (one & 0x7F) << shift;
            shift += 7;
        } while ((one & 0x80) != 0);
        return value;
    }
}
