package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.alibaba.mqtt.server.emulator.openapi.OpenApiCalls;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins with a token and with the credential of a device: rows of the table in docs/emulator.md. */
class DeviceTokensTest {
    private static final String CLIENT = "GID_demo@@@d1";

    private final TestClock clock = new TestClock();
    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder()
                .clock(clock)
                .loginWindow(Duration.ofDays(100))
                .topic("demo_topic")
                .topic("second")
                .start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aTokenIsALogin(int version) throws Exception {
        String token = token("R,W", "demo_topic/#", Duration.ofMinutes(20));
        try (RawDevice device = RawDevice.to(version, emulator)) {
            assertEquals(0, login(device, "RW|" + token));
            assertEquals(List.of(1), device.subscribe(1, "demo_topic/a/+"));
            device.publish("demo_topic/a/b", 0, "x".getBytes(UTF_8));
            assertEquals("x", device.receiveText());
        }
    }

    @Test
    void aTokenThatDoesNotCountIsNoLogin() throws Exception {
        String token = token("R", "demo_topic/a", Duration.ofMinutes(20));
        String expired = token("W", "demo_topic/a", Duration.ofMinutes(2));
        clock.advance(Duration.ofMinutes(3));
        assertLoginRefused("R|forged", "the token is unknown (type R)");
        assertLoginRefused("R|" + token + "|W|" + expired, "the token is expired (type W)");
        assertLoginRefused("W|" + token, "the token of type W is one of type R");
        assertLoginRefused(token, "not of the form <type>|<token>");
        call("RevokeToken", Map.of("Token", token));
        assertLoginRefused("R|" + token, "the token was revoked (type R)");
    }

