package com.alibaba.mqtt.server.spring.settings;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.query.Pace;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import com.alibaba.mqtt.server.spring.MqttStatusConnectionDetails;
import com.alibaba.mqtt.server.spring.MqttStatusCustomizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the SDK's own settings of one instance's properties. Immutable, but for the properties. Internal. */
public final class InstanceSettings {
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int SPARE_MILLIS = 1_000;

    private final String name;
    private final Setting setting;
    private final InstanceProperties properties;
    private final @Nullable MqttStatusConnectionDetails details;
    private final List<MqttStatusCustomizer> customizers;
    private final Surroundings surroundings;

    /**
     * Creates it.
     *
     * @param prefix what the names of the properties begin with
     * @param details replaces where the service is and who we are, if not null
     */
    public InstanceSettings(
            String name,
            String prefix,
            InstanceProperties properties,
            @Nullable MqttStatusConnectionDetails details,
            List<MqttStatusCustomizer> customizers,
            Surroundings surroundings) {
        this.name = name;
        this.setting = new Setting(prefix);
        this.properties = properties;
        this.details = details;
        this.customizers = customizers;
        this.surroundings = surroundings;
    }

    /** Returns the name of the instance. */
    public String name() {
        return name;
    }

    /** Returns how the true state is worked out. */
    public PresenceProperties presence() {
        return properties.getPresence();
    }

    /** Returns where and how to connect. */
    public ChannelConfig channel() {
        ChannelConfig config = new ChannelConfig();
        if (details == null) {
            require("domain", properties.getDomain());
            setting.set("domain", properties.getDomain(), config::setDomain);
            setting.set("port", properties.getPort(), config::setPort);
            setting.set("instance-id", instanceId(), config::setInstanceId);
        } else {
            config.setDomain(details.domain());
            config.setPort(details.port());
            config.setInstanceId(details.instanceId());
        }
        config.setCredentialsProvider(credentials());
        setting.set("protocol", properties.getProtocol(), config::setProtocol);
        config.setTls(properties.isTls());
        setting.set("tls-port", properties.getTlsPort(), config::setTlsPort);
        setting.set("trust-store", properties.getTrustStore(), config::setTrustStore);
        setting.set("trust-store-password", properties.getTrustStorePassword(), config::setTrustStorePassword);
        setting.millis("connect-timeout", properties.getConnectTimeout(), config::setConnectionTimeout);
        setting.millis("handshake-timeout", properties.getHandshakeTimeout(), config::setHandshakeTimeout);
        setting.set(
                "heartbeat",
                properties.getHeartbeat(),
                time -> config.setRequestedHeartbeat(Math.toIntExact(time.toSeconds())));
        setting.set(
                "recovery-interval",
                properties.getRecoveryInterval(),
                time -> config.setNetworkRecoveryInterval(time.toMillis()));
        config.setShutdownTimeout(shutdownMillis(config.getHandshakeTimeout()));
        setting.millis("shutdown-timeout", properties.getShutdownTimeout(), config::setShutdownTimeout);
        customizers.forEach(each -> each.channel(name, config));
        return config;
    }

    /** What is left of the phase in which Spring lets us stop, after the server's answers. */
    private int shutdownMillis(int handshakeMillis) {
        long answers = Math.min(handshakeMillis == 0 ? HANDSHAKE_MILLIS : handshakeMillis, HANDSHAKE_MILLIS);
        long left = surroundings.shutdownPhase().toMillis() - answers - SPARE_MILLIS;
        return (int) Math.min(Math.max(left, SPARE_MILLIS), Integer.MAX_VALUE);
    }

