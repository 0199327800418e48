package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.auth.SignMethod;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.config.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a connection: a copy of a complete {@link ChannelConfig} at {@code start()}. Immutable; meanings and units
 * are those of {@link ChannelConfig}.
 */
public final class ConnectionSettings {
    /** The limit of messages for connections that receive none. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 128 * 1024;

    private static final int IOT_MIN_HEARTBEAT = 30;
    private static final int IOT_MAX_HEARTBEAT = 300;

    private final String domain;
    private final int port;
    private final String instanceId;
    private final CredentialsProvider keys;
    private final boolean customAuth;
    private final Protocol protocol;
    private final Dialect dialect;
    private final @Nullable String consumerGroupId;
    private final SignMethod signMethod;
    private final boolean tls;
    private final @Nullable String trustStore;
    private final @Nullable String trustStorePassword;
    private final boolean verifyHostName;
    private final long networkRecoveryInterval;
    private final int connectionTimeout;
    private final int handshakeTimeout;
    private final int requestedHeartbeat;
    private final int shutdownTimeout;
    private final int maxMessageBytes;

    private ConnectionSettings(ChannelConfig config, int maxMessageBytes) {
        this.domain = text("domain", config.getDomain());
        this.tls = config.isTls();
        this.port = tls ? config.getTlsPort() : port(config.getPort());
        this.instanceId = text("instanceId", config.getInstanceId());
        this.keys = keys(config);
        this.customAuth = config.isCustomAuth();
        this.protocol = config.getProtocol();
        this.dialect = config.getDialect();
        this.requestedHeartbeat = config.getRequestedHeartbeat();
        this.consumerGroupId =
                dialect == Dialect.IOT_PLATFORM ? iotGroup(config, requestedHeartbeat) : config.getConsumerGroupId();
        this.signMethod = config.getSignMethod();
        this.trustStore = config.getTrustStore();
        this.trustStorePassword = config.getTrustStorePassword();
        this.verifyHostName = config.isVerifyHostName();
        this.networkRecoveryInterval = config.getNetworkRecoveryInterval();
        this.connectionTimeout = config.getConnectionTimeout();
        this.handshakeTimeout = config.getHandshakeTimeout();
        this.shutdownTimeout = config.getShutdownTimeout();
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Copies a configuration.
     *
     * @param maxMessageBytes the body of a larger message is not received
     * @throws IllegalArgumentException naming the first setting that is missing, or does not fit the dialect
     */
    public static ConnectionSettings of(ChannelConfig config, int maxMessageBytes) {
        return new ConnectionSettings(config, maxMessageBytes);
    }

    /** Copies a configuration for a connection that receives no messages, see {@link #of(ChannelConfig, int)}. */
    public static ConnectionSettings of(ChannelConfig config) {
        return of(config, DEFAULT_MAX_MESSAGE_BYTES);
    }

    private static String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + " is " + (value == null ? "null" : "blank")
                    + "; a text is needed (is an environment variable unset?)");
        }
        return value;
    }

    private static int port(int port) {
        if (port == 0) {
            throw new IllegalArgumentException("port is 0; a port from 1 to 65535 is needed");
        }
        return port;
    }

    private static CredentialsProvider keys(ChannelConfig config) {
        if (config.getCredentialsProvider() != null) {
            return config.getCredentialsProvider();
        }
        String accessKey = text("accessKey", config.getAccessKey());
        String secretKey = text("secretKey", config.getSecretKey());
        String token = config.getSecurityToken();
        Credentials given = token == null || token.isBlank()
                ? Credentials.of(accessKey, secretKey)
                : Credentials.of(accessKey, secretKey, token);
        return () -> given;
    }

    private static String iotGroup(ChannelConfig config, int heartbeat) {
        if (config.getProtocol() == Protocol.AMQP_0_9_1) {
            throw new IllegalArgumentException("protocol is AMQP_0_9_1; IoT Platform speaks AMQP_1_0 only");
        }
        if (heartbeat < IOT_MIN_HEARTBEAT || heartbeat > IOT_MAX_HEARTBEAT) {
            throw new IllegalArgumentException("requestedHeartbeat is " + heartbeat + "; IoT Platform allows "
                    + IOT_MIN_HEARTBEAT + " to " + IOT_MAX_HEARTBEAT + " seconds");
        }
        return text("consumerGroupId", config.getConsumerGroupId());
    }

    /**
     * Returns the key pair for a login now: the provider's if there is one, else the one that was set.
     *
     * @throws ServerException if the provider has none, whatever it threw or returned
     */
    public Credentials credentials() throws ServerException {
        return Credentials.from(keys);
    }

    /** Returns the server's name or address. */
    public String domain() {
        return domain;
    }

    /** Returns the port to connect to: that for TLS if TLS is on, else the other. */
    public int port() {
        return port;
    }

    /** Returns the instance id. */
    public String instanceId() {
        return instanceId;
    }

    /** Returns whether the key pair belongs to a custom identity. */
    public boolean isCustomAuth() {
        return customAuth;
    }

    /** Returns the AMQP version to speak. */
    public Protocol protocol() {
        return protocol;
    }

    /** Returns the kind of service, which decides on logins, addresses and notices. */
    public Dialect dialect() {
        return dialect;
    }

    /** Returns the consumer group of IoT Platform; not null with that dialect. */
    public @Nullable String consumerGroupId() {
        return consumerGroupId;
    }

    /** Returns how AMQP 1.0 logins are signed. */
    public SignMethod signMethod() {
        return signMethod;
    }

    /** Returns whether to connect with TLS. */
    public boolean isTls() {
        return tls;
    }

    /** Returns the trust store's file, or null for what Java trusts. */
    public @Nullable String trustStore() {
        return trustStore;
    }

    /** Returns the trust store's password, or null. */
    public @Nullable String trustStorePassword() {
        return trustStorePassword;
    }

    /** Returns whether the server's certificate must name the host. */
    public boolean isVerifyHostName() {
        return verifyHostName;
    }

    /** Returns the longest pause between two attempts to connect again, in milliseconds. */
    public long networkRecoveryInterval() {
        return networkRecoveryInterval;
    }

    /** Returns the time for reaching the server, in milliseconds; 0 = no limit. */
    public int connectionTimeout() {
        return connectionTimeout;
    }

    /** Returns the time for each step of the handshake and each answer, in milliseconds; 0 = no limit. */
    public int handshakeTimeout() {
        return handshakeTimeout;
    }

    /** Returns the heartbeat in seconds; 0 = none. */
    public int requestedHeartbeat() {
        return requestedHeartbeat;
    }

    /** Returns the time for stopping, in milliseconds; 0 = no limit. */
    public int shutdownTimeout() {
        return shutdownTimeout;
    }

    /** Returns how many bytes the body of a message may have. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }
}
