package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.rabbitmq.client.Delivery;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices publish, as backends get it. */
class TopicMessagesTest {
    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().topic("shop").topic("bank").capacity(100).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 1", "3, 2", "5, 0", "5, 1", "5, 2"})
    void comesToTheQueueOfItsParentTopic(int version, int qos) throws Exception {
        long before = System.currentTimeMillis();
        Device device = Device.connect(version, emulator, "GID_demo@@@device");
        publish(version, device, "shop/door/1", qos, "open");
        Await.value(1L, () -> emulator.queuedMessages("shop"));
        try (Backend091 backend = new Backend091(emulator).consume("shop", Map.of())) {
            Delivery delivery = backend.receive();
            assertEquals("open", new String(delivery.getBody(), UTF_8));
            assertTrue(delivery.getProperties().getMessageId().matches("[0-9A-F]{32}"));
            assertEquals("shop", Backend091.header(delivery, "mqttParentTopic"));
            assertEquals("door/1", Backend091.header(delivery, "mqttSecondTopic"));
            assertEquals("GID_demo@@@device", Backend091.header(delivery, "clientId"));
            assertTrue(Long.parseLong(Backend091.header(delivery, "bornTime")) >= before);
            assertNull(Backend091.header(delivery, "mqtt5UserProperty"));
            assertNull(delivery.getProperties().getContentType());
            assertNull(delivery.getProperties().getExpiration());
            backend.ack(delivery);
            Await.value(0L, () -> emulator.queuedMessages("shop"));
            assertTrue(backend.isQuiet());
        }
        assertEquals(0, emulator.queuedMessages("bank"));
    }

    @Test
    void mqtt5PropertiesComeAlongInBothVersions() throws Exception {
        Device device = Device.connect(5, emulator, "GID_demo@@@device");
        for (int time = 0; time < 2; time++) {
            device.mqtt5()
                    .publishWith()
                    .topic("shop")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("{}".getBytes(UTF_8))
                    .contentType("application/json")
                    .messageExpiryInterval(60)
                    .userProperties()
                    .add("a.b", "1")
                    .add("a.b", "2")
                    .applyUserProperties()
                    .send();
        }
        String user = "[{\"key\":\"a.b\",\"value\":\"1\"},{\"key\":\"a.b\",\"value\":\"2\"}]";
        try (Backend091 backend = new Backend091(emulator)) {
            backend.channel().basicQos(1);
            Delivery delivery = backend.consume("shop", Map.of()).receive();
            assertEquals("application/json", delivery.getProperties().getContentType());
            assertEquals("60", delivery.getProperties().getExpiration());
            assertEquals(user, Backend091.header(delivery, "mqtt5UserProperty"));
            assertFalse(delivery.getProperties().getHeaders().containsKey("mqttSecondTopic"));
            backend.ack(delivery);
        }
        try (Backend backend = new Backend(emulator, "shop")) {
            Message message = backend.receive();
            assertEquals("{}", Backend.text(message));
            assertEquals("application/json", message.getStringProperty("mqtt5ContentType"));
            assertEquals("60", message.getStringProperty("mqtt5MsgExpireInterval"));
            assertEquals(user, message.getStringProperty("mqtt5UserProperty"));
            assertEquals("shop", message.getStringProperty("mqttParentTopic"));
            assertNull(message.getStringProperty("mqttSecondTopic"));
            assertEquals("GID_demo@@@device", message.getStringProperty("clientId"));
            Backend.settle(message, Backend.ACCEPTED);
        }
        Await.value(0L, () -> emulator.queuedMessages("shop"));
    }

    @Test
    void aFullQueueDropsTheOldest() throws Exception {
        Device device = Device.connect(3, emulator, "GID_demo@@@device");
        for (int number = 0; number < 110; number++) {
            publish(3, device, "shop/x", 1, "message " + number);
        }
        Await.value(100L, () -> emulator.queuedMessages("shop"));
        try (Backend091 backend = new Backend091(emulator).consume("shop", Map.of())) {
            assertEquals("message 10", backend.text());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aDeviceThatLeavesTheParentTopicsIsCutOff(int version) throws Exception {
        for (String topic : List.of("other/x", "shopx", "shop.x", "/shop")) {
            assertCutOff(version, device -> publish(version, device, topic, 0, "x"));
        }
        for (String filter : List.of("other/#", "#", "+/x", "$p2p/GID_demo@@@device")) {
            assertCutOff(version, device -> subscribe(version, device, filter));
        }
        assertEquals(0, emulator.queuedMessages("shop"));
    }

    @Test
    void unknownTopicsAreNamed() {
        assertEquals(List.of("shop", "bank"), emulator.topics());
        assertThrows(IllegalArgumentException.class, () -> emulator.queuedMessages("other"));
        for (String name : new String[] {"ab", "a/b", "a.b", "default", null, "x".repeat(65)}) {
            assertThrows(
                    IllegalArgumentException.class, () -> Emulator.builder().topic(name));
        }
    }

    private void assertCutOff(int version, Act act) throws Exception {
        Await.value(0L, () -> drained());
        Device device = Device.connect(version, emulator, "GID_demo@@@device");
        Await.value(1L, () -> emulator.group("GID_demo").queued());
        try {
            act.of(device);
        } catch (RuntimeException e) {
            // the connection has gone before the answer came
            assertTrue(e.getClass().getName().startsWith("com.hivemq"), e::toString);
        }
        Await.value(2L, () -> emulator.group("GID_demo").queued());
    }

    private long drained() throws Exception {
        while (emulator.group("GID_demo").queued() > 0) {
            try (Backend backend = new Backend(emulator, "STATUS.GID_demo")) {
                Message message = backend.poll();
                if (message != null) {
                    Backend.settle(message, Backend.ACCEPTED);
                }
            }
        }
        return 0;
    }

    static void publish(int version, Device device, String topic, int qos, String text) {
        if (version == 3) {
            device.mqtt3()
                    .publishWith()
                    .topic(topic)
                    .qos(MqttQos.fromCode(qos))
                    .payload(text.getBytes(UTF_8))
                    .send();
        } else {
            device.mqtt5()
                    .publishWith()
                    .topic(topic)
                    .qos(MqttQos.fromCode(qos))
                    .payload(text.getBytes(UTF_8))
                    .send();
        }
    }

    static void subscribe(int version, Device device, String filter) {
        if (version == 3) {
            device.mqtt3().subscribeWith().topicFilter(filter).send();
        } else {
            device.mqtt5().subscribeWith().topicFilter(filter).send();
        }
    }

    private interface Act {
        void of(Device device) throws Exception;
    }
}
