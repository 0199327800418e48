package com.alibaba.mqtt.server.config;

import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.auth.SignMethod;
import com.alibaba.mqtt.server.internal.LoginText;
import org.jspecify.annotations.Nullable;

/**
 * Where the service is and who we are. Required: {@linkplain #setDomain domain}, {@linkplain #setPort port} (or
 * {@linkplain #setTls TLS}), {@linkplain #setInstanceId instance id}, {@linkplain #setAccessKey access key},
 * {@linkplain #setSecretKey secret key} (or a {@linkplain #setCredentialsProvider provider} of both).
 *
 * <p>A mutable bean, as in the official SDK. {@code start()} takes a copy: a change later has no effect on what runs,
 * and a failed {@code start()} can be tried again after a correction here.
 */
public class ChannelConfig extends NetworkConfig {
    /** The port of AMQP over TLS as registered, {@value}. */
    public static final int DEFAULT_TLS_PORT = 5671;

    private @Nullable String domain;
    private int port;
    private @Nullable String instanceId;
    private @Nullable String accessKey;
    private @Nullable String secretKey;
    private @Nullable String securityToken;
    private @Nullable CredentialsProvider credentialsProvider;
    private boolean customAuth;
    private Protocol protocol = Protocol.AUTO;
    private Dialect dialect = Dialect.MQTT;
    private @Nullable String consumerGroupId;
    private SignMethod signMethod = SignMethod.HMAC_SHA256;
    private boolean tls;
    private int tlsPort = DEFAULT_TLS_PORT;
    private @Nullable String trustStore;
    private @Nullable String trustStorePassword;
    private boolean verifyHostName = true;

    /** Creates an empty configuration. */
    public ChannelConfig() {}

    /**
     * Creates the configuration that the environment describes: {@code MQTT_DOMAIN}, {@code MQTT_INSTANCE_ID},
     * {@code MQTT_PORT} (5672 if it is not set), and the key pair {@code MQTT_AK_ENV} and {@code MQTT_SK_ENV}. Without the
     * key pair credentials come from {@link CredentialsProvider#defaultChain()}. Empty counts as not set. To be changed
     * like any other.
     *
     * @throws IllegalArgumentException if a variable is missing or its value is not allowed; the message names it
     */
    public static ChannelConfig fromEnvironment() {
        return Environment.read(System.getenv()::get);
    }

    /** Returns the host of the service's endpoint for the cloud SDK. */
    public @Nullable String getDomain() {
        return domain;
    }

    /**
     * Sets the host of the service's endpoint for the cloud SDK, for example
     * {@code <instanceId>-server-internet.mqtt.aliyuncs.com}. It is not the host that devices connect to. Use a name,
     * not an address: the addresses behind it change.
     *
     * @param domain a host name, or an IPv4 or IPv6 address, and nothing else. Underscores are allowed; a dot at the end
     *     and the brackets of an IPv6 address are taken off, a name beyond ASCII becomes its ASCII form ({@code xn--}).
     *     Null and blank are refused only by {@code start()}
     * @throws IllegalArgumentException if there is a scheme, a port, a path or the like with it
     */
    public void setDomain(@Nullable String domain) {
        this.domain = domain == null || domain.isBlank() ? domain : HostName.of("domain", domain);
    }

    /** Returns the port for connections without TLS; 0 if not set. */
    public int getPort() {
        return port;
    }

    /** Sets the port for connections without TLS, 1 to 65535; the service documents 5672. */
    public void setPort(int port) {
        this.port = Check.port("port", port);
    }

    /** Returns the instance id. */
    public @Nullable String getInstanceId() {
        return instanceId;
    }

    /**
     * Sets the id of the ApsaraMQ for MQTT instance, for example {@code post-cn-0pp12gl0000}.
     *
     * @param instanceId without blanks, control characters and what separates the parts of a login ({@code | , : &});
     *     null and blank are refused only by {@code start()}
     */
    public void setInstanceId(@Nullable String instanceId) {
        this.instanceId = LoginText.checkedName("instanceId", instanceId);
    }

    /** Returns the access key id. */
    public @Nullable String getAccessKey() {
        return accessKey;
    }

    /**
     * Sets the AccessKey ID. It names the account and is no secret.
     *
     * @param accessKey as {@link #setInstanceId}
     */
    public void setAccessKey(@Nullable String accessKey) {
        this.accessKey = LoginText.checkedName("accessKey", accessKey);
    }

    /** Returns the secret key. */
    public @Nullable String getSecretKey() {
        return secretKey;
    }

    /**
     * Sets the AccessKey secret. It is never sent, only signed with, and never logged.
     *
     * @param secretKey without control characters, and without blanks around it; null and blank are refused only by
     *     {@code start()}
     */
    public void setSecretKey(@Nullable String secretKey) {
        this.secretKey = LoginText.checkedSecret("secretKey", secretKey);
    }

