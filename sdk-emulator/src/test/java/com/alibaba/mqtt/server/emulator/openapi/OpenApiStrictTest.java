package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Device;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiLimits;
import com.alibaba.mqtt.server.emulator.OpenApiNumbers;
import com.alibaba.mqtt.server.emulator.OpenApiOptions;
import com.alibaba.mqtt.server.emulator.TestClock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the service is strict about. */
class OpenApiStrictTest {
    private static final String QUERY = "QuerySessionByClientId";
    private static final String BATCH = "BatchQuerySessionByClientIds";
    private static final String TRACE = "QueryMqttTraceDevice";
    private static final String CLOSE = "CloseConnection";
    private static final String GROUPS = "ListGroupId";
    private static final String DEVICE = "GID_demo@@@device";

    private static Emulator shared;

    @BeforeAll
    static void start() throws Exception {
        shared = Emulator.builder().start();
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @Test
    void theAccountHasALimitForEachOperation() throws Exception {
        TestClock clock = TestClock.still();
        OpenApiLimits limits = OpenApiLimits.none().account(QUERY, 3).account(GROUPS, 1);
        try (Emulator emulator = Emulator.builder()
                .clock(clock)
                .openApi(OpenApiOptions.defaults().limits(limits))
                .start()) {
            for (int call = 0; call < 3; call++) {
                assertEquals(200, query(emulator).sendAcs3().statusCode());
            }
            HttpResponse<String> refused = query(emulator).sendAcs3();
            assertError(400, "Throttling.User", refused);
            assertTrue(refused.headers()
                    .firstValue("x-ratelimit-user-api")
                    .orElse("")
                    .startsWith("Limit:3,Remain:0,TimeLeft:1000,Reset:"));
            assertEquals(
                    "1000", refused.headers().firstValue("x-acs-retry-after").orElse(""));
            assertEquals(200, OpenApiClient.acs3(emulator, GROUPS).sendAcs3().statusCode());
            assertError(
                    400, "Throttling.User", OpenApiClient.rpc(emulator, GROUPS).sendRpc());
            // a wrong signature says nothing about an account
            OpenApiClient wrong = query(emulator);
            wrong.secretKey = "wrong";
            assertError(400, "SignatureDoesNotMatch", wrong.sendAcs3());
            clock.advance(Duration.ofSeconds(1));
            assertEquals(200, query(emulator).sendAcs3().statusCode());

            OpenApiNumbers numbers = emulator.openApi().numbers();
            assertEquals(8, numbers.requests());
            assertEquals(5, numbers.answered());
            assertEquals(Map.of(QUERY, 4L, GROUPS, 1L), numbers.answeredByAction());
            assertEquals(4, numbers.answered(QUERY));
            assertEquals(0, numbers.answered(BATCH));
            assertEquals(2, numbers.throttled());
            assertEquals(0, numbers.blocked());
            assertEquals(7, numbers.maxInOneSecond());
            assertEquals(5, numbers.maxInOneSecond(QUERY));
            assertEquals(0, numbers.maxInOneSecond(TRACE));
            assertEquals(0, emulator.openApi().resetNumbers().numbers().requests());
            assertEquals(8, numbers.requests());
        }
    }

    @Test
    void anAddressThatCallsTooOftenIsBlockedForATime() throws Exception {
        TestClock clock = TestClock.still();
        try (Emulator emulator = Emulator.builder().clock(clock).start()) {
            emulator.openApi().limits(OpenApiLimits.ofService().address(5).block(Duration.ofSeconds(10)));
            for (int call = 0; call < 5; call++) {
                OpenApiClient refused = query(emulator);
                refused.secretKey = "wrong";
                assertError(400, "SignatureDoesNotMatch", refused.sendAcs3());
            }
            for (int call = 0; call < 3; call++) {
                HttpResponse<String> blocked = query(emulator).sendAcs3();
                assertEquals(403, blocked.statusCode());
                assertTrue(blocked.body().startsWith("<html>"), blocked::body);
                clock.advance(Duration.ofSeconds(3));
            }
            assertEquals(3, emulator.openApi().numbers().blocked());
            assertEquals(403, query(emulator).sendAcs3().statusCode());
            clock.advance(Duration.ofSeconds(1));
            assertEquals(200, query(emulator).sendAcs3().statusCode());
            emulator.openApi().limits(OpenApiLimits.none());
            for (int call = 0; call < 20; call++) {
                assertEquals(200, query(emulator).sendAcs3().statusCode());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, <QuerySessionByClientIdResponse><OnlineStatus>false</OnlineStatus><RequestId>", "false, '{'"})
    void answersInTheFormatThatIsAskedFor(boolean xml, String start) throws Exception {
        Emulator emulator = shared;
        String accept = xml ? "application/xml" : "application/json";
        String type = xml ? "text/xml;charset=utf-8" : "application/json;charset=utf-8";
        List<HttpResponse<String>> answers = List.of(
                query(emulator).header("Accept", accept).sendAcs3(),
                OpenApiClient.rpc(emulator, QUERY)
                        .with("ClientId", DEVICE)
                        .sign("Format", xml ? "XML" : "JSON")
                        .sendRpc());
        for (HttpResponse<String> answer : answers) {
            String body = answer.body().replace("<?xml version='1.0' encoding='UTF-8'?>", "");
            assertTrue(body.startsWith(start), body);
            assertEquals(type, answer.headers().firstValue("Content-Type").orElse(""));
        }
        HttpResponse<String> error =
                OpenApiClient.acs3(emulator, QUERY).header("Accept", accept).sendAcs3();
        assertEquals(400, error.statusCode());
        assertTrue(
                error.body().contains(xml ? "<Code>MissingClientId</Code>" : "\"Code\":\"MissingClientId\""),
                error::body);
        assertEquals(xml, error.body().contains("<Error>"), error::body);
    }

    @Test
    void aListInXmlIsItsElementRepeated() throws Exception {
        try (Emulator emulator =
                Emulator.builder().group("GID_one").group("GID_two").start()) {
            String body = OpenApiClient.rpc(emulator, BATCH)
                    .with("ClientIdList.1", "GID_one@@@a")
                    .with("ClientIdList.2", "GID_one@@@b")
                    .sign("Format", "XML")
                    .sendRpc()
                    .body();
            assertTrue(
                    body.contains(
                            "<OnlineStatusList><ClientId>GID_one@@@a</ClientId><OnlineStatus>false</OnlineStatus></OnlineStatusList>"
                                    + "<OnlineStatusList><ClientId>GID_one@@@b</ClientId>"),
                    body);
            assertTrue(OpenApiClient.acs3(emulator, GROUPS)
                    .header("Accept", "application/xml")
                    .sendAcs3()
                    .body()
                    .contains("</Data><Data><GroupId>GID_two</GroupId>"));
        }
    }

    @Test
    void aNonceIsRequired() throws Exception {
        Emulator emulator = shared;
        assertError(
                400,
                "IncompleteSignature",
                query(emulator).leaveOut("x-acs-signature-nonce").sendAcs3());
        assertError(
                400,
                "MissingSignatureNonce",
                OpenApiClient.rpc(emulator, QUERY)
                        .with("ClientId", DEVICE)
                        .sign("SignatureNonce", "")
                        .sendRpc());
    }

    @Test
    void theOperationIsTheOneThatIsSigned() throws Exception {
        Emulator emulator = shared;
        Device.connect(3, emulator, DEVICE);
        HttpResponse<String> answer = OpenApiClient.rpc(emulator, QUERY)
                .with("ClientId", DEVICE)
                .header("x-acs-action", CLOSE)
                .header("x-acs-version", "2019-01-01")
                .sendRpc();
        assertEquals(true, OpenApiClient.json(answer).getBoolean("OnlineStatus"), answer::body);
        assertTrue(emulator.isOnline(DEVICE));
        assertError(
                400,
                "MissingAction",
                query(emulator).leaveOut("x-acs-action").with("Action", QUERY).sendAcs3());
    }

    @Test
    void theDateIsThatOfTheClock() throws Exception {
        TestClock clock = TestClock.still("2031-02-03T04:05:06Z");
        try (Emulator emulator = Emulator.builder().clock(clock).start()) {
            HttpResponse<String> refused = query(emulator).sendAcs3();
            assertError(400, "InvalidTimeStamp.Expired", refused);
            assertEquals(
                    "Mon, 03 Feb 2031 04:05:06 GMT",
                    refused.headers().firstValue("Date").orElse(""));
            assertEquals(
                    200,
                    query(emulator)
                            .sign("x-acs-date", "2031-02-03T04:00:00Z")
                            .sendAcs3()
                            .statusCode());
        }
    }

    @Test
    void answersOverTlsBesideThePlainPort() throws Exception {
        try (Emulator emulator =
                Emulator.builder().openApi(OpenApiOptions.defaults().tls(true)).start()) {
            HttpClient trusting =
                    HttpClient.newBuilder().sslContext(trusting(emulator)).build();
            assertEquals(200, query(emulator).overTls(trusting).sendAcs3().statusCode());
            assertEquals(
                    200,
                    OpenApiClient.rpc(emulator, GROUPS)
                            .overTls(trusting)
                            .sendRpc()
                            .statusCode());
            assertEquals(200, query(emulator).sendAcs3().statusCode());
            assertEquals(3, emulator.openApi().numbers().answered());
            HttpClient strange = HttpClient.newHttpClient();
            assertThrows(
                    IOException.class, () -> query(emulator).overTls(strange).sendAcs3());
            assertThrows(IllegalStateException.class, emulator::amqpsPort);
        }
        try (Emulator plain = Emulator.builder().amqpTls(true).start()) {
            assertThrows(IllegalStateException.class, () -> plain.openApi().httpsPort());
        }
    }

    private static SSLContext trusting(Emulator emulator) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("emulator", emulator.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static OpenApiClient query(Emulator emulator) {
        return OpenApiClient.acs3(emulator, QUERY).with("ClientId", DEVICE);
    }

    private static void assertError(int status, String code, HttpResponse<String> response) {
        JSONObject error = OpenApiClient.json(response);
        assertEquals(code, error.getString("Code"), response::body);
        assertEquals(status, response.statusCode());
    }
}
