package com.alibaba.mqtt.server.internal.connect;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS of a wire. The trust store is read for each connection, so that a renewed file is used without a restart. */
public final class Tls {
    private Tls() {}

    /**
     * Returns the context for the configured trust store, or Java's own if none is configured.
     *
     * @throws ServerException if the trust store cannot be read
     */
    public static SSLContext context(ConnectionSettings config) throws ServerException {
        try {
            if (config.trustStore() == null) {
                return SSLContext.getDefault();
            }
            KeyStore trusted = TrustFile.read(Path.of(config.trustStore()), config.trustStorePassword());
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            ForeignText text = ForeignText.hiding(config.trustStorePassword());
            throw new ServerException(
                    ErrorCode.BAD_CONFIGURATION,
                    "trustStore " + text.show(config.trustStore()) + " cannot be read: " + text.show(e.getMessage()),
                    false,
                    text.show(e));
        }
    }

    /**
     * Begins TLS on a connected socket. Blocks without limit; closing the socket ends it.
     *
     * @return a socket that closes the other one with itself
     */
    public static Socket begin(Socket connected, ConnectionSettings config) throws IOException {
        SSLSocket secure = (SSLSocket)
                context(config).getSocketFactory().createSocket(connected, config.domain(), config.port(), true);
        secure.setSSLParameters(checkingName(secure.getSSLParameters(), config));
        secure.startHandshake();
        return secure;
    }

    /** Returns an engine, for a library that reads and writes by itself. */
    public static SSLEngine engine(SSLContext context, ConnectionSettings config) {
        SSLEngine engine = context.createSSLEngine(config.domain(), config.port());
        engine.setUseClientMode(true);
        engine.setSSLParameters(checkingName(engine.getSSLParameters(), config));
        return engine;
    }

    private static SSLParameters checkingName(SSLParameters parameters, ConnectionSettings config) {
        if (config.isVerifyHostName()) {
            // the rules of HTTPS for names in certificates, which are the general ones
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        return parameters;
    }
}
