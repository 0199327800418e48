package com.alibaba.mqtt.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.SignMethod;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    static final List<Arguments> BAD = List.of(
            bad("port", c -> c.setPort(0)),
            bad("port", c -> c.setPort(-1)),
            bad("port", c -> c.setPort(65_536)),
            bad("tlsPort", c -> c.setTlsPort(0)),
            bad("tlsPort", c -> c.setTlsPort(65_536)),
            bad("signMethod", c -> c.setSignMethod(null)),
            bad("protocol", c -> c.setProtocol(null)),
            bad("dialect", c -> c.setDialect(null)),
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

    /** What a placeholder leaves that is empty is reported by start(), as with the official beans. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n"})
    void anEmptyTextIsNotRefusedByASetter(String empty) {
        ChannelConfig config = complete();
        config.setDomain(empty);
        config.setInstanceId(empty);
        config.setAccessKey(empty);
        config.setSecretKey(empty);
        config.setSecurityToken(empty);
        config.setConsumerGroupId(empty);
        assertEquals(empty, config.getDomain());
        assertEquals(empty, config.getSecretKey());
        assertNotNull(config.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "host,host",
        "a-b.c_d.example,a-b.c_d.example",
        "mqtt_server_1,mqtt_server_1",
        "Host.Example.,Host.Example",
        "localhost.,localhost",
        "post-cn-0pp12gl0000-server-internet.mqtt.aliyuncs.com,post-cn-0pp12gl0000-server-internet.mqtt.aliyuncs.com",
        "127.0.0.1,127.0.0.1",
        "127.1,127.1",
        "::1,::1",
        "[::1],::1",
        "[2001:DB8::a],2001:DB8::a",
        "::ffff:127.0.0.1,::ffff:127.0.0.1",
        "fe80::1%eth0,fe80::1%eth0",
        "[fe80::1%25],fe80::1%25",
        "b\u00fccher.example,xn--bcher-kva.example",
        "\u4f8b\u3048\u3002jp,xn--r8jz45g.jp"
    })
    void aDomainIsAHostNameOrAnAddress(String domain, String host) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain(domain);
        assertEquals(host, config.getDomain());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "amqp://host,scheme",
                "https://host:443/,scheme",
                "host:5672,setPort",
                "host:,setPort",
                "[::1]:5672,setPort",
                "127.0.0.1:5672,setPort",
                "` host`,blank",
                "`host `,blank",
                "`ho st`,blank",
                "`host\u00a0`,blank",
                "${MQTT_DOMAIN},placeholder",
                "{{domain}},placeholder",
                "host/path,bare",
                "user@host,bare",
                "host?transport.verifyHost=false,bare",
                "host#,bare",
                "host%23,bare",
                "host%00,bare",
                "[::1]:5671?transport.verifyHost=false#,bare",
                "[::1]?a=b,bare",
                "[::1,bare",
                "::1],bare",
                "[],bare",
                "[host],bare",
                "::1%,bare",
                "::1%a?b,bare",
                "::1%eth0/,bare",
                "1:2:3,bare",
                "::1::2,bare",
                "g::1,bare",
                ".,bare",
                "..,bare",
                ".host,bare",
                "a..b,bare",
                "host..,bare",
                "a\\b,bare",
                "a;b,bare",
                "`a,b`,bare",
                "a&b,bare",
                "a=b,bare",
                "\"host\",bare",
                "host\uff1f,bare",
                "host\uff0fpath,bare",
                "host\uff03,bare",
                "b\u00fccher:5672,setPort",
                "b\u00fccher?a,bare"
            })
    void aDomainWithMoreInItIsRefusedWithWhatToDo(String domain, String hint) {
        String message = assertThrows(IllegalArgumentException.class, () -> new ChannelConfig().setDomain(domain))
                .getMessage();
        assertTrue(message.startsWith("domain is \"") && message.contains(hint), message);
    }

    @Test
    void aDomainWithALineBreakOrOfEndlessLengthIsRefusedOnOneLine() {
        for (String domain :
                List.of("host\n", "h\0", "\0h", "a\r\nWARN forged", "a.".repeat(10_000) + "b", "a".repeat(64))) {
            String message = assertThrows(IllegalArgumentException.class, () -> new ChannelConfig().setDomain(domain))
                    .getMessage();
            assertTrue(message.length() < 400 && !message.contains("\n"), message);
        }
    }

    /** What would add a part to a login. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a|b",
                "a,authId=b",
                "a:b",
                "a&timestamp=1",
                " a",
                "a ",
                "a b",
                "a\n",
                "a\0",
                "a\u00a0",
                "a\u200b",
                "\u2028a",
                "a\u007f"
            })
    void anIdThatWouldMakeAnotherLoginIsRefused(String value) {
        ChannelConfig config = new ChannelConfig();
        Map.<String, Consumer<String>>of(
                        "instanceId", config::setInstanceId,
                        "accessKey", config::setAccessKey,
                        "consumerGroupId", config::setConsumerGroupId)
                .forEach((field, setter) -> {
                    String message = assertThrows(IllegalArgumentException.class, () -> setter.accept(value))
                            .getMessage();
                    assertTrue(message.startsWith(field + " is \""), message);
                    assertTrue(
                            message.contains("not allowed") && message.chars().noneMatch(c -> c < ' '), message);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"secretText\n", " secretText", "secretText ", "secret\0Text", "secret\nText"})
    void aSecretThatNoLoginCanHaveIsRefusedWithoutShowingIt(String value) {
        ChannelConfig config = new ChannelConfig();
        Map.<String, Consumer<String>>of("secretKey", config::setSecretKey, "securityToken", config::setSecurityToken)
                .forEach((field, setter) -> {
                    String message = assertThrows(IllegalArgumentException.class, () -> setter.accept(value))
                            .getMessage();
                    assertTrue(message.startsWith(field + " is a text of "), message);
                    assertFalse(message.contains("secret\n") || message.contains("Text"), message);
                });
    }

    @Test
    void idsAndSecretsMayHaveAllElse() {
        ChannelConfig config = new ChannelConfig();
        config.setAccessKey("DC.a-b_c/d+e=@\u4e2d");
        config.setSecretKey("a b|c,d&e:f=\u4e2d");
        config.setSecurityToken("CAIS+a/b==:c.d-e_f");
        assertEquals("a b|c,d&e:f=\u4e2d", config.getSecretKey());
    }
}
