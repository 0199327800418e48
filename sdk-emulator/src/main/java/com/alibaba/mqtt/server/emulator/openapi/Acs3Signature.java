package com.alibaba.mqtt.server.emulator.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Signature version 3, ACS3-HMAC-SHA256: what has to be signed, and with what result. */
final class Acs3Signature {
    static final String ALGORITHM = "ACS3-HMAC-SHA256";

    private Acs3Signature() {}

    /** @param signedHeaders the lowercase names of the headers that are signed, sorted */
    static String canonicalRequest(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            List<String> signedHeaders,
            String hashedBody) {
        String canonicalHeaders = signedHeaders.stream()
                .map(name -> name + ":" + headers.getOrDefault(name, "") + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                method,
                path,
                PercentEncoding.query(query),
                canonicalHeaders,
                String.join(";", signedHeaders),
                hashedBody);
    }

    static String stringToSign(String canonicalRequest) {
        return ALGORITHM + "\n" + Hmac.sha256Hex(canonicalRequest.getBytes(UTF_8));
    }

    static String sign(String secretKey, String stringToSign) {
        return Hmac.SHA256.hex(secretKey, stringToSign);
    }
}
