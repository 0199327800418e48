package com.alibaba.mqtt.server.internal.openapi;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Encodes text as the OpenAPI's URLs and signatures need it: RFC 3986, upper-case hex, UTF-8. */
public final class PercentEncoding {
    private static final String HEX = "0123456789ABCDEF";
    private static final int ASCII = 128;
    private static final boolean[] UNRESERVED = new boolean[ASCII];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
                .chars()
                .forEach(c -> UNRESERVED[c] = true);
    }

    private PercentEncoding() {}

    /** Encodes everything but letters, digits, {@code -}, {@code _}, {@code .} and {@code ~}. */
    public static String encode(String text) {
        int plain = 0;
        while (plain < text.length() && isUnreserved(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        append(encoded, text);
        return encoded.toString();
    }

    private static boolean isUnreserved(int c) {
        return c >= 0 && c < ASCII && UNRESERVED[c];
    }

    private static void append(StringBuilder encoded, String text) {
        int at = 0;
        for (; at < text.length() && text.charAt(at) < ASCII; at++) {
            append(encoded, (byte) text.charAt(at));
        }
        if (at < text.length()) {
            for (byte each : text.substring(at).getBytes(StandardCharsets.UTF_8)) {
                append(encoded, each);
            }
        }
    }

    private static void append(StringBuilder encoded, byte each) {
        if (isUnreserved(each)) {
            encoded.append((char) each);
        } else {
            encoded.append('%').append(HEX.charAt(each >> 4 & 0xF)).append(HEX.charAt(each & 0xF));
        }
    }

    /** Returns the parameters as {@code name=value} joined with {@code &}, encoded, sorted by name. */
    public static String sortedQuery(Map<String, String> parameters) {
        StringBuilder query = new StringBuilder(128);
        appendSortedQuery(query, parameters);
        return query.toString();
    }

    /** Appends what {@link #sortedQuery} returns. */
    static void appendSortedQuery(StringBuilder query, Map<String, String> parameters) {
        boolean first = true;
        for (Map.Entry<String, String> each : sorted(parameters).entrySet()) {
            if (!first) {
                query.append('&');
            }
            first = false;
            append(query, each.getKey());
            query.append('=');
            append(query, each.getValue());
        }
    }

    /** Returns the map itself if it is sorted by name, else a sorted copy. */
    static SortedMap<String, String> sorted(Map<String, String> map) {
        return map instanceof SortedMap<String, String> sorted && sorted.comparator() == null
                ? sorted
                : new TreeMap<>(map);
    }
}
