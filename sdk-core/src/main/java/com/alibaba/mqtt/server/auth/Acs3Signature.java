package com.alibaba.mqtt.server.auth;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/** Signature version 3 of the OpenAPI, ACS3-HMAC-SHA256: signs the query, chosen headers and the body's hash. */
public final class Acs3Signature {
    /** The lower-case hex SHA-256 of an empty body. */
    public static final String EMPTY_BODY_HASH = DigestUtils.sha256Hex("");

    private static final String ALGORITHM = "ACS3-HMAC-SHA256";

    private final String canonicalRequest;
    private final String stringToSign;
    private final String signature;
    private final String authorization;

    /**
     * Signs a request to the path {@code /}.
     *
     * @param method the HTTP method in upper case
     * @param query the query parameters, not encoded
     * @param headers the headers to sign, names in lower case
     * @param bodyHash the lower-case hex SHA-256 of the body
     */
    public Acs3Signature(
            String method,
            Map<String, String> query,
            Map<String, String> headers,
            String bodyHash,
            Credentials credentials) {
        SortedMap<String, String> sorted = new TreeMap<>(headers);
        StringBuilder lines = new StringBuilder();
        sorted.forEach((name, value) ->
                lines.append(name).append(':').append(value.trim()).append('\n'));
        String signedHeaders = String.join(";", sorted.keySet());
        canonicalRequest = String.join(
                "\n", method, "/", PercentEncoding.sortedQuery(query), lines.toString(), signedHeaders, bodyHash);
        stringToSign = ALGORITHM + "\n" + DigestUtils.sha256Hex(canonicalRequest);
        signature = Hex.encodeHexString(SignMethod.HMAC_SHA256.sign(credentials.accessKeySecret(), stringToSign));
        authorization = ALGORITHM + " Credential=" + credentials.accessKeyId() + ",SignedHeaders=" + signedHeaders
                + ",Signature=" + signature;
    }

    String canonicalRequest() {
        return canonicalRequest;
    }

    String stringToSign() {
        return stringToSign;
    }

    String signature() {
        return signature;
    }

    /** Returns the value of the {@code Authorization} header. */
    public String authorization() {
        return authorization;
    }
}
