package com.alibaba.mqtt.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** A keyed hash of the service's logins, with the name that its login grammar uses. */
public enum SignMethod {
    /** HMAC-MD5. For servers that know nothing better. */
    HMAC_MD5("hmacmd5", HmacAlgorithms.HMAC_MD5),
    /** HMAC-SHA1. */
    HMAC_SHA1("hmacsha1", HmacAlgorithms.HMAC_SHA_1),
    /** HMAC-SHA256. */
    HMAC_SHA256("hmacsha256", HmacAlgorithms.HMAC_SHA_256);

    private final String wireName;
    private final HmacAlgorithms algorithm;

    SignMethod(String wireName, HmacAlgorithms algorithm) {
        this.wireName = wireName;
        this.algorithm = algorithm;
    }

    /** Returns the name in the login grammar, for example {@code hmacsha256}. */
    public String wireName() {
        return wireName;
    }

    /** Returns the hash of the content's UTF-8 bytes under the secret's UTF-8 bytes. */
    byte[] sign(String secret, String content) {
        return new HmacUtils(algorithm, secret.getBytes(StandardCharsets.UTF_8)).hmac(content);
    }

    /** Returns {@link #sign} in Base64. */
    String signBase64(String secret, String content) {
        return Base64.getEncoder().encodeToString(sign(secret, content));
    }
}
