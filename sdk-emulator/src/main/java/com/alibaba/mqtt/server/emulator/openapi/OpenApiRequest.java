package com.alibaba.mqtt.server.emulator.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, read completely.
 *
 * @param method in upper case
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
    private static final int MAX_BODY = 64 * 1024;

    static OpenApiRequest read(HttpExchange exchange) throws IOException, OpenApiError {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw OpenApiError.parameter("The body has more than " + MAX_BODY + " bytes.");
        }
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(
                        name.toLowerCase(Locale.ROOT),
                        values.stream().map(String::strip).sorted().collect(Collectors.joining(","))));
        boolean isForm = headers.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded");
        return new OpenApiRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                parameters(exchange.getRequestURI().getRawQuery()),
                isForm ? parameters(new String(body, UTF_8)) : Map.of(),
                headers,
                Hmac.sha256Hex(body));
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

    private static Map<String, String> parameters(@Nullable String encoded) throws OpenApiError {
        Map<String, String> parameters = new TreeMap<>();
        if (encoded == null || encoded.isEmpty()) {
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
