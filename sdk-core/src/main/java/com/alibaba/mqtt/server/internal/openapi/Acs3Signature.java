package com.alibaba.mqtt.server.internal.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.codec.binary.Hex;

/** A request signed with version 3 of the OpenAPI's signatures, ACS3-HMAC-SHA256: query, chosen headers and the body's hash. */
public final class Acs3Signature {
    /** The lower-case hex SHA-256 of an empty body. */
    public static final String EMPTY_BODY_HASH = Digests.sha256Hex("");

    private static final String ALGORITHM = "ACS3-HMAC-SHA256";

    private final String canonicalQuery;
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
        SortedMap<String, String> sorted = PercentEncoding.sorted(headers);
        StringBuilder lines = new StringBuilder(256);
        sorted.forEach((name, value) ->
                lines.append(name).append(':').append(value.trim()).append('\n'));
        String signedHeaders = String.join(";", sorted.keySet());
        canonicalQuery = PercentEncoding.sortedQuery(query);
        canonicalRequest = method + "\n/\n" + canonicalQuery + "\n" + lines + "\n" + signedHeaders + "\n" + bodyHash;
        stringToSign = ALGORITHM + "\n" + Digests.sha256Hex(canonicalRequest);
        signature = Hex.encodeHexString(Digests.HMAC_SHA_256.of(credentials.accessKeySecret(), stringToSign));
        authorization = ALGORITHM + " Credential=" + credentials.accessKeyId() + ",SignedHeaders=" + signedHeaders
                + ",Signature=" + signature;
    }

    /** Returns the query as it is signed and must be sent: encoded, and sorted by name. */
    public String canonicalQuery() {
        return canonicalQuery;
    }

    /** Returns what is signed, before it is hashed. */
    public String canonicalRequest() {
        return canonicalRequest;
    }

    /** Returns what the signature is of. */
    public String stringToSign() {
        return stringToSign;
    }

    /** Returns the signature alone, in lower-case hex. */
    public String signature() {
        return signature;
    }

    /** Returns the value of the {@code Authorization} header. */
    public String authorization() {
        return authorization;
    }
}