    /** Returns how deliveries reach listeners, whose calls run on so many threads; null for as many as is set. */
    public ConsumerConfig consumer(@Nullable Integer threads) {
        ConsumerConfig config = new ConsumerConfig();
        ConsumerProperties from = properties.getConsumer();
        if (threads == null) {
            setting.set("consumer.min-threads", from.getMinThreads(), config::setMinConsumeThreadNum);
            setting.set("consumer.max-threads", from.getMaxThreads(), config::setMaxConsumeThreadNum);
        } else {
            config.setMinConsumeThreadNum(1);
            config.setMaxConsumeThreadNum(threads);
        }
        setting.set("consumer.max-unsettled", from.getMaxUnsettled(), config::setMaxUnsettled);
        setting.set(
                "consumer.max-unsettled-size",
                from.getMaxUnsettledSize(),
                size -> config.setMaxUnsettledBytes(size.toBytes()));
        setting.set("consumer.max-parked", from.getMaxParked(), config::setMaxParked);
        setting.set(
                "consumer.max-message-size",
                from.getMaxMessageSize(),
                size -> config.setMaxMessageBytes(Math.toIntExact(size.toBytes())));
        setting.set("consumer.max-attempts", from.getMaxAttempts(), config::setMaxAttempts);
        config.setExecutor(surroundings.listenerExecutor());
        customizers.forEach(each -> each.consumer(name, config));
        return config;
    }

    /** Returns how sends are made. */
    public ProducerConfig producer() {
        ProducerConfig config = new ProducerConfig();
        setting.set("send-timeout", properties.getSendTimeout(), time -> config.setSendTimeoutMills(time.toMillis()));
        return config;
    }

    /** Returns whether it is set where queries go. */
    public boolean hasQueries() {
        QueryProperties from = properties.getQuery();
        return details != null || from.getRegion() != null || from.getEndpoint() != null;
    }

    /** Returns a new client for queries. */
    public StatusQueryClient query() {
        if (!hasQueries()) {
            throw setting.missing("query.region", "not set, nor is query.endpoint; queries need one of them");
        }
        StatusQueryClientBuilder builder = StatusQueryClient.builder();
        QueryProperties from = properties.getQuery();
        if (details == null) {
            setting.set("query.region", from.getRegion(), builder::region);
            setting.set("query.endpoint", from.getEndpoint(), builder::endpoint);
            setting.set("instance-id", instanceId(), builder::instanceId);
        } else {
            builder.endpoint(details.endpoint()).instanceId(details.instanceId());
        }
        builder.credentialsProvider(credentials());
        setting.set("query.call-timeout", from.getCallTimeout(), builder::callTimeout);
        setting.set("query.attempt-timeout", from.getAttemptTimeout(), builder::attemptTimeout);
        setting.set("query.connect-timeout", from.getConnectTimeout(), builder::connectTimeout);
        setting.set("query.max-attempts", from.getMaxAttempts(), builder::maxAttempts);
        setting.set("query.max-waiting", from.getMaxWaiting(), builder::maxWaiting);
        setting.set(
                "query.share",
                from.getShare(),
                share -> builder.pace(Pace.standard().share(share)));
        customizers.forEach(each -> each.query(name, builder));
        return setting.checked("query", builder::build);
    }

    private CredentialsProvider credentials() {
        if (details != null) {
            return details.credentials();
        }
        String key = properties.getAccessKey();
        String secret = properties.getSecretKey();
        boolean hasKey = key != null && !key.isBlank();
        boolean hasSecret = secret != null && !secret.isBlank();
        if (hasKey && !hasSecret) {
            throw setting.missing("secret-key", "not set, but access-key is; both of them are needed, or none");
        }
        if (hasSecret && !hasKey) {
            throw setting.missing("access-key", "not set, but secret-key is; both of them are needed, or none");
        }
        if (key == null || secret == null || !hasKey) {
            return CredentialsProvider.defaultChain();
        }
        String token = properties.getSecurityToken();
        Credentials constant = token == null ? Credentials.of(key, secret) : Credentials.of(key, secret, token);
        return () -> constant;
    }

    private String instanceId() {
        return require("instance-id", properties.getInstanceId());
    }

    private String require(String property, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw setting.missing(property, "not set; it is in the console, with the instance");
        }
        return value;
    }

    /** Returns what makes the tracker. */
    public PresenceSettings presenceSettings() {
        return new PresenceSettings(name, setting, properties.getPresence(), instanceIdForKeys(), customizers);
    }

    private String instanceIdForKeys() {
        return details == null ? instanceId() : details.instanceId();
    }
}
