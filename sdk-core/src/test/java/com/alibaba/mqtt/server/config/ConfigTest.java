package com.alibaba.mqtt.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.SignMethod;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

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
