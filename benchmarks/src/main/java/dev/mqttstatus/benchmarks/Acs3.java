package dev.mqttstatus.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs one operation by version 3, without a body and with as little as possible: one SHA-256 and one HMAC. */
final class Acs3 {
    static final String VERSION = "2020-04-20";
    /** The SHA-256 of nothing. */
    static final String EMPTY_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String SIGNED =
            "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private static final HexFormat HEX = HexFormat.of();
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Acs3::sha256);

    private final ThreadLocal<Mac> mac;
    private final String beforeDate;
    private final String beforeSignature;

    Acs3(String host, String action, String key, String secret) {
        mac = ThreadLocal.withInitial(() -> mac(secret));
        beforeDate =
                "host:" + host + "\nx-acs-action:" + action + "\nx-acs-content-sha256:" + EMPTY_BODY + "\nx-acs-date:";
        beforeSignature = "ACS3-HMAC-SHA256 Credential=" + key + ",SignedHeaders=" + SIGNED + ",Signature=";
    }

    /** @param query encoded, sorted by name */
    String authorization(String query, String date, String nonce) {
        String request = "POST\n/\n" + query + "\n" + beforeDate + date + "\nx-acs-signature-nonce:" + nonce
                + "\nx-acs-version:" + VERSION + "\n\n" + SIGNED + "\n" + EMPTY_BODY;
        String toSign = "ACS3-HMAC-SHA256\n" + HEX.formatHex(SHA_256.get().digest(request.getBytes(UTF_8)));
        return beforeSignature + HEX.formatHex(mac.get().doFinal(toSign.getBytes(UTF_8)));
    }

    /** Encodes by RFC 3986 what is in ASCII. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                encoded.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
