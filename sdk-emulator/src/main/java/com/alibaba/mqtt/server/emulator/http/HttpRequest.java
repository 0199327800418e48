package com.alibaba.mqtt.server.emulator.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, read completely.
 *
 * @param method as it was sent
 * @param target path and query, still percent-encoded
 * @param headers with lowercase names, and all values of a name
 * @param body may be empty
 * @param address where it came from, without the port
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record HttpRequest(
        String method, String target, Map<String, List<String>> headers, byte[] body, String address) {

    /** The first value of a header, or null when there is none. */
    public @Nullable String header(String lowercaseName) {
        List<String> values = headers.get(lowercaseName);
        return values == null ? null : values.get(0);
    }
}