    @Test
    void aTokenIsForItsTopicsAndActions() throws Exception {
        String read = token("R", "demo_topic/a", Duration.ofMinutes(20));
        String write = token("W", "second/+", Duration.ofMinutes(20));
        for (String[] wrong : new String[][] {
            {"W", "demo_topic/a", "4", "W"}, {"R", "second/x", "4", "R"}, {"W", "second/x/y", "4", "W"}
        }) {
            try (RawDevice device = RawDevice.to(3, emulator)) {
                assertEquals(0, login(device, "R|" + read + "|W|" + write));
                assertEquals(List.of(0), device.subscribe(0, "demo_topic/a"));
                device.publish("second/x", 1, new byte[0]);
                device.receive(MqttMessageType.PUBACK);
                if (wrong[0].equals("W")) {
                    device.publish(wrong[1], 0, new byte[0]);
                } else {
                    device.send(io.netty.handler.codec.mqtt.MqttMessageBuilders.subscribe()
                            .messageId(9)
                            .addSubscription(io.netty.handler.codec.mqtt.MqttQoS.AT_MOST_ONCE, wrong[1])
                            .build());
                }
                JSONObject notice = notice(device, "$SYS/tokenInvalidNotice");
                assertEquals(Integer.parseInt(wrong[2]), notice.getIntValue("code"));
                assertEquals(wrong[3], notice.getString("type"));
                assertNull(device.receive());
            }
        }
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(0, login(device, "R|" + read));
            device.publish("demo_topic/a", 0, new byte[0]);
            assertEquals(5, notice(device, "$SYS/tokenInvalidNotice").getIntValue("code"));
            assertNull(device.receive());
        }
    }

    @Test
    void aClientHearsOfItsExpiryAndUploadsAnotherToken() throws Exception {
        long expires = clock.millis() + Duration.ofMinutes(10).toMillis();
        String token = token("R,W", "demo_topic/#", Duration.ofMinutes(10));
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(0, login(device, "RW|" + token));
            clock.advance(Duration.ofMinutes(6));
            JSONObject notice = notice(device, "$SYS/tokenExpireNotice");
            assertEquals("RW", notice.getString("type"));
            assertTrue(Math.abs(notice.getLongValue("expireTime") - expires) < 60_000, notice::toString);
            // only once
            assertTrue(device.isQuiet(1_200));
            String next = token("R,W", "demo_topic/#", Duration.ofMinutes(30));
            device.publish(
                    "$SYS/uploadToken",
                    1,
                    JSONObject.of("token", next, "type", "RW").toString().getBytes(UTF_8));
            device.receive(MqttMessageType.PUBACK);
            clock.advance(Duration.ofMinutes(10));
            assertTrue(device.isQuiet(1_200));
            assertTrue(device.isAlive());
        }
    }

    @Test
    void anExpiredOrRevokedTokenEndsTheConnection() throws Exception {
        String token = token("R", "demo_topic/#", Duration.ofMinutes(10));
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(0, login(device, "R|" + token));
            clock.advance(Duration.ofMinutes(11));
            assertEquals(2, notice(device, "$SYS/tokenInvalidNotice").getIntValue("code"));
            assertNull(device.receive());
        }
        String revoked = token("R", "demo_topic/#", Duration.ofMinutes(10));
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(0, login(device, "R|" + revoked));
            call("RevokeToken", Map.of("Token", revoked));
            assertEquals(3, notice(device, "$SYS/tokenInvalidNotice").getIntValue("code"));
            assertNull(device.receive());
        }
    }

    /** Artemis asks about a login again at each step of a client. */
    @Test
    void whoIsInStaysInWhenItsLoginEnds() throws Exception {
        JSONObject credential =
                call("RegisterDeviceCredential", Map.of("ClientId", CLIENT)).getJSONObject("DeviceCredential");
        String user = "DeviceCredential|" + credential.getString("DeviceAccessKeyId") + "|" + emulator.instanceId();
        String password = Hmac.SHA1.base64(credential.getString("DeviceAccessKeySecret"), CLIENT);
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(0, code(device.login(CLIENT, user, password, connect -> connect)));
            call("UnRegisterDeviceCredential", Map.of("ClientId", CLIENT));
            assertEquals(List.of(1), device.subscribe(1, "demo_topic/mine"));
            device.publish("demo_topic/mine", 0, "hello".getBytes(UTF_8));
            assertEquals("hello", device.receiveText());
        }
    }

    @Test
    void aForgedUploadEndsTheConnection() throws Exception {
        String token = token("R", "demo_topic/#", Duration.ofMinutes(10));
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(0, login(device, "R|" + token));
            device.publish("$SYS/uploadToken", 1, "{\"token\":\"forged\",\"type\":\"R\"}".getBytes(UTF_8));
            assertEquals(1, notice(device, "$SYS/tokenInvalidNotice").getIntValue("code"));
            assertNull(device.receive());
        }
    }

    @Test
    void theCredentialOfADeviceIsALogin() throws Exception {
        JSONObject credential =
                call("RegisterDeviceCredential", Map.of("ClientId", CLIENT)).getJSONObject("DeviceCredential");
        String user = "DeviceCredential|" + credential.getString("DeviceAccessKeyId") + "|" + emulator.instanceId();
        String secret = credential.getString("DeviceAccessKeySecret");
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(0, code(device.login(CLIENT, user, Hmac.SHA1.base64(secret, CLIENT), c -> c)));
        }
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(5, code(device.login(CLIENT, user, Hmac.SHA1.base64("wrong", CLIENT), c -> c)));
        }
        try (RawDevice device = RawDevice.to(3, emulator)) {
            String other = "GID_demo@@@other";
            assertEquals(5, code(device.login(other, user, Hmac.SHA1.base64(secret, other), c -> c)));
        }
        call("UnRegisterDeviceCredential", Map.of("ClientId", CLIENT));
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(5, code(device.login(CLIENT, user, Hmac.SHA1.base64(secret, CLIENT), c -> c)));
        }
    }

    private void assertLoginRefused(String password, String why) throws IOException {
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertEquals(5, login(device, password));
        }
        List<String> lines = emulator.refusals();
        assertTrue(lines.get(lines.size() - 1).contains(why), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.contains("LzMT")), lines::toString);
    }

    private int login(RawDevice device, String password) throws IOException {
        return code(device.login(
                CLIENT,
                "Token|" + emulator.accessKey() + "|" + emulator.instanceId(),
                password,
                connect -> connect.keepAlive(0)));
    }

    private static int code(MqttConnAckMessage answer) {
        return answer.variableHeader().connectReturnCode().byteValue();
    }

    private static JSONObject notice(RawDevice device, String topic) throws IOException {
        MqttPublishMessage publish = (MqttPublishMessage) device.receive(MqttMessageType.PUBLISH);
        assertEquals(topic, publish.variableHeader().topicName());
        return JSON.parseObject(publish.payload().toString(UTF_8));
    }

    private String token(String actions, String resources, Duration time) throws Exception {
        return call(
                        "ApplyToken",
                        Map.of(
                                "Actions",
                                actions,
                                "Resources",
                                resources,
                                "ExpireTime",
                                String.valueOf(clock.millis() + time.toMillis())))
                .getString("Token");
    }

    private JSONObject call(String action, Map<String, String> parameters) throws Exception {
        return OpenApiCalls.call(emulator, action, parameters);
    }
}
