package com.alibaba.mqtt.server.internal.openapi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Encodes text as the OpenAPI's URLs and signatures need it: RFC 3986, upper-case hex, UTF-8. */
public final class PercentEncoding {
    private PercentEncoding() {}

    /** Encodes everything but letters, digits, {@code -}, {@code _}, {@code .} and {@code ~}. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** Returns the parameters as {@code name=value} joined with {@code &}, encoded, sorted by name. */
    public static String sortedQuery(Map<String, String> parameters) {
        SortedMap<String, String> sorted = new TreeMap<>(parameters);
        StringJoiner query = new StringJoiner("&");
        sorted.forEach((name, value) -> query.add(encode(name) + "=" + encode(value)));
        return query.toString();
    }
}
