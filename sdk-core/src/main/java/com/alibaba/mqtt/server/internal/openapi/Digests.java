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
    private static final int CHUNK = 128;

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
        MessageDigest digest;
        try {
            digest = (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            digest = sha256();
        }
        update(digest, text);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** As a rule it is ASCII; then it is hashed in chunks, and never copied as a whole. */
    private static void update(MessageDigest digest, CharSequence text) {
        byte[] chunk = new byte[Math.min(CHUNK, text.length())];
        int used = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= ASCII) {
                digest.reset();
                digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
                return;
            }
            chunk[used++] = (byte) c;
            if (used == chunk.length) {
                digest.update(chunk);
                used = 0;
            }
        }
        digest.update(chunk, 0, used);
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