    /** Returns the STS token that belongs to the key pair, or null. */
    public @Nullable String getSecurityToken() {
        return securityToken;
    }

    /**
     * Sets the STS token that belongs to a temporary key pair; default null. It is a secret.
     *
     * @param securityToken without blanks, control characters and {@code | , &}; null or blank for none
     */
    public void setSecurityToken(@Nullable String securityToken) {
        this.securityToken = LoginText.checkedToken("securityToken", securityToken);
    }

    /** Returns the provider of key pairs, or null. */
    public @Nullable CredentialsProvider getCredentialsProvider() {
        return credentialsProvider;
    }

    /**
     * Sets a provider that is asked for the key pair at each login; default null. It replaces access key, secret key
     * and STS token. {@link CredentialsProvider#defaultChain()} looks where Alibaba Cloud's tools keep keys.
     */
    public void setCredentialsProvider(@Nullable CredentialsProvider credentialsProvider) {
        this.credentialsProvider = credentialsProvider;
    }

    /** Returns the AMQP version to speak. */
    public Protocol getProtocol() {
        return protocol;
    }

    /** Sets the AMQP version to speak; default {@link Protocol#AUTO}. */
    public void setProtocol(Protocol protocol) {
        this.protocol = Check.notNull("protocol", protocol);
    }

    /** Returns whose logins, addresses and notices to use. */
    public Dialect getDialect() {
        return dialect;
    }

    /** Sets whose logins, addresses and notices to use; default {@link Dialect#MQTT}. */
    public void setDialect(Dialect dialect) {
        this.dialect = Check.notNull("dialect", dialect);
    }

    /** Returns the consumer group of IoT Platform, or null. */
    public @Nullable String getConsumerGroupId() {
        return consumerGroupId;
    }

    /**
     * Sets the consumer group; needed for {@link Dialect#IOT_PLATFORM} only.
     *
     * @param consumerGroupId as {@link #setInstanceId}
     */
    public void setConsumerGroupId(@Nullable String consumerGroupId) {
        this.consumerGroupId = LoginText.checkedName("consumerGroupId", consumerGroupId);
    }

    /** Returns whether the key pair belongs to a custom identity. */
    public boolean isCustomAuth() {
        return customAuth;
    }

    /** Sets whether the key pair belongs to a custom identity of the instance; default false. AMQP 0-9-1 only. */
    public void setCustomAuth(boolean customAuth) {
        this.customAuth = customAuth;
    }

    /** Returns how AMQP 1.0 logins are signed. */
    public SignMethod getSignMethod() {
        return signMethod;
    }

    /** Sets how AMQP 1.0 logins are signed; default {@link SignMethod#HMAC_SHA256}. */
    public void setSignMethod(SignMethod signMethod) {
        this.signMethod = Check.notNull("signMethod", signMethod);
    }

    /** Returns whether connections use TLS. */
    public boolean isTls() {
        return tls;
    }

    /**
     * Sets whether to connect with TLS ({@code amqps}) to {@link #setTlsPort} instead of {@link #setPort}; default no.
     * With TLS nothing is sent in the clear, and no login before the server's certificate was checked.
     */
    public void setTls(boolean tls) {
        this.tls = tls;
    }

    /** Returns the port for connections with TLS. */
    public int getTlsPort() {
        return tlsPort;
    }

    /** Sets the port for connections with TLS, 1 to 65535, default {@value #DEFAULT_TLS_PORT}. */
    public void setTlsPort(int tlsPort) {
        this.tlsPort = Check.port("tlsPort", tlsPort);
    }

    /** Returns the trust store's file, or null. */
    public @Nullable String getTrustStore() {
        return trustStore;
    }

    /**
     * Sets the file with the certificates to trust for TLS, and those signed by them: a key store (PKCS12 or JKS), or PEM;
     * default null: those that Java trusts.
     */
    public void setTrustStore(@Nullable String trustStore) {
        this.trustStore = trustStore;
    }

    /** Returns the trust store's password, or null. */
    public @Nullable String getTrustStorePassword() {
        return trustStorePassword;
    }

    /** Sets the password of the trust store; default none. */
    public void setTrustStorePassword(@Nullable String trustStorePassword) {
        this.trustStorePassword = trustStorePassword;
    }

    /** Returns whether the server's certificate must name the host. */
    public boolean isVerifyHostName() {
        return verifyHostName;
    }

    /** Sets whether the server's certificate must name the host we connect to; default true. Leave it on. */
    public void setVerifyHostName(boolean verifyHostName) {
        this.verifyHostName = verifyHostName;
    }

    @Override
    public String toString() {
        return "ChannelConfig[domain=" + domain + " port=" + (tls ? tlsPort + " (TLS)" : port) + " instanceId="
                + instanceId + " accessKey=" + accessKey + "]";
    }
}
