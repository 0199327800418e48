package com.alibaba.mqtt.server.spring.settings;

import com.alibaba.mqtt.server.config.Protocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** One instance of the service. */
public class InstanceProperties {
    /** Host for notices and messages, from the console. */
    private @Nullable String domain;

    /** Port for notices and messages. */
    private @Nullable Integer port;

    /** Id of the instance. */
    private @Nullable String instanceId;

    /** Access key id. Without it the default chain of credentials decides: environment, system properties, profile. */
    private @Nullable String accessKey;

    /** Access key secret. */
    private @Nullable String secretKey;

    /** Security token, for temporary credentials. */
    private @Nullable String securityToken;

    /** Protocol of the server; by default it is found out. */
    private @Nullable Protocol protocol;

    /** Whether to connect with TLS. */
    private boolean tls = false;

    /** Port for TLS. */
    private @Nullable Integer tlsPort;

    /** File with the certificates that are trusted, for TLS. */
    private @Nullable String trustStore;

    /** Password of that file. */
    private @Nullable String trustStorePassword;

    /** How long it may take to connect. */
    private @Nullable Duration connectTimeout;

    /** How long the server may take to answer. */
    private @Nullable Duration handshakeTimeout;

    /** How long listener calls are waited for at the end. By default what spring.lifecycle.timeout-per-shutdown-phase leaves. */
    private @Nullable Duration shutdownTimeout;

    /** How often the connection is proved to be alive. */
    private @Nullable Duration heartbeat;

    /** How often a lost connection is tried again. */
    private @Nullable Duration recoveryInterval;

    /** How long a send may take. */
    private @Nullable Duration sendTimeout;

    /** How notices and messages reach listeners. */
    @NestedConfigurationProperty
    private final ConsumerProperties consumer = new ConsumerProperties();

    /** How the true state of the clients is worked out. */
    @NestedConfigurationProperty
    private final PresenceProperties presence = new PresenceProperties();

    /** How the service is asked. */
    @NestedConfigurationProperty
    private final QueryProperties query = new QueryProperties();

    public @Nullable String getDomain() {
        return domain;
    }

    public void setDomain(@Nullable String domain) {
        this.domain = domain;
    }

    public @Nullable Integer getPort() {
        return port;
    }

    public void setPort(@Nullable Integer port) {
        this.port = port;
    }

    public @Nullable String getInstanceId() {
        return instanceId;
    }

    public void setInstanceId(@Nullable String instanceId) {
        this.instanceId = instanceId;
    }

    public @Nullable String getAccessKey() {
        return accessKey;
    }

    public void setAccessKey(@Nullable String accessKey) {
        this.accessKey = accessKey;
    }

    public @Nullable String getSecretKey() {
        return secretKey;
    }

    public void setSecretKey(@Nullable String secretKey) {
        this.secretKey = secretKey;
    }

    public @Nullable String getSecurityToken() {
        return securityToken;
    }

    public void setSecurityToken(@Nullable String securityToken) {
        this.securityToken = securityToken;
    }

    public @Nullable Protocol getProtocol() {
        return protocol;
    }

    public void setProtocol(@Nullable Protocol protocol) {
        this.protocol = protocol;
    }

    public boolean isTls() {
        return tls;
    }

    public void setTls(boolean tls) {
        this.tls = tls;
    }

    public @Nullable Integer getTlsPort() {
        return tlsPort;
    }

    public void setTlsPort(@Nullable Integer tlsPort) {
        this.tlsPort = tlsPort;
    }

    public @Nullable String getTrustStore() {
        return trustStore;
    }

    public void setTrustStore(@Nullable String trustStore) {
        this.trustStore = trustStore;
    }

    public @Nullable String getTrustStorePassword() {
        return trustStorePassword;
    }

    public void setTrustStorePassword(@Nullable String trustStorePassword) {
        this.trustStorePassword = trustStorePassword;
    }

    public @Nullable Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Duration getHandshakeTimeout() {
        return handshakeTimeout;
    }

    public void setHandshakeTimeout(@Nullable Duration handshakeTimeout) {
        this.handshakeTimeout = handshakeTimeout;
    }

    public @Nullable Duration getShutdownTimeout() {
        return shutdownTimeout;
    }

    public void setShutdownTimeout(@Nullable Duration shutdownTimeout) {
        this.shutdownTimeout = shutdownTimeout;
    }

    public @Nullable Duration getHeartbeat() {
        return heartbeat;
    }

    public void setHeartbeat(@Nullable Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    public @Nullable Duration getRecoveryInterval() {
        return recoveryInterval;
    }

    public void setRecoveryInterval(@Nullable Duration recoveryInterval) {
        this.recoveryInterval = recoveryInterval;
    }

    public @Nullable Duration getSendTimeout() {
        return sendTimeout;
    }

    public void setSendTimeout(@Nullable Duration sendTimeout) {
        this.sendTimeout = sendTimeout;
    }

    public ConsumerProperties getConsumer() {
        return consumer;
    }

    public PresenceProperties getPresence() {
        return presence;
    }

    public QueryProperties getQuery() {
        return query;
    }
}
