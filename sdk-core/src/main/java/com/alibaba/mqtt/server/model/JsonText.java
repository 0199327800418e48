package com.alibaba.mqtt.server.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** What single texts, numbers and words of JSON mean. */
final class JsonText {
    private static final byte[][] NULLS = ascii("null", "Null", "NULL", "NaN", "undefined");
    private static final byte[][] BOOLEANS = ascii("true", "false");
    /** Behind a number programs in Java may leave the letter of its type. */
    private static final String TYPES = "LSBFD";

    /** The reader of the official SDK skips control characters, here one and there the other, but hardly ever a NUL. */
    private static final boolean[] WHITE_SPACE = bytes(b -> (b > 0 && b <= ' ') || b == 0x7F);

    private static final boolean[] BARE =
            bytes(b -> b >= 0x80 || Character.isLetterOrDigit(b) || "-.+_$".indexOf(b) >= 0);

    private JsonText() {}

    static byte[][] ascii(String... names) {
        return Arrays.stream(names)
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    private static boolean[] bytes(IntPredicate in) {
        boolean[] table = new boolean[256];
        for (int b = 0; b < table.length; b++) {
            table[b] = in.test(b);
        }
        return table;
    }

    static boolean isWhiteSpace(byte b) {
        return WHITE_SPACE[b & 0xFF];
    }

    /** Returns whether a word, a number or a key without quotes may have this in it. */
    static boolean isBare(byte b) {
        return BARE[b & 0xFF];
    }

    static boolean isNull(byte[] json, int from, int to) {
        return isOneOf(NULLS, json, from, to);
    }

    /** Returns whether this is null, true, false or a number. */
    static boolean isLiteral(byte[] json, int from, int to) {
        return isNumber(json, from, to) || isOneOf(BOOLEANS, json, from, to) || isNull(json, from, to);
    }

    private static boolean isOneOf(byte[][] words, byte[] json, int from, int to) {
        if (from == to || json[from] < 'A') {
            return false;
        }
        for (byte[] word : words) {
            if (Arrays.equals(json, from, to, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNumber(byte[] json, int from, int to) {
        int digits = from < to && (json[from] == '-' || json[from] == '+') ? from + 1 : from;
        int at = digitsEnd(json, digits, to);
        if (at == digits) {
            return false;
        }
        if (at < to && json[at] == '.') {
            at = digitsEnd(json, at + 1, to);
        }
        if (at < to && (json[at] == 'e' || json[at] == 'E')) {
            int exponent = at + 1 < to && (json[at + 1] == '-' || json[at + 1] == '+') ? at + 2 : at + 1;
            at = digitsEnd(json, exponent, to);
            if (at == exponent) {
                return false;
            }
        }
        return at == to || (at == to - 1 && TYPES.indexOf(json[at]) >= 0);
    }

    private static int digitsEnd(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Returns a number without the letter of its type behind it. */
    static String withoutType(String number) {
        int last = number.length() - 1;
        return last >= 0 && TYPES.indexOf(number.charAt(last)) >= 0 ? number.substring(0, last) : number;
    }

    /** Returns whether a number is written as every program writes it, so that its digits can name something. */
    static boolean isWholeNumber(String written) {
        int start = written.startsWith("-") ? 1 : 0;
        boolean leadingZero = written.startsWith("0", start) && written.length() > 1;
        return written.length() > start
                && !leadingZero
                && written.substring(start).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns a text without its quotes as it is meant; what is no UTF-8 is replaced, as the official SDK does. */
    static String decode(byte[] json, int from, int to, boolean escaped, boolean ascii) {
        // Latin 1 is what costs nothing
        String written =
                new String(json, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        return escaped ? unescape(written) : written;
    }

    /** Returns whether nothing was replaced in a decoded text, and nothing would be if it were encoded again. */
    static boolean isExact(String decoded, byte[] json, int from, int to, boolean escaped) {
        if (!escaped) {
            return Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(json, from, to));
        }
        String written = new String(json, from, to - from, StandardCharsets.UTF_8);
        return isExact(written, json, from, to, false)
                && StandardCharsets.UTF_8.newEncoder().canEncode(decoded);
    }

    private static String unescape(String written) {
        StringBuilder meant = new StringBuilder(written.length());
        int done = 0;
        for (int at = written.indexOf('\\'); at >= 0; at = written.indexOf('\\', done)) {
            meant.append(written, done, at);
            char kind = written.charAt(at + 1);
            done = at + 2;
            if (kind == 'u' || kind == 'x') {
                int digits = kind == 'u' ? 4 : 2;
                meant.append(hex(written, done, done + digits));
                done += digits;
            } else {
                meant.append(single(kind));
            }
        }
        return meant.append(written, done, written.length()).toString();
    }

    private static char single(char kind) {
        return switch (kind) {
            case '"', '\'', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f', 'F' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0B;
            case '0', '1', '2', '3', '4', '5', '6', '7' -> (char) (kind - '0');
            default -> throw new IllegalArgumentException("not a JSON object: a text has an unknown escape");
        };
    }

    private static char hex(String written, int from, int to) {
        int value = 0;
        for (int at = from; at < to; at++) {
            char c = at < written.length() ? written.charAt(at) : ' ';
            // Character.digit knows the digits of all scripts
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new IllegalArgumentException("not a JSON object: a text has an escape that does not end");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }
}
