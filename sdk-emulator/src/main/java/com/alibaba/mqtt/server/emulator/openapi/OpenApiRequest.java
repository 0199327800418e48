package com.alibaba.mqtt.server.emulator.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.http.HttpRequest;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.net.URLDecoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, taken apart.
 *
 * @param query the decoded parameters of the query
 * @param form the decoded parameters of a form body
 * @param headers with lowercase names; the values of one name sorted and joined by commas
 * @param hashedBody lowercase hexadecimal SHA-256 of the body
 */
record OpenApiRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> form,
        Map<String, String> headers,
        String hashedBody) {

    static OpenApiRequest read(HttpRequest http) throws OpenApiError {
        Map<String, String> headers = new TreeMap<>();
        http.headers()
                .forEach((name, values) -> headers.put(
                        name, values.stream().map(String::strip).sorted().collect(Collectors.joining(","))));
        boolean isForm = headers.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded");
        int mark = http.target().indexOf('?');
        return new OpenApiRequest(
                http.method(),
                mark < 0 ? http.target() : http.target().substring(0, mark),
                parameters(mark < 0 ? "" : http.target().substring(mark + 1)),
                isForm ? parameters(new String(http.body(), UTF_8)) : Map.of(),
                headers,
                Hmac.sha256Hex(http.body()));
    }

    /** The parameters of query and form body together. */
    Map<String, String> parameters() {
        Map<String, String> all = new TreeMap<>(query);
        all.putAll(form);
        return all;
    }

    /** The value of a header, or null. */
    @Nullable
    String header(String lowercaseName) {
        return headers.get(lowercaseName);
    }

    /** Whether it is signed by headers, with version 3, and not by parameters. */
    boolean isAcs3() {
        return headers.containsKey("authorization");
    }

    /** The operation, from where the signature covers it; null when it is not named there. */
    @Nullable
    String action() {
        return isAcs3() ? header("x-acs-action") : parameters().get("Action");
    }

    /** The version of the operation, from where the signature covers it; null when it is not named there. */
    @Nullable
    String version() {
        return isAcs3() ? header("x-acs-version") : parameters().get("Version");
    }

    /** XML only if it is asked for: by the parameter Format of RPC requests, by the header Accept of others. */
    Format format() {
        boolean xml = isAcs3()
                ? headers.getOrDefault("accept", "").startsWith("application/xml")
                : "XML".equalsIgnoreCase(parameters().get("Format"));
        return xml ? Format.XML : Format.JSON;
    }

    private static Map<String, String> parameters(String encoded) throws OpenApiError {
        Map<String, String> parameters = new TreeMap<>();
        if (encoded.isEmpty()) {
            return parameters;
        }
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (parameters.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                throw OpenApiError.parameter("The parameter " + name + " is given twice.");
            }
        }
        return parameters;
    }

    private static String decode(String text) throws OpenApiError {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw OpenApiError.parameter("A parameter is not percent-encoded correctly.");
        }
    }
}
