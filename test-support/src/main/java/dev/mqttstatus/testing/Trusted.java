package dev.mqttstatus.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.TrustManagerFactory;

/** Trust in one certificate. */
public final class Trusted {
    private Trusted() {}

    /** Returns what trusts it. */
    public static TrustManagerFactory managers(Certificate certificate) throws GeneralSecurityException, IOException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store(certificate));
        return managers;
    }

    /** Writes a file in PKCS12 with it. */
    public static void write(Certificate certificate, Path file, String password)
            throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store(certificate).store(out, password.toCharArray());
        }
    }

    private static KeyStore store(Certificate certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("trusted", certificate);
        return store;
    }
}
