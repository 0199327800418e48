package com.alibaba.mqtt.server.internal.connect;

import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Creates TLS engines for the name of the configuration, whichever name a library asks for: it knows the address only. */
public final class NamedTls extends SSLContextSpi {
    private final SSLContext context;
    private final ConnectionSettings config;

    private NamedTls(SSLContext context, ConnectionSettings config) {
        this.context = context;
        this.config = config;
    }

    /** Returns a context with the same keys and certificates. */
    public static SSLContext of(SSLContext context, ConnectionSettings config) {
        return new SSLContext(new NamedTls(context, config), context.getProvider(), context.getProtocol()) {};
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return Tls.engine(context, config);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return Tls.engine(context, config);
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted, @Nullable SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("this context is ready for use");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return context.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return context.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return context.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return context.getClientSessionContext();
    }
}
