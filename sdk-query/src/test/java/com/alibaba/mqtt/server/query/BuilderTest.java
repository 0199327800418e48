package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.query.http.Endpoint;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QuerySource;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
    private static final Credentials KEYS = Credentials.of("ak", "sk");

    private static StatusQueryClientBuilder complete() {
        return StatusQueryClient.builder()
                .endpoint("http://127.0.0.1:1")
                .instanceId("post-cn-1")
                .credentials(KEYS);
    }

    static final List<Arguments> BAD = List.of(
            bad("region is null", b -> b.region(null)),
            bad("region is blank", b -> b.region(" ")),
            bad("network is null", b -> b.network(null)),
            bad("endpoint is null", b -> b.endpoint(null)),
            bad("endpoint is blank", b -> b.endpoint("")),
            bad("instanceId is null", b -> b.instanceId(null)),
            bad("instanceId is blank", b -> b.instanceId("")),
            bad("credentials is null", b -> b.credentials(null)),
            bad("signature is null", b -> b.signature(null)),
            bad("connectTimeout is null", b -> b.connectTimeout(null)),
            bad("connectTimeout is PT0S", b -> b.connectTimeout(Duration.ZERO)),
            bad("connectTimeout is PT-1S", b -> b.connectTimeout(Duration.ofSeconds(-1))),
            bad("callTimeout is PT0.000001S", b -> b.callTimeout(Duration.ofNanos(1_000))),
            bad(
                    "callTimeout is PT10M0.001S",
                    b -> b.callTimeout(Duration.ofMinutes(10).plusMillis(1))),
            bad("callTimeout is ", b -> b.callTimeout(Duration.ofSeconds(Long.MAX_VALUE))),
            bad("region and endpoint are both set", b -> b.region("cn-hangzhou").build()),
            bad(
                    "region and endpoint are not set",
                    b -> StatusQueryClient.builder().build()),
            bad(
                    "instanceId is null",
                    b -> StatusQueryClient.builder().endpoint("h").build()),
            bad(
                    "credentials is null",
                    b -> StatusQueryClient.builder()
                            .endpoint("h")
                            .instanceId("i")
                            .build()));

    private static Arguments bad(String message, Consumer<StatusQueryClientBuilder> call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("BAD")
    void aBadSettingIsRefusedByName(String message, Consumer<StatusQueryClientBuilder> call) {
        StatusQueryClientBuilder builder = complete();
        String text = assertThrows(IllegalArgumentException.class, () -> call.accept(builder))
                .getMessage();
        assertTrue(text.startsWith(message), text);
    }

    @Test
    void timeoutsAtTheirBoundsAreAllowed() {
        complete()
                .connectTimeout(Duration.ofMillis(1))
                .callTimeout(Duration.ofMinutes(10))
                .build()
                .close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tok\nen", "tok en", "token\n", "t\u00f6ken"})
    void aTokenThatNoHeaderCanCarryIsRefusedUnseen(String token) {
        String text = assertThrows(
                        IllegalArgumentException.class, () -> complete().credentials(Credentials.of("ak", "sk", token)))
                .getMessage();
        assertTrue(text.contains("securityToken "), text);
        assertFalse(text.contains(token), text);
        assertThrows(IllegalArgumentException.class, () -> complete().credentials(Credentials.of(token, "sk")));
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.test,https://api.example.test,api.example.test",
        "API.Example.Test:443,https://api.example.test,api.example.test",
        "api.example.test:8443,https://api.example.test:8443,api.example.test:8443",
        "https://api.example.test/,https://api.example.test,api.example.test",
        "HTTP://127.0.0.1:8080,http://127.0.0.1:8080,127.0.0.1:8080",
        "http://127.0.0.1:80,http://127.0.0.1,127.0.0.1",
        "http://h:443,http://h:443,h:443",
        "http://[::1]:8080,http://[::1]:8080,[::1]:8080",
        "http://[2001:DB8::1],http://[2001:db8::1],[2001:db8::1]",
        "http://broker_1:8080,http://broker_1:8080,broker_1:8080",
        "my_project_emulator_1,https://my_project_emulator_1,my_project_emulator_1"
    })
    void endpointsAreRead(String text, String url, String hostHeader) {
        Endpoint endpoint = Endpoint.parse(text);
        assertEquals(url, endpoint.toString());
        assertEquals(hostHeader, endpoint.hostHeader());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h",
                "http://",
                "http:///x",
                "h/path",
                "h?x=1",
                "h#x",
                "h:0",
                "h:65536",
                "h:-1",
                "h:port",
                "a b",
                "://h",
                "h:1:2",
                "mqtt://h:1883",
                "a..b",
                "-a",
                "[::1]:8080?transport.verifyHost=false",
                "[::1",
                "[1.2.3.4]",
                "[fe80::1%eth0]",
                "h\\path",
                "h:\u0661",
                "h:80 ",
                "b\u00fccher.test"
            })
    void badEndpointsAreRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text))
                .getMessage();
        assertTrue(message.startsWith("endpoint is \"" + text + "\"; host[:port] is needed"), message);
    }

    @Test
    void aTooLongHostIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse("a".repeat(64) + ".test"));
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse("abc.".repeat(70) + "test"));
    }

    @Test
    void aUserInTheEndpointIsNotShown() {
        String message = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse("https://me:pass@h"))
                .getMessage();
        assertFalse(message.contains("pass"), message);
    }

    @Test
    void regionsComeFromTheDataOfTheirNetwork() {
        assertEquals("onsmqtt.cn-hangzhou.aliyuncs.com", Regions.host("cn-hangzhou", Network.PUBLIC));
        assertEquals("onsmqtt-vpc.cn-hangzhou.aliyuncs.com", Regions.host("cn-hangzhou", Network.VPC));
        assertEquals("onsmqtt.ap-southeast-2.aliyuncs.com", Regions.host("ap-southeast-2", Network.PUBLIC));
    }

    @Test
    void anUnknownRegionNamesTheKnownOnes() {
        // a region of the VPC network only
        StatusQueryClientBuilder builder = StatusQueryClient.builder()
                .region("us-east-1")
                .instanceId("post-cn-1")
                .credentials(KEYS);
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.contains("region is \"us-east-1\""), message);
        assertTrue(message.contains("PUBLIC") && message.contains("cn-hangzhou, "), message);
        assertTrue(message.contains("endpoint("), message);
        try (StatusQueryClient client = builder.network(Network.VPC).build()) {
            assertEquals(
                    "StatusQueryClient[https://onsmqtt-vpc.us-east-1.aliyuncs.com instanceId=post-cn-1]",
                    client.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null,null", "'',blank", "' ',blank"})
    void aBadClientIdIsRefusedAtOnce(String clientId, String word) {
        try (StatusQueryClient client = complete().build()) {
            assertRefused("clientId is " + word, () -> client.queryClientStatus(clientId));
            assertRefused("clientId is " + word, () -> client.queryClientStatusAsync(clientId));
            List<String> ids = Arrays.asList("a", clientId);
            assertRefused("clientIds[1] is " + word, () -> client.queryClientStatus(ids));
            assertRefused("clientIds[1] is " + word, () -> client.queryClientStatusAsync(ids));
        }
    }

    @Test
    void nullInsteadOfACollectionIsRefused() {
        try (StatusQueryClient client = complete().build()) {
            assertRefused("clientIds is null", () -> client.queryClientStatus((List<String>) null));
        }
    }

    private static void assertRefused(String start, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void noTextOfOthersForgesLines() {
        String forged = "x\r\n2026-01-01 ERROR \u001b[2J";
        assertOneLine(new ClientStatus(forged, true, QuerySource.LIVE, Instant.EPOCH, null).toString());
        try (StatusQueryClient client = complete().instanceId(forged).build()) {
            assertOneLine(client.toString());
        }
        for (Executable call : List.<Executable>of(
                () -> Regions.host(forged, Network.PUBLIC),
                () -> Endpoint.parse(forged),
                () -> StatusQueryClient.builder().proxy(forged, 1))) {
            assertOneLine(assertThrows(IllegalArgumentException.class, call).getMessage());
        }
    }

    private static void assertOneLine(String text) {
        assertTrue(text.chars().noneMatch(Character::isISOControl), text);
    }

    @Test
    void nothingAskedNeedsNoService() throws Exception {
        try (StatusQueryClient client = complete().build()) {
            assertEquals(Map.of(), client.queryClientStatus(List.of()));
            assertEquals(Map.of(), client.queryClientStatusAsync(List.of()).join());
        }
    }
}
