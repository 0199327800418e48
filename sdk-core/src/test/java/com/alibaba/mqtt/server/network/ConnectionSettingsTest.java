package com.alibaba.mqtt.server.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.auth.SignMethod;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.config.Protocol;
import dev.mqttstatus.testing.Sneaky;
import java.lang.reflect.Field;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionSettingsTest {
    static Stream<Arguments> incomplete() {
        return Stream.of("domain", "port", "instanceId", "accessKey", "secretKey")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("incomplete")
    void anIncompleteConfigurationNamesWhatIsMissing(String missing) throws ReflectiveOperationException {
        ChannelConfig config = complete();
        Field field = ChannelConfig.class.getDeclaredField(missing);
        field.setAccessible(true);
        field.set(config, field.get(new ChannelConfig()));
        String message = assertThrows(IllegalArgumentException.class, () -> ConnectionSettings.of(config))
                .getMessage();
        assertTrue(message.startsWith(missing + " is "), message);
    }

    @Test
    void aCompleteConfigurationPassesAndTlsNeedsNoPlainPort() {
        assertEquals(5_672, ConnectionSettings.of(complete()).port());
        ChannelConfig tls = new ChannelConfig();
        tls.setDomain("host");
        tls.setInstanceId("i");
        tls.setAccessKey("ak");
        tls.setSecretKey("sk");
        tls.setTls(true);
        assertEquals(ChannelConfig.DEFAULT_TLS_PORT, ConnectionSettings.of(tls).port());
    }

    @Test
    void aProviderReplacesTheKeys() throws ServerException {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("host");
        config.setPort(5_672);
        config.setInstanceId("i");
        Credentials given = Credentials.of("a", "s", "t");
        config.setCredentialsProvider(() -> given);
        assertSame(given, ConnectionSettings.of(config).credentials());
        config.setAccessKey("other");
        config.setSecretKey("other");
        assertSame(given, ConnectionSettings.of(config).credentials());
    }

    @Test
    void theConfiguredKeysAreTheCredentials() throws ServerException {
        ChannelConfig config = complete();
        assertEquals("ak", ConnectionSettings.of(config).credentials().accessKeyId());
        assertEquals("sk", ConnectionSettings.of(config).credentials().accessKeySecret());
        assertNull(ConnectionSettings.of(config).credentials().securityToken());
        config.setSecurityToken("t");
        assertEquals("t", ConnectionSettings.of(config).credentials().securityToken());
    }

    static Stream<Arguments> iotPlatform() {
        return Stream.of(
                iot("", c -> {}),
                iot("", c -> c.setRequestedHeartbeat(30)),
                iot("", c -> c.setRequestedHeartbeat(300)),
                iot("", c -> c.setProtocol(Protocol.AMQP_1_0)),
                iot("requestedHeartbeat", c -> c.setRequestedHeartbeat(0)),
                iot("requestedHeartbeat", c -> c.setRequestedHeartbeat(29)),
                iot("requestedHeartbeat", c -> c.setRequestedHeartbeat(301)),
                iot("protocol", c -> c.setProtocol(Protocol.AMQP_0_9_1)));
    }

    private static Arguments iot(String refused, Consumer<ChannelConfig> change) {
        return Arguments.of(refused, change);
    }

    @ParameterizedTest(name = "{0} ({index})")
    @MethodSource("iotPlatform")
    void iotPlatformHasRulesOfItsOwn(String refused, Consumer<ChannelConfig> change) {
        ChannelConfig config = complete();
        config.setDialect(Dialect.IOT_PLATFORM);
        config.setConsumerGroupId("g");
        change.accept(config);
        if (refused.isEmpty()) {
            ConnectionSettings unused = ConnectionSettings.of(config);
        } else {
            String message = assertThrows(IllegalArgumentException.class, () -> ConnectionSettings.of(config))
                    .getMessage();
            assertTrue(message.startsWith(refused + " is "), message);
        }
    }

    @Test
    void iotPlatformNeedsAConsumerGroup() {
        ChannelConfig config = complete();
        config.setDialect(Dialect.IOT_PLATFORM);
        String message = assertThrows(IllegalArgumentException.class, () -> ConnectionSettings.of(config))
                .getMessage();
        assertTrue(message.startsWith("consumerGroupId is "), message);
    }

    @Test
    void theRulesOfIotPlatformAreNotThoseOfMqtt() {
        ChannelConfig config = complete();
        config.setRequestedHeartbeat(1);
        config.setProtocol(Protocol.AMQP_0_9_1);
        ConnectionSettings unused = ConnectionSettings.of(config);
    }

    @Test
    void everySettingIsTakenOverAndALaterChangeIsNot() throws ServerException {
        ChannelConfig config = complete();
        config.setTls(true);
        config.setTlsPort(5_999);
        config.setCustomAuth(true);
        config.setVerifyHostName(false);
        config.setTrustStore("store.p12");
        config.setTrustStorePassword("p");
        config.setSignMethod(SignMethod.HMAC_SHA1);
        config.setProtocol(Protocol.AMQP_1_0);
        config.setDialect(Dialect.IOT_PLATFORM);
        config.setConsumerGroupId("g");
        config.setNetworkRecoveryInterval(1);
        config.setConnectionTimeout(2);
        config.setHandshakeTimeout(3);
        config.setRequestedHeartbeat(40);
        config.setShutdownTimeout(5);
        ConnectionSettings settings = ConnectionSettings.of(config, 70_000);

        config.setDomain("elsewhere");
        config.setSecretKey("other");
        config.setDialect(Dialect.MQTT);
        config.setShutdownTimeout(6);

        assertEquals("host", settings.domain());
        assertEquals(5_999, settings.port());
        assertEquals("i", settings.instanceId());
        assertEquals("sk", settings.credentials().accessKeySecret());
        assertTrue(settings.isTls() && settings.isCustomAuth());
        assertFalse(settings.isVerifyHostName());
        assertEquals("store.p12", settings.trustStore());
        assertEquals("p", settings.trustStorePassword());
        assertEquals(SignMethod.HMAC_SHA1, settings.signMethod());
        assertEquals(Protocol.AMQP_1_0, settings.protocol());
        assertEquals(Dialect.IOT_PLATFORM, settings.dialect());
        assertEquals("g", settings.consumerGroupId());
        assertEquals(1, settings.networkRecoveryInterval());
        assertEquals(2, settings.connectionTimeout());
        assertEquals(3, settings.handshakeTimeout());
        assertEquals(40, settings.requestedHeartbeat());
        assertEquals(5, settings.shutdownTimeout());
        assertEquals(70_000, settings.maxMessageBytes());
    }

    static Stream<CredentialsProvider> brokenProviders() {
        return Stream.of(
                () -> null,
                () -> {
                    throw new IllegalStateException("no vault");
                },
                () -> {
                    throw new NoClassDefFoundError("vault/Client");
                },
                () -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                () -> {
                    Sneaky.throwAny(new InterruptedException());
                    return null;
                });
    }

    @ParameterizedTest
    @MethodSource("brokenProviders")
    void aProviderThatBreaksItsContractIsARetryableError(CredentialsProvider provider) {
        ChannelConfig config = complete();
        config.setCredentialsProvider(provider);
        ConnectionSettings settings = ConnectionSettings.of(config);
        ServerException failure = assertThrows(ServerException.class, settings::credentials);
        assertEquals(ErrorCode.CREDENTIALS_FAILED, failure.getCode());
        assertTrue(failure.isRetryable());
        assertEquals(failure.getCause() instanceof InterruptedException, Thread.interrupted());
    }

    private static ChannelConfig complete() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("host");
        config.setPort(5_672);
        config.setInstanceId("i");
        config.setAccessKey("ak");
        config.setSecretKey("sk");
        return config;
    }
}
