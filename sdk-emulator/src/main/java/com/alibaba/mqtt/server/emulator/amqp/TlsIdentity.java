package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.instance.KeySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.qpid.server.transport.network.security.ssl.SSLUtil;
import org.apache.qpid.server.transport.network.security.ssl.SSLUtil.KeyCertPair;
import org.bouncycastle.operator.OperatorCreationException;

/** A fresh key with a self-signed certificate for the host name localhost, valid for a year; never written to a file. */
public final class TlsIdentity {
    private static final Duration VALIDITY = Duration.ofDays(365);

    private final KeyCertPair pair;
    private final String password = UUID.randomUUID().toString();

    private TlsIdentity(KeyCertPair pair) {
        this.pair = pair;
    }

    /** Creates a key and its certificate. */
    public static TlsIdentity create() throws IOException {
        // the real time, not the emulator's clock: clients check the certificate with theirs
        long now = System.currentTimeMillis();
        try {
            return new TlsIdentity(SSLUtil.generateSelfSignedCertificate(
                    "RSA",
                    "SHA256withRSA",
                    2048,
                    now - Duration.ofDays(1).toMillis(),
                    now + VALIDITY.toMillis(),
                    "CN=localhost",
                    Set.of("localhost"),
                    Set.of()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("no certificate for TLS: " + e.getMessage(), e);
        }
    }

    /** Returns the certificate that clients see. */
    public X509Certificate certificate() {
        return pair.getCertificate();
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
    Map<String, Object> keyStoreAttributes(String name) {
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
        store.setKeyEntry(
                "key", pair.getPrivateKey(), password.toCharArray(), new Certificate[] {pair.getCertificate()});
        return store;
    }
}
