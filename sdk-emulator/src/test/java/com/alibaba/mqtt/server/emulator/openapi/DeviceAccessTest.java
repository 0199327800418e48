package com.alibaba.mqtt.server.emulator.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operations about tokens and the credentials of devices. */
class DeviceAccessTest {
    private static final String CLIENT = "GID_demo@@@d1";

    private final TestClock clock = new TestClock();
    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder()
                .clock(clock)
                .loginWindow(Duration.ofDays(100))
                .start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void aTokenCountsUntilItExpires() throws Exception {
        String token = apply("R,W", "demo_topic/#,demo_topic/a", clock.millis() + 120_000);
        assertTrue(isValid(token));
        assertFalse(isValid("forged"));
        clock.advance(Duration.ofSeconds(121));
        assertFalse(isValid(token));
    }

    @Test
    void aTokenCountsForThirtyDaysAtMost() throws Exception {
        String token =
                apply("W", "demo_topic/a", clock.millis() + Duration.ofDays(60).toMillis());
        clock.advance(Duration.ofDays(29));
        assertTrue(isValid(token));
        clock.advance(Duration.ofDays(2));
        assertFalse(isValid(token));
    }

    @Test
    void aRevokedTokenDoesNotCount() throws Exception {
        String token = apply("R", "demo_topic/a", clock.millis() + 120_000);
        assertEquals(200, call("RevokeToken", Map.of("Token", token)).statusCode());
        assertFalse(isValid(token));
    }

    @Test
    void wrongTokensAreNotIssued() throws Exception {
        String later = String.valueOf(clock.millis() + 120_000);
        assertEquals(400, apply(Map.of("Actions", "RW", "Resources", "demo_topic/a", "ExpireTime", later)));
        assertEquals(400, apply(Map.of("Actions", "R", "Resources", "a/b", "ExpireTime", later)));
        assertEquals(
                400, apply(Map.of("Actions", "R", "Resources", "demo_topic/a", "ExpireTime", "" + clock.millis())));
        assertEquals(
                400,
                apply(Map.of(
                        "Actions",
                        "R",
                        "Resources",
                        "demo_topic/a" + ",demo_topic/a".repeat(100),
                        "ExpireTime",
                        later)));
        assertEquals(400, apply(Map.of("Actions", "R", "ExpireTime", later)));
    }

    @Test
    void aDeviceHasOneCredential() throws Exception {
        assertEquals(
                400, call("GetDeviceCredential", Map.of("ClientId", CLIENT)).statusCode());
        JSONObject first = credential("RegisterDeviceCredential");
        assertTrue(first.getString("DeviceAccessKeyId").startsWith("DC."), first.toString());
        assertEquals(first, credential("GetDeviceCredential"));
        JSONObject second = credential("RefreshDeviceCredential");
        assertEquals(first.getLong("CreateTime"), second.getLong("CreateTime"));
        assertFalse(first.getString("DeviceAccessKeySecret").equals(second.getString("DeviceAccessKeySecret")));
        assertEquals(
                200,
                call("UnRegisterDeviceCredential", Map.of("ClientId", CLIENT)).statusCode());
        assertEquals(
                400,
                call("UnRegisterDeviceCredential", Map.of("ClientId", CLIENT)).statusCode());
        assertEquals(
                400,
                call("RegisterDeviceCredential", Map.of("ClientId", "GID_none@@@d"))
                        .statusCode());
    }

    private String apply(String actions, String resources, long expires) throws Exception {
        return OpenApiClient.json(call(
                        "ApplyToken", Map.of("Actions", actions, "Resources", resources, "ExpireTime", "" + expires)))
                .getString("Token");
    }

    private int apply(Map<String, String> parameters) throws Exception {
        return call("ApplyToken", parameters).statusCode();
    }

    private boolean isValid(String token) throws Exception {
        return OpenApiClient.json(call("QueryToken", Map.of("Token", token))).getBoolean("TokenStatus");
    }

    private JSONObject credential(String action) throws Exception {
        return OpenApiClient.json(call(action, Map.of("ClientId", CLIENT))).getJSONObject("DeviceCredential");
    }

    private HttpResponse<String> call(String action, Map<String, String> parameters) throws Exception {
        OpenApiClient client = OpenApiClient.acs3(emulator, action);
        client.query.putAll(parameters);
        return client.sendAcs3();
    }
}
