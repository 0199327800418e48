package com.alibaba.mqtt.server.emulator.tls;

import com.alibaba.mqtt.server.emulator.instance.KeySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A fresh key with a self-signed certificate for the host name localhost, valid for a year; never written to a file. */
public final class TlsIdentity {
    private static final Duration VALIDITY = Duration.ofDays(365);

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final String password = UUID.randomUUID().toString();

    private TlsIdentity(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** Creates a key and its certificate. */
    public static TlsIdentity create() throws IOException {
        // the real time, not the emulator's clock: clients check the certificate with theirs
        Instant now = Instant.now();
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            return new TlsIdentity(
                    pair.getPrivate(),
                    SelfSigned.certificate(pair, "localhost", now.minus(Duration.ofDays(1)), now.plus(VALIDITY)));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate for TLS: " + e.getMessage(), e);
        }
    }

    /** Returns the certificate that clients see. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns what a server of Java's needs. */
    public SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), password.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory failed", e);
        }
    }

    /** Returns the key for servers that ask for a key store. */
    public KeySource source() {
        return new KeySource("data:;base64," + Base64.getEncoder().encodeToString(pkcs12()), password);
    }

    /** What Broker-J needs to make a key store of this. */
    public Map<String, Object> keyStoreAttributes(String name) {
        return Map.of(
                "name",
                name,
                "type",
                "FileKeyStore",
                "storeUrl",
                source().url(),
                "keyStoreType",
                "PKCS12",
                "password",
                password);
    }

    private byte[] pkcs12() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            keyStore().store(bytes, password.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory failed", e);
        }
    }

    private KeyStore keyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", key, password.toCharArray(), new Certificate[] {certificate});
        return store;
    }
}
