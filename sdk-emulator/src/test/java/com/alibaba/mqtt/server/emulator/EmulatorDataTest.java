package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.alibaba.mqtt.server.emulator.openapi.OpenApiCalls;
import com.rabbitmq.client.Delivery;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What survives a restart. */
class EmulatorDataTest {
    private static final String GROUP = "GID_demo";
    private static final String LOCK = "GID_demo@@@lock";

    @TempDir
    Path directory;

    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().data(directory).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private void restart() throws Exception {
        emulator.close();
        start();
    }

    @Test
    void whatWaitsForBackendsSurvives() throws Exception {
        emulator.group(GROUP).publish("dead".getBytes(UTF_8));
        emulator.group(GROUP).publish("unsettled".getBytes(UTF_8));
        emulator.group(GROUP).publish("settled".getBytes(UTF_8));
        emulator.device(LOCK).connect().publish("demo_topic/a", "hello");
        try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
            backend.nack(backend.receive(), false);
            Delivery unsettled = backend.receive();
            backend.ack(backend.receive());
            emulator.group(GROUP).awaitSettled(2);
            assertNotNull(unsettled);
            restart();
        }
        assertEquals(1, emulator.group(GROUP).deadLetters());
        assertEquals(2, emulator.group(GROUP).queued());
        assertFalse(emulator.isOnline(LOCK));
        try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
            assertEquals("unsettled", backend.text());
            assertTrue(backend.text().contains("\"connect\""));
        }
        try (Backend091 backend = new Backend091(emulator).consume("demo_topic", Map.of())) {
            Delivery message = backend.receive();
            assertEquals("hello", new String(message.getBody(), UTF_8));
            assertEquals(LOCK, Backend091.header(message, "clientId"));
            assertEquals("a", Backend091.header(message, "mqttSecondTopic"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPersistentSessionSurvives(boolean online) throws Exception {
        RawDevice device = RawDevice.to(3, emulator);
        device.connect(emulator, LOCK, connect -> connect.cleanSession(false));
        device.subscribe(1, "demo_topic/+");
        if (!online) {
            device.leave();
            emulator.awaitOffline(LOCK);
            speak("demo_topic/a", "waits");
            speak("demo_topic/p2p/" + LOCK, "for you");
        }
        restart();
        device.close();
        speak("demo_topic/b", "came later");
        try (RawDevice again = RawDevice.to(3, emulator)) {
            MqttConnAckMessage answer = again.connect(emulator, LOCK, connect -> connect.cleanSession(false));
            assertTrue(answer.variableHeader().isSessionPresent());
            List<String> texts = new ArrayList<>();
            for (int left = online ? 1 : 3; left > 0; left--) {
                texts.add(again.receiveText());
            }
            // one to the client alone may come before or after those of a topic, which keep their order
            assertEquals(!online, texts.remove("for you"));
            assertEquals(online ? List.of("came later") : List.of("waits", "came later"), texts);
            assertTrue(again.isAlive());
        }
    }

    @Test
    void aCleanSessionDoesNotSurvive() throws Exception {
        try (RawDevice device = RawDevice.online(3, emulator, LOCK)) {
            device.subscribe(1, "demo_topic/a");
            restart();
        }
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertFalse(device.connect(emulator, LOCK, connect -> connect.cleanSession(false))
                    .variableHeader()
                    .isSessionPresent());
        }
    }

    @Test
    void tokensAndDeviceCredentialsSurvive() throws Exception {
        String end = String.valueOf(System.currentTimeMillis() + 3_600_000);
        Map<String, String> parameters = Map.of("Actions", "R", "Resources", "demo_topic/#", "ExpireTime", end);
        String token = OpenApiCalls.call(emulator, "ApplyToken", parameters).getString("Token");
        String revoked = OpenApiCalls.call(emulator, "ApplyToken", parameters).getString("Token");
        OpenApiCalls.call(emulator, "RevokeToken", Map.of("Token", revoked));
        var credential = OpenApiCalls.call(emulator, "RegisterDeviceCredential", Map.of("ClientId", LOCK))
                .getJSONObject("DeviceCredential");
        restart();
        assertEquals(0, login("Token|" + emulator.accessKey(), "R|" + token));
        assertEquals(5, login("Token|" + emulator.accessKey(), "R|" + revoked));
        assertEquals(
                0,
                login(
                        "DeviceCredential|" + credential.getString("DeviceAccessKeyId"),
                        Hmac.SHA1.base64(credential.getString("DeviceAccessKeySecret"), LOCK)));
    }

    @Test
    void itIsWrittenWhileTheEmulatorRuns() throws Exception {
        emulator.group(GROUP).publish("kept".getBytes(UTF_8));
        Path file = directory.resolve("emulator.json");
        // as the file is found after a kill -9
        Await.value(true, () -> Files.exists(file) && Files.readString(file).contains("a2VwdA=="));
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void aResetForgetsWhatWasKept() throws Exception {
        emulator.group(GROUP).publish("kept".getBytes(UTF_8));
        restart();
        assertEquals(1, emulator.group(GROUP).queued());
        emulator.reset();
        restart();
        assertEquals(0, emulator.group(GROUP).queued());
    }

    @Test
    void whatHasNoQueueAnyMoreIsDropped() throws Exception {
        emulator.group(GROUP).publish("kept".getBytes(UTF_8));
        emulator.close();
        try (Emulator other =
                Emulator.builder().group("GID_other").data(directory).start()) {
            assertEquals(0, other.group("GID_other").queued());
        }
    }

    @Test
    void twoEmulatorsDoNotShareADirectory() {
        IOException e = assertThrows(
                IOException.class, () -> Emulator.builder().data(directory).start());
        assertTrue(e.getMessage().contains("is used by another emulator"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "{\"version\":1}",
                "{\"version\":2}",
                "secret",
                "[1]",
                "{\"version\":1,\"tokens\":{\"secret\":1}}"
            })
    void aFileOfAnotherKindIsLeftAsItIs(String text) throws Exception {
        emulator.close();
        Path file = directory.resolve("emulator.json");
        Files.writeString(file, text);
        IOException e = assertThrows(IOException.class, this::start);
        assertTrue(e.getMessage().contains("to start with nothing, delete it"), e.getMessage());
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
        assertEquals(text, Files.readString(file));
    }

    private int login(String user, String password) throws IOException {
        try (RawDevice device = RawDevice.to(3, emulator)) {
            MqttConnAckMessage answer = device.login(
                    LOCK, user + "|" + emulator.instanceId(), password, connect -> connect.cleanSession(true));
            return answer.variableHeader().connectReturnCode().byteValue();
        }
    }

    private void speak(String topic, String text) {
        emulator.device("GID_demo@@@speaker").connect().publish(topic, text).leave();
    }
}
