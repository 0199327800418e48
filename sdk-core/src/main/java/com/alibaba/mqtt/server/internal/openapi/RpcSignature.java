package com.alibaba.mqtt.server.internal.openapi;

import java.util.Base64;
import java.util.Map;

/** A request signed with version 1.0 of the OpenAPI's signatures, HMAC-SHA1 over all parameters. */
public final class RpcSignature {
    private final String canonicalQuery;
    private final String stringToSign;
    private final String signature;

    /**
     * Signs a request.
     *
     * @param method the HTTP method in upper case
     * @param parameters all parameters but {@code Signature}, not encoded
     */
    public RpcSignature(String method, Map<String, String> parameters, String accessKeySecret) {
        canonicalQuery = PercentEncoding.sortedQuery(parameters);
        stringToSign = method + "&%2F&" + PercentEncoding.encode(canonicalQuery);
        signature = Base64.getEncoder().encodeToString(Digests.HMAC_SHA_1.of(accessKeySecret + "&", stringToSign));
    }

    /** Returns the parameters as they are signed. */
    public String canonicalQuery() {
        return canonicalQuery;
    }

    /** Returns what the signature is of. */
    public String stringToSign() {
        return stringToSign;
    }

    /** Returns the value of the parameter {@code Signature}, not yet encoded. */
    public String signature() {
        return signature;
    }
}
