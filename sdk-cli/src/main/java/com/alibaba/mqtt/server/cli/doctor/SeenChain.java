package com.alibaba.mqtt.server.cli.doctor;

import com.alibaba.mqtt.server.internal.connect.TrustFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts what Java trusts, or what a file says, and remembers what the server sent, trusted or not. */
final class SeenChain extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager java;
    private volatile X509Certificate[] chain = {};
    private volatile boolean trusted;

    private SeenChain(X509ExtendedTrustManager java) {
        this.java = java;
    }

    /**
     * Creates one.
     *
     * @param ca the certificates to trust, null for those that Java trusts
     */
    static SeenChain create(@Nullable Path ca) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(ca == null ? (@Nullable KeyStore) null : TrustFile.read(ca, null));
        return new SeenChain((X509ExtendedTrustManager) Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .findFirst()
                .orElseThrow());
    }

    SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {this}, null);
        return context;
    }

    /** Returns whether what was sent is trusted, whatever name stands in it. */
    boolean isTrusted() {
        return trusted;
    }

    X509Certificate[] chain() {
        return chain.clone();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] sent, String type, Socket socket) throws CertificateException {
        see(sent, type);
        java.checkServerTrusted(sent, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] sent, String type, SSLEngine engine) throws CertificateException {
        see(sent, type);
        java.checkServerTrusted(sent, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] sent, String type) throws CertificateException {
        see(sent, type);
    }

    private void see(X509Certificate[] sent, String type) throws CertificateException {
        chain = sent.clone();
        java.checkServerTrusted(sent, type);
        trusted = true;
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
