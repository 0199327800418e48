package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Await;
import com.alibaba.mqtt.server.emulator.Device;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiOptions;
import com.alibaba.mqtt.server.emulator.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations beside those for sessions. */
class OperationsTest {
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
    void listsTheGroups() throws Exception {
        TestClock clock = TestClock.still();
        try (Emulator emulator = Emulator.builder()
                .clock(clock)
                .group("GID_one")
                .group("GID_two")
                .start()) {
            JSONObject answer =
                    OpenApiClient.json(OpenApiClient.acs3(emulator, GROUPS).sendAcs3());
            assertEquals(Set.of("Data", "RequestId"), answer.keySet());
            JSONArray data = answer.getJSONArray("Data");
            assertEquals(2, data.size());
            assertEquals(
                    JSONObject.of(
                            "GroupId",
                            "GID_two",
                            "InstanceId",
                            emulator.instanceId(),
                            "IndependentNaming",
                            true,
                            "CreateTime",
                            clock.millis(),
                            "UpdateTime",
                            clock.millis()),
                    data.getJSONObject(1));
        }
    }

    @Test
    void closesAConnection() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            Device.connect(3, emulator, DEVICE);
            Device.connect(5, emulator, DEVICE + "-2");
            JSONObject answer = OpenApiClient.json(
                    OpenApiClient.acs3(emulator, CLOSE).with("ClientId", DEVICE).sendAcs3());
            assertEquals(Set.of("RequestId", "Code", "Success"), answer.keySet());
            assertEquals(200, answer.getIntValue("Code"));
            assertEquals(true, answer.getBoolean("Success"));
            Await.value(false, () -> emulator.isOnline(DEVICE));
            assertTrue(emulator.isOnline(DEVICE + "-2"));
            Await.value(3L, () -> emulator.group("GID_demo").queued());
            assertEquals(
                    List.of("connect accepted", "close closed by server"),
                    actions(OpenApiClient.json(trace(emulator).sendAcs3())));
            // whom nobody knows is as closed as can be
            assertEquals(
                    200,
                    OpenApiClient.rpc(emulator, CLOSE)
                            .with("ClientId", "nobody")
                            .sendRpc()
                            .statusCode());
        }
    }

    @Test
    void otherEditionsCannotCloseAConnection() throws Exception {
        try (Emulator emulator = Emulator.builder()
                .openApi(OpenApiOptions.defaults().closeConnection(false))
                .start()) {
            Device.connect(3, emulator, DEVICE);
            assertError(
                    404,
                    "ApiNotSupport",
                    OpenApiClient.acs3(emulator, CLOSE).with("ClientId", DEVICE).sendAcs3());
            assertTrue(emulator.isOnline(DEVICE));
            assertEquals(0, emulator.openApi().numbers().answered());
        }
    }

    @Test
    void tracesADevice() throws Exception {
        TestClock clock = TestClock.still("2026-11-02T20:04:05.678Z");
        try (Emulator emulator = Emulator.builder().clock(clock).start()) {
            long begin = clock.millis();
            Device.connect(3, emulator, DEVICE);
            clock.advance(Duration.ofSeconds(1));
            Device.connect(5, emulator, DEVICE);
            clock.advance(Duration.ofSeconds(1));
            Device other = Device.connect(5, emulator, "GID_demo@@@other");
            other.disconnect();
            Await.value(false, () -> emulator.isOnline("GID_demo@@@other"));

            JSONObject all = traced(trace(emulator), clock);
            assertEquals(Set.of("CurrentPage", "PageSize", "Total", "RequestId", "DeviceInfoList"), all.keySet());
            assertEquals(List.of("connect accepted", "close clientId conflict", "connect accepted"), actions(all));
            assertEquals(3, all.getIntValue("Total"));
            JSONObject connect = all.getJSONArray("DeviceInfoList").getJSONObject(0);
            assertEquals("2026-11-03 04:04:05.678", connect.getString("Time"));
            assertEquals("mqtt.trace.action.connect", connect.getString("ActionCode"));
            assertTrue(connect.getString("ChannelId").matches("[0-9a-f]{32}"));

            JSONArray reversed =
                    traced(trace(emulator).with("Reverse", "true"), clock).getJSONArray("DeviceInfoList");
            assertEquals(connect, reversed.getJSONObject(2));
            assertEquals("2026-11-03 04:04:06.678", reversed.getJSONObject(0).getString("Time"));
            JSONObject second = traced(trace(emulator).with("PageSize", "2").with("CurrentPage", "2"), clock);
            assertEquals(List.of("connect accepted"), actions(second));
            assertEquals(2, second.getIntValue("CurrentPage"));
            assertEquals(2, second.getIntValue("PageSize"));
            assertEquals(3, second.getIntValue("Total"));
            assertEquals(List.of(), actions(traced(trace(emulator).with("CurrentPage", "99"), clock)));
            assertEquals(
                    List.of("connect accepted"),
                    actions(traced(trace(emulator).with("EndTime", String.valueOf(begin)), clock)));
            assertEquals(
                    List.of("connect accepted", "disconnect disconnected by client", "close disconnected by client"),
                    actions(traced(trace(emulator).with("ClientId", "GID_demo@@@other"), clock)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MqttRegionId, '', MissingMqttRegionId",
        "ClientId, '', MissingClientId",
        "BeginTime, '', MissingBeginTime",
        "EndTime, '', MissingEndTime",
        "CurrentPage, '', MissingCurrentPage",
        "PageSize, '', MissingPageSize",
        "BeginTime, 2026-01-02, ParameterCheckFailed",
        "EndTime, 1, ParameterCheckFailed",
        "CurrentPage, 0, ParameterCheckFailed",
        "CurrentPage, 3000000000, ParameterCheckFailed",
        "PageSize, 0, ParameterCheckFailed",
        "PageSize, 101, ParameterCheckFailed",
        "PageSize, ten, ParameterCheckFailed",
        "Reverse, perhaps, ParameterCheckFailed",
        "InstanceId, other, InstancePermissionCheckFailed"
    })
    void refusesAWrongTrace(String name, String value, String code) throws Exception {
        Emulator emulator = shared;
        assertError(400, code, trace(emulator).with(name, value).sendAcs3());
    }

    @ParameterizedTest
    @ValueSource(strings = {QUERY, TRACE, CLOSE, BATCH})
    void longIdsAreRefusedIfWanted(String action) throws Exception {
        String id = "GID_demo@@@" + "d".repeat(53);
        try (Emulator strict = Emulator.builder()
                .openApi(OpenApiOptions.defaults().refuseLongIds(true))
                .start()) {
            assertEquals(200, withId(strict, action, id).sendAcs3().statusCode());
            assertError(
                    400,
                    "ParameterCheckFailed",
                    withId(strict, action, id + "d").sendAcs3());
            assertEquals(200, withId(shared, action, id + "d").sendAcs3().statusCode());
        }
    }

    private static OpenApiClient withId(Emulator emulator, String action, String id) {
        return switch (action) {
            case TRACE -> trace(emulator).with("ClientId", id);
            case BATCH -> OpenApiClient.acs3(emulator, action).with("ClientIdList.1", id);
            default -> OpenApiClient.acs3(emulator, action).with("ClientId", id);
        };
    }

    private static OpenApiClient trace(Emulator emulator) {
        return OpenApiClient.acs3(emulator, TRACE)
                .with("MqttRegionId", "cn-hangzhou")
                .with("ClientId", DEVICE)
                .with("BeginTime", "1000")
                .with("EndTime", "4000000000000")
                .with("CurrentPage", "1")
                .with("PageSize", "100");
    }

    private static JSONObject traced(OpenApiClient client, TestClock clock) throws Exception {
        String date = clock.instant().toString().substring(0, "2026-01-02T03:04:05".length()) + "Z";
        HttpResponse<String> response = client.sign("x-acs-date", date).sendAcs3();
        assertEquals(200, response.statusCode(), response::body);
        return OpenApiClient.json(response);
    }

    private static List<String> actions(JSONObject trace) {
        return trace.getJSONArray("DeviceInfoList").stream()
                .map(JSONObject.class::cast)
                .map(one -> one.getString("Action") + " " + one.getString("ActionInfo"))
                .toList();
    }

    private static void assertError(int status, String code, HttpResponse<String> response) {
        JSONObject error = OpenApiClient.json(response);
        assertEquals(code, error.getString("Code"), response::body);
        assertEquals(status, response.statusCode());
    }
}
