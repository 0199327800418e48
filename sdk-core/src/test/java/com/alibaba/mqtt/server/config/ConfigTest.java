package com.alibaba.mqtt.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.auth.SignMethod;
import com.alibaba.mqtt.server.common.ServerException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTest {
    static final List<Arguments> BAD = List.of(
            bad("domain", c -> c.setDomain(null)),
            bad("domain", c -> c.setDomain("")),
            bad("domain", c -> c.setDomain(" ")),
            bad("domain", c -> c.setDomain("amqp://host")),
            bad("domain", c -> c.setDomain("host/path")),
            bad("domain", c -> c.setDomain("user@host")),
            bad("port", c -> c.setPort(0)),
            bad("port", c -> c.setPort(-1)),
            bad("port", c -> c.setPort(65_536)),
            bad("tlsPort", c -> c.setTlsPort(0)),
            bad("tlsPort", c -> c.setTlsPort(65_536)),
            bad("instanceId", c -> c.setInstanceId(null)),
            bad("instanceId", c -> c.setInstanceId("\n")),
            bad("accessKey", c -> c.setAccessKey(null)),
            bad("accessKey", c -> c.setAccessKey("")),
            bad("secretKey", c -> c.setSecretKey(null)),
            bad("secretKey", c -> c.setSecretKey(" ")),
            bad("signMethod", c -> c.setSignMethod(null)),
            bad("protocol", c -> c.setProtocol(null)),
            bad("dialect", c -> c.setDialect(null)),
            bad("consumerGroupId", c -> c.setConsumerGroupId(null)),
            bad("consumerGroupId", c -> c.setConsumerGroupId(" ")),
            bad("networkRecoveryInterval", c -> c.setNetworkRecoveryInterval(0)),
            bad("networkRecoveryInterval", c -> c.setNetworkRecoveryInterval(Long.MIN_VALUE)),
            bad("connectionTimeout", c -> c.setConnectionTimeout(-1)),
            bad("handshakeTimeout", c -> c.setHandshakeTimeout(-1)),
            bad("requestedHeartbeat", c -> c.setRequestedHeartbeat(-1)),
            bad("shutdownTimeout", c -> c.setShutdownTimeout(Integer.MIN_VALUE)),
            bad("minConsumeThreadNum", c -> new ConsumerConfig().setMinConsumeThreadNum(0)),
            bad("minConsumeThreadNum", c -> new ConsumerConfig().setMinConsumeThreadNum(-1)),
            bad("maxConsumeThreadNum", c -> new ConsumerConfig().setMaxConsumeThreadNum(0)),
            bad("sendTimeoutMills", c -> new ProducerConfig().setSendTimeoutMills(0)),
            bad("sendTimeoutMills", c -> new ProducerConfig().setSendTimeoutMills(-5)));

    private static Arguments bad(String field, Consumer<ChannelConfig> call) {
        return Arguments.of(field, call);
    }

    @ParameterizedTest(name = "{0} ({index})")
    @FieldSource("BAD")
    void aBadValueIsRefusedByName(String field, Consumer<ChannelConfig> call) {
        String message = assertThrows(IllegalArgumentException.class, () -> call.accept(new ChannelConfig()))
                .getMessage();
        assertTrue(message.startsWith(field + " is "), message);
    }

    @Test
    void boundsThemselvesAreAllowed() {
        ChannelConfig config = new ChannelConfig();
        config.setPort(1);
        config.setPort(65_535);
        config.setTlsPort(65_535);
        config.setNetworkRecoveryInterval(1);
        config.setConnectionTimeout(0);
        config.setHandshakeTimeout(0);
        config.setRequestedHeartbeat(0);
        config.setShutdownTimeout(0);
        config.setTrustStore(null);
        config.setTrustStorePassword(null);
        new ConsumerConfig().setMinConsumeThreadNum(1);
        new ConsumerConfig().setMaxConsumeThreadNum(1);
        new ProducerConfig().setSendTimeoutMills(1);
        assertEquals(65_535, config.getPort());
    }

    @Test
    void defaultsAreTheOfficialOnes() {
        ChannelConfig config = new ChannelConfig();
        assertEquals(5_000, config.getNetworkRecoveryInterval());
        assertEquals(60_000, config.getConnectionTimeout());
        assertEquals(10_000, config.getHandshakeTimeout());
        assertEquals(60, config.getRequestedHeartbeat());
        assertEquals(10_000, config.getShutdownTimeout());
        assertEquals(16, new ConsumerConfig().getMinConsumeThreadNum());
        assertEquals(32, new ConsumerConfig().getMaxConsumeThreadNum());
        assertEquals(5_000, new ProducerConfig().getSendTimeoutMills());
    }

    @Test
    void defaultsOfOursAreTheSafeOnes() {
        ChannelConfig config = new ChannelConfig();
        assertTrue(config.isVerifyHostName());
        assertFalse(config.isTls());
        assertEquals(5_671, config.getTlsPort());
        assertEquals(SignMethod.HMAC_SHA256, config.getSignMethod());
        assertFalse(config.isCustomAuth());
        assertNull(config.getTrustStore());
        assertEquals(Protocol.AUTO, config.getProtocol());
        assertEquals(Dialect.MQTT, config.getDialect());
        assertNull(config.getSecurityToken());
        assertNull(config.getCredentialsProvider());
        assertNull(config.getConsumerGroupId());
    }

    /** By reflection, so that a new field cannot be forgotten in the copy. */
    @Test
    void aCopyHasEveryField() throws ReflectiveOperationException {
        ChannelConfig original = new ChannelConfig();
        ChannelConfig fresh = new ChannelConfig();
        List<Field> fields = new ArrayList<>();
        for (Class<?> type = ChannelConfig.class; type != Object.class; type = type.getSuperclass()) {
            Stream.of(type.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .forEach(fields::add);
        }
        for (Field field : fields) {
            field.setAccessible(true);
            field.set(original, other(field, field.get(fresh)));
        }
        ChannelConfig copy = new ChannelConfig(original);
        for (Field field : fields) {
            assertNotEquals(field.get(fresh), field.get(copy), field.getName());
            assertEquals(field.get(original), field.get(copy), field.getName());
        }
        assertTrue(fields.size() >= 22, () -> "fields found: " + fields);
    }

    private static Object other(Field field, Object value) {
        if (field.getType() == int.class) {
            return (int) value + 7;
        }
        if (field.getType() == long.class) {
            return (long) value + 7;
        }
        if (field.getType() == boolean.class) {
            return !(boolean) value;
        }
        if (field.getType() == String.class) {
            return "other " + field.getName();
        }
        if (field.getType().isEnum()) {
            return Stream.of(field.getType().getEnumConstants())
                    .filter(constant -> constant != value)
                    .findAny()
                    .orElseThrow();
        }
        if (field.getType() == CredentialsProvider.class) {
            return CredentialsProvider.defaultChain();
        }
        throw new AssertionError("teach this test to change a " + field);
    }

    @Test
    void aCopyIsIndependent() {
        ChannelConfig original = complete();
        ChannelConfig copy = new ChannelConfig(original);
        original.setDomain("elsewhere");
        assertEquals("host", copy.getDomain());
    }

    @Test
    void whatWasSetComesBack() {
        ChannelConfig config = complete();
        config.setTlsPort(5_999);
        config.setTls(true);
        config.setCustomAuth(true);
        config.setVerifyHostName(false);
        config.setTrustStore("store.p12");
        config.setTrustStorePassword("p");
        config.setSignMethod(SignMethod.HMAC_SHA1);
        config.setProtocol(Protocol.AMQP_1_0);
        config.setDialect(Dialect.IOT_PLATFORM);
        config.setSecurityToken("t");
        config.setConsumerGroupId("g");
        assertEquals(Protocol.AMQP_1_0, config.getProtocol());
        assertEquals(Dialect.IOT_PLATFORM, config.getDialect());
        assertEquals("t", config.getSecurityToken());
        assertEquals("g", config.getConsumerGroupId());
        assertEquals("host", config.getDomain());
        assertEquals(5_672, config.getPort());
        assertEquals("i", config.getInstanceId());
        assertEquals("ak", config.getAccessKey());
        assertEquals("sk", config.getSecretKey());
        assertEquals(5_999, config.getTlsPort());
        assertTrue(config.isTls() && config.isCustomAuth() && !config.isVerifyHostName());
        assertEquals("store.p12", config.getTrustStore());
        assertEquals("p", config.getTrustStorePassword());
        assertEquals(SignMethod.HMAC_SHA1, config.getSignMethod());
    }

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
        String message = assertThrows(IllegalArgumentException.class, config::requireComplete)
                .getMessage();
        assertTrue(message.startsWith(missing + " is "), message);
    }

    @Test
    void aCompleteConfigurationPassesAndTlsNeedsNoPlainPort() {
        complete().requireComplete();
        ChannelConfig tls = new ChannelConfig();
        tls.setDomain("host");
        tls.setInstanceId("i");
        tls.setAccessKey("ak");
        tls.setSecretKey("sk");
        tls.setTls(true);
        tls.requireComplete();
    }

    @Test
    void aProviderReplacesTheKeys() throws ServerException {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("host");
        config.setPort(5_672);
        config.setInstanceId("i");
        Credentials given = Credentials.of("a", "s", "t");
        config.setCredentialsProvider(() -> given);
        config.requireComplete();
        assertSame(given, config.credentials());
        config.setAccessKey("other");
        config.setSecretKey("other");
        assertSame(given, config.credentials());
    }

    @Test
    void theConfiguredKeysAreTheCredentials() throws ServerException {
        ChannelConfig config = complete();
        assertEquals("ak", config.credentials().accessKeyId());
        assertEquals("sk", config.credentials().accessKeySecret());
        assertNull(config.credentials().securityToken());
        config.setSecurityToken("t");
        assertEquals("t", config.credentials().securityToken());
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
            config.requireComplete();
        } else {
            String message = assertThrows(IllegalArgumentException.class, config::requireComplete)
                    .getMessage();
            assertTrue(message.startsWith(refused + " is "), message);
        }
    }

    @Test
    void iotPlatformNeedsAConsumerGroup() {
        ChannelConfig config = complete();
        config.setDialect(Dialect.IOT_PLATFORM);
        String message = assertThrows(IllegalArgumentException.class, config::requireComplete)
                .getMessage();
        assertTrue(message.startsWith("consumerGroupId is "), message);
    }

    @Test
    void theRulesOfIotPlatformAreNotThoseOfMqtt() {
        ChannelConfig config = complete();
        config.setRequestedHeartbeat(1);
        config.setProtocol(Protocol.AMQP_0_9_1);
        config.requireComplete();
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
