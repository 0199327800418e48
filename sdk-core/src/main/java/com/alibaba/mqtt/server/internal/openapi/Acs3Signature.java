package com.alibaba.mqtt.server.internal.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** A request signed with version 3 of the OpenAPI's signatures, ACS3-HMAC-SHA256: query, chosen headers and the body's hash. */
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
        signature = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, credentials.accessKeySecret()).hmacHex(stringToSign);
        authorization = ALGORITHM + " Credential=" + credentials.accessKeyId() + ",SignedHeaders=" + signedHeaders
                + ",Signature=" + signature;
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
