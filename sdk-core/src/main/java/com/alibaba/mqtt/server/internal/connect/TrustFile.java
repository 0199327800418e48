package com.alibaba.mqtt.server.internal.connect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a file says to trust. What is wrong with the file is said in a few words after "it", without its name,
 * which the caller knows with its setting.
 */
public final class TrustFile {
    private static final String PEM = "-----BEGIN CERTIFICATE-----";
    private static final long MAX_BYTES = 16 << 20;

    private TrustFile() {}

    /**
     * Reads certificates in PEM, or a key store (PKCS12 or JKS).
     *
     * @param password of the key store, null for none
     * @throws IOException if the file cannot be read, or holds no certificate
     */
    public static KeyStore read(Path file, @Nullable String password) throws IOException, GeneralSecurityException {
        byte[] bytes = bytes(file);
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM) ? ofPem(bytes) : ofKeyStore(file, password);
    }

    /**
     * Reads certificates in PEM.
     *
     * @throws IOException if the file cannot be read, or holds no certificate
     */
    public static KeyStore pem(Path file) throws IOException, GeneralSecurityException {
        return ofPem(bytes(file));
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is " + (Files.isDirectory(file) ? "a directory" : "no regular file"));
        }
        if (!Files.isReadable(file)) {
            throw new IOException("it may not be read by this process");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it is too large");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0) {
            throw new IOException("it is empty");
        }
        return bytes;
    }

    private static KeyStore ofPem(byte[] pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate each : certificates(pem)) {
            store.setCertificateEntry("trusted" + number++, each);
        }
        if (number == 0) {
            throw new IOException("it holds no certificate in PEM");
        }
        return store;
    }

    private static Collection<? extends Certificate> certificates(byte[] pem)
            throws IOException, GeneralSecurityException {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        } catch (CertificateException e) {
            throw new IOException("it holds no certificate in PEM that can be read", e);
        }
    }

    private static KeyStore ofKeyStore(Path file, @Nullable String password)
            throws IOException, GeneralSecurityException {
        KeyStore store;
        try {
            store = KeyStore.getInstance(file.toFile(), password == null ? null : password.toCharArray());
        } catch (KeyStoreException e) {
            throw new IOException("it holds neither certificates in PEM nor a key store, PKCS12 or JKS", e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException("its password is another one", e);
            }
            throw e;
        }
        if (store.size() == 0) {
            throw new IOException("it holds no certificate" + (password == null ? " that needs no password" : ""));
        }
        return store;
    }
}
