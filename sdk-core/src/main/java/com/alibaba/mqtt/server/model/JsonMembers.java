package com.alibaba.mqtt.server.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object in one pass over its bytes: {@link #next} goes to the value of the next key, then
 * one of the others reads that value or goes past it. Creates no object tree, resolves no references, and needs no stack
 * for nested values.
 *
 * <p>Strict where two readers could find two meanings: no comments, no missing commas, keys and words equal to the last
 * byte. As tolerant as the reader of the official SDK where they could not: a byte order mark, control characters around
 * the object and within texts, single quotes, keys without quotes, too many commas, numbers as programs write them.
 *
 * <p>Everything throws IllegalArgumentException, with what is wrong, if the bytes are no such object.
 */
final class JsonMembers {
    /** What {@link #next} returns after the last member. */
    static final int END = -2;
    /** What {@link #next} and {@link #word} return for one that was not asked for. */
    static final int OTHER = -1;

    private static final byte[][] NONE = {};
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long SIGNS = EACH_BYTE << 7;
    private static final long BACKSLASHES = '\\' * EACH_BYTE;

    private final byte[] json;
    private int at;
    private boolean first = true;

    // the text read last: its place without quotes, and what has to be done to it
    private int from;
    private int to;
    private boolean escaped;
    private boolean ascii;

    /** Goes into the object. */
    JsonMembers(byte[] json) {
        this.json = json;
        if (json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF) {
            at = 3;
        }
        skipPadding();
        if (peek() != '{') {
            throw malformed("no object begins");
        }
        at++;
    }

    /**
     * Goes to the value of the next member.
     *
     * @param names the keys to distinguish, in ASCII
     * @return the place of the key in names, {@link #OTHER}, or {@link #END}
     */
    int next(byte[][] names) {
        boolean comma = skipCommas();
        if (peek() == '}') {
            at++;
            skipPadding();
            if (at < json.length) {
                throw malformed("there is more after the object");
            }
            return END;
        }
        if (!comma && !first) {
            throw malformed("a comma is missing");
        }
        first = false;
        return key(names);
    }

    /** Returns whether the value is a text. */
    boolean isText() {
        return peek() == '"' || peek() == '\'';
    }

    /** Returns whether the value is null, or what the official SDK takes for it; if so, goes past it. */
    boolean isNull() {
        int end = bareEnd();
        boolean isNull = JsonText.isNull(json, at, end);
        if (isNull) {
            at = end;
        }
        return isNull;
    }

    /** Reads a text; returns its place in words, which are in ASCII, or {@link #OTHER}. */
    int word(byte[][] words) {
        readQuoted();
        if (!escaped) {
            return match(json, from, to, words);
        }
        byte[] meant = lastText().getBytes(StandardCharsets.UTF_8);
        return match(meant, 0, meant.length, words);
    }

    /** Returns the text that was read last, with what is no UTF-8 replaced. */
    String lastText() {
        return JsonText.decode(json, from, to, escaped, ascii);
    }

    /**
     * Reads a value that decides nothing: a text, with what is no UTF-8 replaced; null for null; all else as it is
     * written.
     */
    @Nullable
    String text() {
        if (isText()) {
            readQuoted();
            return lastText();
        }
        return isNull() ? null : written();
    }

    /**
     * Reads a value that identifies something, so that nothing in it may be replaced; else as {@link #text}.
     *
     * @param key its name for the error
     */
    @Nullable
    String exact(String key) {
        String text = text();
        if (text != null && (escaped || !ascii) && !JsonText.isExact(text, json, from, to, escaped)) {
            throw new IllegalArgumentException(key + " is no valid text in UTF-8");
        }
        return text;
    }

    /** Reads what names a client: {@link #exact}, but only a text, or a whole number, which is its digits. */
    @Nullable
    String id(String key) {
        boolean text = isText();
        String id = exact(key);
        if (id != null && !text && !JsonText.isWholeNumber(id)) {
            throw new IllegalArgumentException(key + " is not text");
        }
        return id;
    }

    /** Reads a number that is written as 1 to 18 digits; goes nowhere and returns -1 before anything else. */
    long digits() {
        int end = bareEnd();
        if (end == at || end > at + 18) {
            return -1;
        }
        long number = 0;
        for (int n = at; n < end; n++) {
            if (json[n] < '0' || json[n] > '9') {
                return -1;
            }
            number = number * 10 + json[n] - '0';
        }
        at = end;
        return number;
    }

    private String written() {
        int start = at;
        skip();
        from = start;
        to = at;
        escaped = false;
        ascii = false;
        return lastText();
    }

    /** Goes past a value of any kind and depth. */
    void skip() {
        if (peek() == '{' || peek() == '[') {
            skipNested();
        } else {
            skipScalar();
        }
    }

    private void skipNested() {
        BitSet objects = new BitSet();
        int depth = 0;
        do {
            boolean opened = peek() == '{' || peek() == '[';
            if (opened) {
                objects.set(depth++, json[at++] == '{');
            } else {
                skipScalar();
            }
            boolean comma = skipCommas();
            while (depth > 0 && peek() == (objects.get(depth - 1) ? '}' : ']')) {
                at++;
                depth--;
                opened = false;
                comma = depth > 0 && skipCommas();
            }
            if (depth > 0 && objects.get(depth - 1)) {
                if (!comma && !opened) {
                    throw malformed("a comma is missing");
                }
                int unused = key(NONE);
            }
        } while (depth > 0);
    }

    private void skipScalar() {
        if (isText()) {
            readQuoted();
            return;
        }
        int end = bareEnd();
        if (!JsonText.isLiteral(json, at, end)) {
            throw malformed("a value is missing");
        }
        at = end;
    }

    private int key(byte[][] names) {
        int place;
        if (isText()) {
            place = word(names);
        } else {
            int end = bareEnd();
            if (end == at) {
                throw malformed("a key is missing");
            }
            place = match(json, at, end, names);
            at = end;
        }
        skipWhiteSpace();
        if (peek() != ':') {
            throw malformed("a colon is missing");
        }
        at++;
        skipWhiteSpace();
        return place;
    }

    private void readQuoted() {
        byte[] bytes = json;
        byte quote = bytes[at];
        int n = at + 1;
        from = n;
        escaped = false;
        long read = 0;
        while (n < bytes.length) {
            // eight at a time, as most of a notice is in texts
            if (n <= bytes.length - Long.BYTES) {
                long eight = (long) EIGHT_BYTES.get(bytes, n);
                long found = zeros(eight ^ (quote * EACH_BYTE)) | zeros(eight ^ BACKSLASHES);
                if (found == 0) {
                    read |= eight;
                    n += Long.BYTES;
                    continue;
                }
                int before = Long.numberOfTrailingZeros(found) & -Long.BYTES;
                read |= eight & ~(-1L << before);
                n += before / Long.BYTES;
            }
            if (bytes[n] == quote) {
                to = n;
                at = n + 1;
                ascii = (read & SIGNS) == 0;
                return;
            }
            read |= bytes[n];
            if (bytes[n++] == '\\') {
                escaped = true;
                n++;
            }
        }
        at = n;
        throw malformed("a text does not end");
    }

    /** Marks the lowest byte that is zero, and perhaps others above it. */
    private static long zeros(long bytes) {
        return (bytes - EACH_BYTE) & ~bytes & SIGNS;
    }

    private static int match(byte[] text, int start, int end, byte[][] names) {
        for (int n = 0; n < names.length; n++) {
            byte[] name = names[n];
            if (name.length == end - start && Arrays.equals(text, start, end, name, 0, name.length)) {
                return n;
            }
        }
        return OTHER;
    }

    /** Returns the end of what is written here without quotes: a word, a number, nothing. */
    private int bareEnd() {
        int end = at;
        while (end < json.length && JsonText.isBare(json[end])) {
            end++;
        }
        return end;
    }

    private boolean skipCommas() {
        boolean comma = false;
        skipWhiteSpace();
        while (peek() == ',') {
            comma = true;
            at++;
            skipWhiteSpace();
        }
        return comma;
    }

    private void skipWhiteSpace() {
        while (at < json.length && JsonText.isWhiteSpace(json[at])) {
            at++;
        }
    }

    /** Around the object also the NUL of a C program is one. */
    private void skipPadding() {
        while (at < json.length && (json[at] == 0 || JsonText.isWhiteSpace(json[at]))) {
            at++;
        }
    }

    /** The byte here; -1, which is in no UTF-8, at the end. */
    private int peek() {
        return at < json.length ? json[at] : -1;
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("not a JSON object: " + what + " at byte " + Math.min(at, json.length));
    }
}
