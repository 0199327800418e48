package com.alibaba.mqtt.server.query;

import java.util.Map;

/** A POST without a body, signed: to be sent exactly as written, and once, because the service refuses a nonce twice. */
record SignedRequest(String url, Map<String, String> headers) {
    @Override
    public String toString() {
        return "SignedRequest[" + url.replaceFirst("\\?.*", "") + "]";
    }
}
