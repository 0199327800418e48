package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.openapi.OpenApiCalls;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmulatorTimeTest {
    private static final String LOCK = "GID_demo@@@lock";
    private static final Instant NOON = Instant.parse("2031-05-04T12:00:00Z");

    private static Emulator emulator;

    private final EmulatorTime time = emulator.time();

    @BeforeAll
    static void start() throws Exception {
        // what the tests sign is signed with the real time
        emulator = Emulator.builder()
                .loginWindow(Duration.ofDays(365))
                .staleSignKeys(false)
                .start();
    }

    @AfterEach
    void reset() throws Exception {
        emulator.reset();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @Test
    void itStandsStillIsAdvancedAndGoesOn() throws Exception {
        time.stopAt(NOON);
        assertEquals(NOON, time.now());
        time.advance(Duration.ofMinutes(5));
        assertEquals(NOON.plusSeconds(300), time.now());
        emulator.device(LOCK).connect();
        assertEquals(
                time.now(),
                emulator.group("GID_demo").awaitNotice(LOCK, "connect").time());
        time.run();
        Await.value(true, () -> time.now().isAfter(NOON.plusSeconds(300)));
        assertTrue(time.now().isBefore(NOON.plusSeconds(900)));
        emulator.reset();
        assertTrue(Duration.between(Instant.now(), time.now()).abs().compareTo(Duration.ofMinutes(1)) < 0);
        assertThrows(IllegalArgumentException.class, () -> time.advance(Duration.ofSeconds(-1)));
    }

    @Test
    void aSilentDeviceIsCutOff() throws Exception {
        time.stop();
        emulator.device("GID_demo@@@patient").connect();
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertNotNull(device.connect(emulator, LOCK, connect -> connect.keepAlive(60)));
            time.advance(Duration.ofSeconds(89));
            assertTrue(device.isAlive());
            time.advance(Duration.ofSeconds(89));
            assertTrue(device.isAlive());
            time.advance(Duration.ofSeconds(90));
            assertNull(device.receive());
        }
        emulator.awaitOffline(LOCK);
        assertTrue(emulator.refusals().toString().contains("no packet for 1.5 times its keep-alive of 60 s"));
        assertTrue(emulator.isOnline("GID_demo@@@patient"));
    }

    @Test
    void aTokenIsAboutToExpireAndExpires() throws Exception {
        long end = time.now().plus(Duration.ofHours(1)).toEpochMilli();
        String token = OpenApiCalls.call(
                        emulator,
                        "ApplyToken",
                        Map.of("Actions", "R", "Resources", "demo_topic/#", "ExpireTime", String.valueOf(end)))
                .getString("Token");
        try (RawDevice device = RawDevice.to(3, emulator)) {
            String user = "Token|" + emulator.accessKey() + "|" + emulator.instanceId();
            assertNotNull(device.login(LOCK, user, "R|" + token, connect -> connect.keepAlive(0)));
            time.advance(Duration.ofMinutes(54));
            assertTrue(device.isAlive());
            time.advance(Duration.ofMinutes(2));
            assertEquals("$SYS/tokenExpireNotice", topic(device));
            time.advance(Duration.ofMinutes(5));
            assertEquals("$SYS/tokenInvalidNotice", topic(device));
            assertNull(device.receive());
        }
    }

    @Test
    void whatWaitsForADeviceIsDroppedAfterThreeDays() throws Exception {
        try (RawDevice device = RawDevice.to(3, emulator)) {
            device.connect(emulator, LOCK, connect -> connect.cleanSession(false));
            device.subscribe(1, "demo_topic/a");
            device.leave();
        }
        emulator.awaitOffline(LOCK);
        emulator.device("GID_demo@@@speaker").connect().publish("demo_topic/a", "old");
        time.advance(Duration.ofDays(3).plusSeconds(1));
        emulator.device("GID_demo@@@speaker").connect().publish("demo_topic/a", "new");
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertNotNull(device.connect(emulator, LOCK, connect -> connect.cleanSession(false)));
            assertEquals("new", device.receiveText());
            device.leave();
        }
        emulator.awaitOffline(LOCK);
        try (RawDevice device = RawDevice.online(3, emulator, LOCK)) {
            assertTrue(device.isAlive());
        }
    }

    @Test
    void anOldSignKeyIsRefused() throws Exception {
        new Backend091(emulator).close();
        time.advance(Duration.ofDays(366));
        assertThrows(PossibleAuthenticationFailureException.class, () -> new Backend091(emulator));
        assertTrue(emulator.refusals().toString().contains("signKey is "));
        new Backend091(Backend091.factory(emulator, time.now().toEpochMilli())).close();
    }

    @Test
    void theOpenApiAnswersWithIt() throws Exception {
        time.stopAt(NOON);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://" + emulator.host() + ":" + emulator.openApiPort() + "/?format=json"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(UTF_8));
        assertEquals(
                "Sun, 04 May 2031 12:00:00 GMT",
                answer.headers().firstValue("Date").orElse(""));
        assertNotNull(JSONObject.parse(answer.body()));
    }

    private static String topic(RawDevice device) throws Exception {
        return ((MqttPublishMessage) device.receive(MqttMessageType.PUBLISH))
                .variableHeader()
                .topicName();
    }
}
