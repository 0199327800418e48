package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What waits for a client that is offline: rows of the table in docs/emulator.md. */
class OfflineMessagesTest {
    private static final String CLIENT = "GID_demo@@@d1";

    private final TestClock clock = new TestClock();
    private Emulator emulator;

    void start(DeviceOptions options) throws IOException {
        emulator = Emulator.builder()
                .devices(options)
                .clock(clock)
                .loginWindow(Duration.ofDays(100))
                .start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "false, 1, 1, true",
        "false, 0, 1, false",
        "false, 1, 0, false",
        "false, 2, 1, false",
        "false, 1, 2, false",
        "false, 2, 2, false",
        "true, 1, 1, false"
    })
    void onlyQos1OfAPersistentSessionWaits(boolean clean, int subscribed, int published, boolean waits)
            throws Exception {
        start(DeviceOptions.ofService());
        subscribeAndLeave(clean, subscribed);
        publish("demo_topic/a", published, "kept");
        assertWaits(clean, waits ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0"})
    void pointToPointWaitsAlike(int qos, int waits) throws Exception {
        start(DeviceOptions.ofService());
        subscribeAndLeave(false, 1);
        publish("demo_topic/p2p/" + CLIENT, qos, "kept");
        assertWaits(false, waits);
    }

    @Test
    void whatBackendsPublishWaitsAlike() throws Exception {
        start(DeviceOptions.ofService());
        subscribeAndLeave(false, 1);
        try (Backend091 backend = new Backend091(emulator)) {
            backend.channel().confirmSelect();
            backend.channel().basicPublish("demo_topic/a", "demo_topic/a", true, null, "kept".getBytes(UTF_8));
            assertTrue(backend.channel().waitForConfirms(10_000));
        }
        assertWaits(false, 1);
    }

    @ParameterizedTest
    @CsvSource({"71, 1", "73, 0"})
    void aMessageWaitsForThreeDays(int hours, int waits) throws Exception {
        start(DeviceOptions.ofService());
        subscribeAndLeave(false, 1);
        publish("demo_topic/a", 1, "kept");
        clock.advance(Duration.ofHours(hours));
        assertWaits(false, waits);
    }

    @Test
    void soManyWait() throws Exception {
        start(DeviceOptions.ofService().offlineMessages(3));
        subscribeAndLeave(false, 1);
        for (int number = 0; number < 5; number++) {
            publish("demo_topic/a", 1, "kept");
        }
        assertWaits(false, 3);
        // there is room again
        subscribeAndLeave(false, 1);
        publish("demo_topic/a", 1, "kept");
        assertWaits(false, 1);
    }

    @Test
    void aResetForgetsSessionsAndWhatWaits() throws Exception {
        start(DeviceOptions.ofService());
        subscribeAndLeave(false, 1);
        publish("demo_topic/a", 1, "kept");
        publish("demo_topic/p2p/" + CLIENT, 1, "kept");
        emulator.reset();
        try (RawDevice device = RawDevice.to(3, emulator)) {
            MqttConnAckMessage answer = device.connect(emulator, CLIENT, connect -> connect.cleanSession(false));
            assertFalse(answer.variableHeader().isSessionPresent());
            assertTrue(device.isQuiet(200));
            device.subscribe(1, "demo_topic/a");
            device.leave();
        }
        Await.value(false, () -> emulator.isOnline(CLIENT));
        publish("demo_topic/a", 1, "kept");
        assertWaits(false, 1);
    }

    private void subscribeAndLeave(boolean clean, int qos) throws Exception {
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertNotNull(device.connect(emulator, CLIENT, connect -> connect.cleanSession(clean)));
            device.subscribe(qos, "demo_topic/a");
            device.leave();
        }
        Await.value(false, () -> emulator.isOnline(CLIENT));
    }

    private void publish(String topic, int qos, String text) throws Exception {
        try (RawDevice speaker = RawDevice.online(3, emulator, "GID_demo@@@speaker")) {
            speaker.publish(topic, qos, text.getBytes(UTF_8));
            if (qos > 0) {
                speaker.receive(qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC);
            }
            assertTrue(speaker.isAlive());
        }
    }

    private void assertWaits(boolean clean, int count) throws Exception {
        try (RawDevice device = RawDevice.to(3, emulator)) {
            assertNotNull(device.connect(emulator, CLIENT, connect -> connect.cleanSession(clean)));
            for (int number = 0; number < count; number++) {
                assertEquals("kept", device.receiveText());
            }
            assertTrue(device.isQuiet(200));
            device.leave();
        }
        Await.value(false, () -> emulator.isOnline(CLIENT));
    }
}
