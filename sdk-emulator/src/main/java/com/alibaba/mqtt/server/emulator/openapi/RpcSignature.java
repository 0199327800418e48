package com.alibaba.mqtt.server.emulator.openapi;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.util.Map;
import java.util.TreeMap;

/** Signature version 1.0 of RPC requests, HMAC-SHA1: what has to be signed, and with what result. */
final class RpcSignature {
    private RpcSignature() {}

    /** @param parameters all parameters; the signature itself is left out */
    static String stringToSign(String method, Map<String, String> parameters) {
        Map<String, String> signed = new TreeMap<>(parameters);
        signed.remove("Signature");
        return method + "&%2F&" + PercentEncoding.encode(PercentEncoding.query(signed));
    }

    static String sign(String secretKey, String stringToSign) {
        return Hmac.SHA1.base64(secretKey + "&", stringToSign);
    }
}
