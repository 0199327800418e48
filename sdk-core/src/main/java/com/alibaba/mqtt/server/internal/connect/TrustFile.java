package com.alibaba.mqtt.server.internal.connect;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** The certificates that a file says to trust. */
public final class TrustFile {
    private static final String PEM = "-----BEGIN CERTIFICATE-----";
    private static final long MAX_BYTES = 16 << 20;

    private TrustFile() {}

    /**
     * Reads certificates in PEM, or a key store (PKCS12 or JKS).
     *
     * @param password of the key store, null for none
     */
    public static KeyStore read(File file, @Nullable String password) throws IOException, GeneralSecurityException {
        if (!file.isFile() || file.length() > MAX_BYTES) {
            throw new IOException(file.isFile() ? "it is too large" : "there is no such file");
        }
        byte[] bytes = Files.readAllBytes(file.toPath());
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM)
                ? of(bytes)
                : KeyStore.getInstance(file, password == null ? null : password.toCharArray());
    }

    private static KeyStore of(byte[] pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate each :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("trusted" + number++, each);
        }
        return store;
    }
}
