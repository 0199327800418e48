package com.alibaba.mqtt.server.query.http;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.connect.TrustFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom to trust with TLS.
 *
 * @param context creates the sockets
 * @param manager checks the certificates; the one in the context
 */
public record Trust(SSLContext context, X509TrustManager manager) {
    /**
     * Trusts the certificates of a PEM file, and those signed by them, and no other.
     *
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate
     */
    public static Trust pem(Path file) {
        try {
            return of(TrustFile.pem(file));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "trustedCertificates " + ForeignText.visible(file.toString()) + " cannot be read: "
                            + ForeignText.visible(e.getMessage()) + "; a file of X.509 certificates in PEM is needed",
                    e);
        }
    }

    private static Trust of(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (var each : factory.getTrustManagers()) {
            if (each instanceof X509TrustManager manager) {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new X509TrustManager[] {manager}, null);
                return new Trust(context, manager);
            }
        }
        throw new GeneralSecurityException("this JVM has no trust manager for X.509");
    }
}
