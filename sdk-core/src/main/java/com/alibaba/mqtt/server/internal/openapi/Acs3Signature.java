package com.alibaba.mqtt.server.internal.openapi;

import com.alibaba.mqtt.server.auth.Credentials;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** A request signed with version 3 of the OpenAPI's signatures, ACS3-HMAC-SHA256: query, chosen headers and the body's hash. */
public final class Acs3Signature {
    /** The lower-case hex SHA-256 of an empty body. */
    public static final String EMPTY_BODY_HASH = Digests.sha256Hex("");

    private static final String ALGORITHM = "ACS3-HMAC-SHA256";

    private final String canonicalQuery;
    private final StringBuilder request;
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
        this(method, PercentEncoding.sorted(query), flat(PercentEncoding.sorted(headers)), bodyHash, credentials);
    }

    /**
     * Signs a request to the path {@code /}.
     *
     * @param headers the names in lower case and the values of the headers to sign, by turns, sorted by name
     */
    public Acs3Signature(
            String method,
            SortedMap<String, String> query,
            String[] headers,
            String bodyHash,
            Credentials credentials) {
        request = new StringBuilder(768).append(method).append("\n/\n");
        int queryAt = request.length();
        PercentEncoding.appendSortedQuery(request, query);
        canonicalQuery = request.substring(queryAt);
        request.append('\n');
        for (int at = 0; at < headers.length; at += 2) {
            request.append(headers[at])
                    .append(':')
                    .append(headers[at + 1].trim())
                    .append('\n');
        }
        request.append('\n');
        int namesAt = request.length();
        for (int at = 0; at < headers.length; at += 2) {
            request.append(at == 0 ? "" : ";").append(headers[at]);
        }
        String signedHeaders = request.substring(namesAt);
        request.append('\n').append(bodyHash);
        stringToSign = ALGORITHM + "\n" + Digests.sha256Hex(request);
        signature = HexFormat.of().formatHex(Digests.HMAC_SHA_256.of(credentials.accessKeySecret(), stringToSign));
        authorization = ALGORITHM + " Credential=" + credentials.accessKeyId() + ",SignedHeaders=" + signedHeaders
                + ",Signature=" + signature;
    }

    private static String[] flat(SortedMap<String, String> headers) {
        String[] flat = new String[2 * headers.size()];
        int at = 0;
        for (Map.Entry<String, String> each : headers.entrySet()) {
            flat[at++] = each.getKey();
            flat[at++] = each.getValue();
        }
        return flat;
    }

    /** Returns the query as it is signed and must be sent: encoded, and sorted by name. */
    public String canonicalQuery() {
        return canonicalQuery;
    }

    /** Returns what is signed, before it is hashed. */
    public String canonicalRequest() {
        return request.toString();
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
