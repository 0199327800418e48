package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Await;
import com.alibaba.mqtt.server.emulator.Device;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiFault;
import com.alibaba.mqtt.server.emulator.OpenApiNumbers;
import com.alibaba.mqtt.server.emulator.TestClock;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {
    private static final String QUERY = "QuerySessionByClientId";
    private static final String BATCH = "BatchQuerySessionByClientIds";
    private static final String ONLINE = "GID_demo@@@online";
    private static Emulator emulator;

    @BeforeAll
    static void start() throws Exception {
        emulator = Emulator.builder().start();
        Device.connect(5, emulator, ONLINE);
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void tellsWhetherAClientIsOnline(String method) throws Exception {
        for (String clientId : List.of(ONLINE, "GID_demo@@@never-seen")) {
            OpenApiClient acs3 = OpenApiClient.acs3(emulator, QUERY).with("ClientId", clientId);
            OpenApiClient rpc = OpenApiClient.rpc(emulator, QUERY).with("ClientId", clientId);
            acs3.method = method;
            rpc.method = method;
            for (HttpResponse<String> response : List.of(acs3.sendAcs3(), rpc.sendRpc())) {
                assertEquals(200, response.statusCode(), response::body);
                JSONObject answer = OpenApiClient.json(response);
                assertEquals(Set.of("OnlineStatus", "RequestId"), answer.keySet());
                assertEquals(clientId.equals(ONLINE), answer.getBoolean("OnlineStatus"));
                assertTrue(answer.getString("RequestId").matches("[0-9A-F-]{36}"), response::body);
            }
        }
    }

    @Test
    void takesParametersFromAFormBody() throws Exception {
        OpenApiClient acs3 = OpenApiClient.acs3(emulator, QUERY);
        acs3.body = PercentEncoding.query(Map.of("ClientId", ONLINE));
        assertEquals(true, OpenApiClient.json(acs3.sendAcs3()).getBoolean("OnlineStatus"));
    }

    @Test
    void tellsOfTenClientsAtOnce() throws Exception {
        OpenApiClient client = OpenApiClient.acs3(emulator, BATCH).with("ClientIdList.1", ONLINE);
        for (int number = 2; number <= 10; number++) {
            client.with("ClientIdList." + number, "GID_demo@@@offline-" + number);
        }
        JSONObject answer = OpenApiClient.json(client.sendAcs3());
        assertEquals(Set.of("OnlineStatusList", "RequestId"), answer.keySet());
        Map<String, Boolean> statuses = answer.getJSONArray("OnlineStatusList").stream()
                .map(JSONObject.class::cast)
                .collect(Collectors.toMap(one -> one.getString("ClientId"), one -> one.getBoolean("OnlineStatus")));
        assertEquals(10, statuses.size());
        statuses.forEach((clientId, online) -> assertEquals(clientId.equals(ONLINE), online));
    }

    @Test
    void refusesWrongLists() throws Exception {
        OpenApiClient eleven = OpenApiClient.acs3(emulator, BATCH);
        for (int number = 1; number <= 11; number++) {
            eleven.with("ClientIdList." + number, "GID_demo@@@d" + number);
        }
        assertError(400, "ParameterCheckFailed", eleven.sendAcs3());
        assertError(
                400,
                "ParameterCheckFailed",
                OpenApiClient.acs3(emulator, BATCH)
                        .with("ClientIdList.0", ONLINE)
                        .sendAcs3());
        assertError(
                400, "MissingClientIdList", OpenApiClient.acs3(emulator, BATCH).sendAcs3());
    }

    @Test
    void refusesWrongParameters() throws Exception {
        assertError(400, "MissingClientId", query(false).with("ClientId", "").sendAcs3());
        assertError(
                400,
                "InstancePermissionCheckFailed",
                query(false).with("InstanceId", "other").sendAcs3());
        OpenApiClient withoutInstance = query(false);
        withoutInstance.query.remove("InstanceId");
        assertError(400, "MissingInstanceId", withoutInstance.sendAcs3());
        assertError(
                404,
                "InvalidApi.NotFound",
                query(false).sign("x-acs-action", "SendMessage").sendAcs3());
        assertError(
                404,
                "InvalidApi.NotFound",
                query(true).sign("Version", "2019-01-01").sendRpc());
        assertError(400, "MissingAction", query(true).leaveOut("Action").sendRpc());
        assertError(
                400, "MissingVersion", query(false).leaveOut("x-acs-version").sendAcs3());
        OpenApiClient put = query(false);
        put.method = "PUT";
        assertError(400, "UnsupportedHTTPMethod", put.sendAcs3());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAnUnknownKeyAndAWrongSignature(boolean rpc) throws Exception {
        OpenApiClient unknown = query(rpc);
        unknown.accessKey = "other";
        unknown.signed.computeIfPresent("AccessKeyId", (name, value) -> "other");
        assertError(404, "InvalidAccessKeyId.NotFound", send(unknown, rpc));

        OpenApiClient wrong = query(rpc);
        wrong.secretKey = "wrong";
        HttpResponse<String> response = send(wrong, rpc);
        assertError(400, "SignatureDoesNotMatch", response);
        assertFalse(response.body().contains(emulator.secretKey()), response::body);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesWrongDates(boolean rpc) throws Exception {
        String date = rpc ? "Timestamp" : "x-acs-date";
        Instant now = Instant.parse(OpenApiClient.now());
        for (Duration away : List.of(Duration.ofMinutes(16), Duration.ofMinutes(-16))) {
            OpenApiClient expired = query(rpc).sign(date, now.plus(away).toString());
            assertError(400, "InvalidTimeStamp.Expired", send(expired, rpc));
        }
        OpenApiClient near =
                query(rpc).sign(date, now.minus(Duration.ofMinutes(14)).toString());
        assertEquals(200, send(near, rpc).statusCode());
        OpenApiClient malformed = query(rpc).sign(date, "2026-01-02 03:04:05");
        assertError(400, "InvalidTimeStamp.Format", send(malformed, rpc));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAUsedNonce(boolean rpc) throws Exception {
        String nonce = rpc ? "SignatureNonce" : "x-acs-signature-nonce";
        String value = "nonce-" + rpc;
        assertEquals(200, send(query(rpc).sign(nonce, value), rpc).statusCode());
        assertError(400, "SignatureNonceUsed", send(query(rpc).sign(nonce, value), rpc));
    }

    @ParameterizedTest
    @CsvSource({
        "SignatureMethod, HMAC-SHA256, InvalidSignatureMethod",
        "SignatureVersion, 2.0, InvalidSignatureVersion",
        "SignatureNonce, , MissingSignatureNonce",
        "Timestamp, , MissingTimestamp",
        "AccessKeyId, , MissingAccessKeyId",
        "SignatureMethod, , MissingSignatureMethod",
        "SignatureVersion, , MissingSignatureVersion"
    })
    void refusesWrongCommonParameters(String name, String value, String code) throws Exception {
        OpenApiClient client = query(true);
        if (value == null) {
            client.leaveOut(name);
        } else {
            client.sign(name, value);
        }
        assertError(400, code, client.sendRpc());
    }

    @Test
    void refusesIncompleteSignatures() throws Exception {
        assertError(400, "IncompleteSignature", query(false).sendAcs3("nonsense"));
        assertError(
                400,
                "InvalidSignatureMethod",
                query(false).sendAcs3("ACS3-HMAC-SM3 Credential=a,SignedHeaders=host,Signature=00"));
        assertError(
                400,
                "IncompleteSignature",
                query(false)
                        .sendAcs3("ACS3-HMAC-SHA256 Credential=" + emulator.accessKey()
                                + ",SignedHeaders=host;x-acs-date,Signature=00"));
        assertError(
                400, "IncompleteSignature", query(false).leaveOut("x-acs-date").sendAcs3());
        assertError(
                400,
                "SignatureDoesNotMatch",
                query(false)
                        .sign("x-acs-content-sha256", Hmac.sha256Hex(new byte[1]))
                        .sendAcs3());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksForTheSecurityToken(boolean rpc) throws Exception {
        try (Emulator sts = Emulator.builder().securityToken("CAIStoken+/==").start()) {
            String name = rpc ? "SecurityToken" : "x-acs-security-token";
            assertError(400, "MissingSecurityToken", send(query(sts, rpc), rpc));
            assertError(
                    400, "InvalidSecurityToken.Malformed", send(query(sts, rpc).sign(name, "wrong"), rpc));
            assertEquals(
                    200, send(query(sts, rpc).sign(name, "CAIStoken+/=="), rpc).statusCode());
        }
    }

    @Test
    void batchAnswersCanBeOld() throws Exception {
        TestClock clock = new TestClock();
        try (Emulator cached = Emulator.builder()
                .clock(clock)
                .batchCache(Duration.ofSeconds(30))
                .start()) {
            assertEquals(false, batchStatus(cached));
            Device.connect(3, cached, ONLINE);
            assertEquals(false, batchStatus(cached));
            assertEquals(
                    true, OpenApiClient.json(query(cached, false).sendAcs3()).getBoolean("OnlineStatus"));
            clock.advance(Duration.ofSeconds(30));
            assertEquals(true, batchStatus(cached));
        }
    }

    @Test
    void followsTheDevices() throws Exception {
        String clientId = "GID_demo@@@comes-and-goes";
        Device device = Device.connect(3, emulator, clientId);
        Await.value(
                true,
                () -> OpenApiClient.json(OpenApiClient.acs3(emulator, QUERY)
                                .with("ClientId", clientId)
                                .sendAcs3())
                        .getBoolean("OnlineStatus"));
        device.disconnect();
        Await.value(
                false,
                () -> OpenApiClient.json(OpenApiClient.acs3(emulator, QUERY)
                                .with("ClientId", clientId)
                                .sendAcs3())
                        .getBoolean("OnlineStatus"));
    }

    @Test
    void misbehavesAsToldAndInThisOrder() throws Exception {
        emulator.openApi()
                .next(
                        OpenApiFault.SERVICE_UNAVAILABLE,
                        OpenApiFault.THROTTLED,
                        OpenApiFault.SYSTEM_OVERFLOW,
                        OpenApiFault.INTERNAL_ERROR);
        assertError(503, "ServiceUnavailable", query(false).sendAcs3());
        assertError(400, "Throttling.User", query(false).sendAcs3());
        assertError(500, "SystemOverFlow", query(false).sendAcs3());
        assertError(500, "InternalError", query(false).sendAcs3());

        emulator.openApi().next(OpenApiFault.NOT_JSON, OpenApiFault.EMPTY, OpenApiFault.WRONG_SHAPE, OpenApiFault.CUT);
        HttpResponse<String> html = query(false).sendAcs3();
        assertEquals(200, html.statusCode());
        assertTrue(html.body().startsWith("<html>"), html::body);
        HttpResponse<String> empty = query(false).sendAcs3();
        assertEquals(200, empty.statusCode());
        assertEquals("", empty.body());
        assertNull(OpenApiClient.json(query(false).sendAcs3()).get("OnlineStatus"));
        assertThrows(IOException.class, () -> query(false).sendAcs3());

        assertEquals(200, query(false).sendAcs3().statusCode());
    }

    @Test
    void failsInEachWay() throws Exception {
        emulator.openApi()
                .next(
                        OpenApiFault.SERVICE_UNAVAILABLE_XML,
                        OpenApiFault.SERVICE_UNAVAILABLE_HTML,
                        OpenApiFault.API_THROTTLED);
        HttpResponse<String> xml = query(false).sendAcs3();
        assertEquals(503, xml.statusCode());
        assertTrue(xml.body().contains("<Code>ServiceUnavailable</Code>"), xml::body);
        HttpResponse<String> html = query(false).sendAcs3();
        assertEquals(503, html.statusCode());
        assertEquals("text/html", html.headers().firstValue("Content-Type").orElse(""));
        assertError(400, "Throttling.Api", query(false).sendAcs3());
        assertEquals(200, query(false).sendAcs3().statusCode());
    }

    @Test
    void failsAShareOfTheRequestsUntilItIsCleared() throws Exception {
        try (Emulator failing = Emulator.builder().start()) {
            failing.openApi().seed(1).fail(50, OpenApiFault.SERVICE_UNAVAILABLE, OpenApiFault.CUT);
            for (int request = 0; request < 100; request++) {
                try {
                    query(failing, false).sendAcs3();
                } catch (IOException e) {
                    // cut
                }
            }
            OpenApiNumbers numbers = failing.openApi().numbers();
            assertEquals(100, numbers.requests());
            assertEquals(100, numbers.faults() + numbers.answered(), numbers::toString);
            assertEquals(50.0, (double) numbers.faults(), 15.0, numbers::toString);
            failing.openApi().fail(100, OpenApiFault.HANG).clear();
            failing.openApi().next(OpenApiFault.HANG);
            failing.openApi().clear();
            assertEquals(200, query(failing, false).sendAcs3().statusCode());
            assertThrows(IllegalArgumentException.class, () -> failing.openApi().fail(1));
            assertThrows(IllegalArgumentException.class, () -> failing.openApi().fail(101, OpenApiFault.CUT));
        }
    }

    @Test
    void answersLateWithWhatWasTrueWhenTheRequestCame() throws Exception {
        String clientId = "GID_demo@@@late";
        try (Emulator late = Emulator.builder().start()) {
            late.openApi().latency(Duration.ofSeconds(1), Duration.ofSeconds(1));
            long start = System.nanoTime();
            CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return OpenApiClient.json(query(late, false)
                                    .with("ClientId", clientId)
                                    .sendAcs3())
                            .getBoolean("OnlineStatus");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Await.value(1L, () -> late.openApi().numbers().requests());
            Device.connect(3, late, clientId);
            assertEquals(false, answer.get());
            assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void hangsUntilItIsClosed() throws Exception {
        try (Emulator hanging = Emulator.builder().start()) {
            hanging.openApi().next(OpenApiFault.HANG);
            OpenApiClient impatient = query(hanging, false);
            impatient.timeout = Duration.ofSeconds(1);
            assertThrows(HttpTimeoutException.class, impatient::sendAcs3);
            assertEquals(200, query(hanging, false).sendAcs3().statusCode());
        }
    }

    private static boolean batchStatus(Emulator emulator) throws Exception {
        return OpenApiClient.json(OpenApiClient.acs3(emulator, BATCH)
                        .with("ClientIdList.1", ONLINE)
                        .sendAcs3())
                .getJSONArray("OnlineStatusList")
                .getJSONObject(0)
                .getBoolean("OnlineStatus");
    }

    private static OpenApiClient query(boolean rpc) {
        return query(emulator, rpc);
    }

    private static OpenApiClient query(Emulator emulator, boolean rpc) {
        return (rpc ? OpenApiClient.rpc(emulator, QUERY) : OpenApiClient.acs3(emulator, QUERY))
                .with("ClientId", ONLINE);
    }

    private static HttpResponse<String> send(OpenApiClient client, boolean rpc) throws Exception {
        return rpc ? client.sendRpc() : client.sendAcs3();
    }

    private static void assertError(int status, String code, HttpResponse<String> response) {
        JSONObject error = OpenApiClient.json(response);
        assertEquals(code, error.getString("Code"), response::body);
        assertEquals(status, response.statusCode());
        assertEquals(Set.of("RequestId", "HostId", "Code", "Message"), error.keySet());
        assertNotEquals("", error.getString("Message"));
    }
}
