package com.alibaba.mqtt.server.internal.openapi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes and keyed hashes of text in UTF-8. Copies one instance of each algorithm, as looking one up costs more than a hash. */
enum Digests {
    HMAC_SHA_1("HmacSHA1"),
    HMAC_SHA_256("HmacSHA256");

    private static final MessageDigest SHA_256 = sha256();
    private static final int ASCII = 128;

    @SuppressWarnings("ImmutableEnumChecker") // only copies of it are used
    private final Mac mac;

    Digests(String algorithm) {
        try {
            mac = Mac.getInstance(algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the SHA-256 in lower-case hex. */
    static String sha256Hex(CharSequence text) {
        byte[] bytes = utf8(text);
        try {
            return HexFormat.of().formatHex(((MessageDigest) SHA_256.clone()).digest(bytes));
        } catch (CloneNotSupportedException e) {
            return HexFormat.of().formatHex(sha256().digest(bytes));
        }
    }

    /** As a rule it is ASCII; then no copy is made. */
    private static byte[] utf8(CharSequence text) {
        byte[] bytes = new byte[text.length()];
        for (int at = 0; at < bytes.length; at++) {
            char c = text.charAt(at);
            if (c >= ASCII) {
                return text.toString().getBytes(StandardCharsets.UTF_8);
            }
            bytes[at] = (byte) c;
        }
        return bytes;
    }

    /** Returns the keyed hash. */
    byte[] of(String key, String text) {
        try {
            Mac copy = copy();
            copy.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return copy.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("any key is allowed", e);
        }
    }

    private Mac copy() throws GeneralSecurityException {
        try {
            return (Mac) mac.clone();
        } catch (CloneNotSupportedException e) {
            return Mac.getInstance(mac.getAlgorithm());
        }
    }
}
