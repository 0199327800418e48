package com.alibaba.mqtt.server.auth;

import java.util.Map;

/** Signature version 1.0 of the OpenAPI, HMAC-SHA1 over all parameters of an RPC-style request. */
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
        signature = SignMethod.HMAC_SHA1.signBase64(accessKeySecret + "&", stringToSign);
    }

    String canonicalQuery() {
        return canonicalQuery;
    }

    String stringToSign() {
        return stringToSign;
    }

    /** Returns the value of the parameter {@code Signature}, not yet encoded. */
    public String signature() {
        return signature;
    }
}
