package com.alibaba.mqtt.server.query;

import java.util.List;
import java.util.Map;

/**
 * A POST without a body, signed: to be sent exactly as written, and once, because the service refuses a nonce twice.
 * {@code secrets} are those in it and behind it, which no text may show.
 */
record SignedRequest(String url, Map<String, String> headers, List<String> secrets) {
    @Override
    public String toString() {
        return "SignedRequest[" + url.replaceFirst("\\?.*", "") + "]";
    }
}
