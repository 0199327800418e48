package com.alibaba.mqtt.server.query;

/** How requests are signed. The service accepts both. */
public enum SignatureVersion {
    /** Version 3, ACS3-HMAC-SHA256: signature and STS token travel in headers, which proxies seldom log. */
    ACS3,
    /** Version 1.0, HMAC-SHA1: all of it travels in the URL. For gateways that know nothing better. */
    RPC
}
