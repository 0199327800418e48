package com.alibaba.mqtt.server.amqp091;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a content header before the library reads it: what the library cannot read costs it the connection, and
 * the same delivery would come again on the next one. Creates no objects for a header that is good.
 */
final class ContentHeader {

    /** Up to here come class, weight, size of the body and the first flags. */
    static final int SHORTEST = 14;

    private static final int BASIC = 60;
    private static final int SIZE_AT = 4;
    private static final int FLAGS_AT = 12;
    private static final int HEADERS_FLAG = 1 << 13;
    /** What each flag stands for, from the highest: a short text, table, octet or the 8 bytes of a time. */
    private static final String PROPERTIES = "sstoossss8ssss";
    /** As the library allows; older ones allow more, and overflow the stack. */
    private static final int MAX_DEPTH = 32;

    private final byte[] bytes;
    private int at;

    private ContentHeader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns how many bytes the body is to have. The payload has at least {@link #SHORTEST} bytes. */
    static long bodySize(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(SIZE_AT);
    }

    static void setBodySize(byte[] payload, long size) {
        ByteBuffer.wrap(payload).putLong(SIZE_AT, size);
    }

    /** Returns why the library cannot read it; null if it can. */
    static @Nullable String fault(byte[] payload) {
        try {
            return new ContentHeader(payload).check();
        } catch (IndexOutOfBoundsException e) {
            return "its content header ends too early";
        } catch (IllegalArgumentException e) {
            return "its content header " + e.getMessage();
        }
    }

    /** Returns the payload of a content header that stands for an unreadable one, of a message without body. */
    static byte[] unreadable(String why) {
        byte[] name = Amqp091Delivery.UNREADABLE.getBytes(StandardCharsets.US_ASCII);
        byte[] text = why.getBytes(StandardCharsets.UTF_8);
        int table = 1 + name.length + 1 + Integer.BYTES + text.length;
        return ByteBuffer.allocate(SHORTEST + Integer.BYTES + table)
                .putShort((short) BASIC)
                .putShort((short) 0)
                .putLong(0)
                .putShort((short) HEADERS_FLAG)
                .putInt(table)
                .put((byte) name.length)
                .put(name)
                .put((byte) 'S')
                .putInt(text.length)
                .put(text)
                .array();
    }

    private @Nullable String check() {
        if (number(2, bytes.length) != BASIC) {
            return "its content header is of an unknown class";
        }
        at = FLAGS_AT;
        int flags = (int) number(2, bytes.length);
        if ((flags & 1) != 0) {
            return "its content header has unknown flags";
        }
        for (int property = 0; property < PROPERTIES.length(); property++) {
            if ((flags & (1 << (15 - property))) != 0) {
                switch (PROPERTIES.charAt(property)) {
                    case 's' -> skip(number(1, bytes.length), bytes.length);
                    case 't' -> fields(true, 0, bytes.length);
                    case 'o' -> skip(1, bytes.length);
                    default -> skip(8, bytes.length);
                }
            }
        }
        return null;
    }

    /** A table, whose fields have names, or an array. A length that goes too far means all there is, as in the library. */
    private void fields(boolean named, int depth, int limit) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("has tables in tables deeper than " + MAX_DEPTH);
        }
        int end = (int) Math.min(number(4, limit) + at, limit);
        while (at < end) {
            if (named) {
                skip(number(1, end), end);
            }
            value(depth + 1, end);
        }
    }

    private void value(int depth, int limit) {
        switch ((int) number(1, limit)) {
            case 'S', 'x' -> skip(number(4, limit), limit);
            case 'F' -> fields(true, depth, limit);
            case 'A' -> fields(false, depth, limit);
            case 'V' -> {}
            case 't', 'b', 'B' -> skip(1, limit);
            case 's', 'u' -> skip(2, limit);
            case 'I', 'i', 'f' -> skip(4, limit);
            case 'D' -> skip(5, limit);
            case 'T', 'd', 'l' -> skip(8, limit);
            default -> throw new IllegalArgumentException("has a field of an unknown type");
        }
    }

    private long number(int size, int limit) {
        long number = 0;
        for (int end = skip(size, limit); end < at; end++) {
            number = (number << 8) | (bytes[end] & 0xFF);
        }
        return number;
    }

    /** Returns where it was before. */
    private int skip(long size, int limit) {
        if (size > limit - at) {
            throw new IndexOutOfBoundsException();
        }
        int before = at;
        at += (int) size;
        return before;
    }
}
