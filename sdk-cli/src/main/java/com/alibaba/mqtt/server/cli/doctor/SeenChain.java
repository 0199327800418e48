package com.alibaba.mqtt.server.cli.doctor;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts what Java trusts, and remembers what the server sent, trusted or not. */
final class SeenChain extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager java;
    private volatile X509Certificate[] chain = {};

    private SeenChain(X509ExtendedTrustManager java) {
        this.java = java;
    }

    static SeenChain create() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((@Nullable KeyStore) null);
            return new SeenChain((X509ExtendedTrustManager) Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .findFirst()
                    .orElseThrow());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no trust manager", e);
        }
    }

    X509Certificate[] chain() {
        return chain.clone();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] sent, String type, Socket socket) throws CertificateException {
        chain = sent.clone();
        java.checkServerTrusted(sent, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] sent, String type, SSLEngine engine) throws CertificateException {
        chain = sent.clone();
        java.checkServerTrusted(sent, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] sent, String type) throws CertificateException {
        chain = sent.clone();
        java.checkServerTrusted(sent, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] sent, String type, Socket socket) throws CertificateException {
        java.checkClientTrusted(sent, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] sent, String type, SSLEngine engine) throws CertificateException {
        java.checkClientTrusted(sent, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] sent, String type) throws CertificateException {
        java.checkClientTrusted(sent, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return java.getAcceptedIssuers();
    }
}
