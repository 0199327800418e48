package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table in docs/emulator.md. */
class DeviceRulesTest {
    private static final String CLIENT = "GID_demo@@@d1";

    private Emulator emulator;

    void start(DeviceOptions options) throws IOException {
        emulator = Emulator.builder().devices(options).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void keepAliveIsOneAndAHalfTimesWhatTheClientAskedFor(int version) throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.to(version, emulator)) {
            long start = System.nanoTime();
            assertNotNull(device.connect(emulator, CLIENT, connect -> connect.keepAlive(1)));
            MqttMessage last = device.receive();
            if (version == 5) {
                assertEquals(0x8D, reason(last));
                assertNull(device.receive());
            } else {
                assertNull(last);
            }
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertTrue(millis >= 1_500 && millis < 5_000, () -> "after " + millis + " ms");
            assertRefused("cut off: no packet for 1.5 times its keep-alive of 1 s");
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "5, 0", "3, 2"})
    void aClientMayBeSilentForAsLongAsItAskedFor(int version, int keepAlive) throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.to(version, emulator)) {
            MqttConnAckMessage answer = device.connect(emulator, CLIENT, connect -> connect.keepAlive(keepAlive));
            assertNull(property(answer, MqttPropertyType.SERVER_KEEP_ALIVE));
            assertTrue(device.isQuiet(2_500));
            assertTrue(device.isAlive());
        }
    }

    @Test
    void aClientHasThirtySubscriptions() throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            String[] filters =
                    IntStream.range(0, 31).mapToObj(n -> "demo_topic/" + n).toArray(String[]::new);
            List<Integer> codes = device.subscribe(1, filters);
            assertEquals(31, codes.size());
            assertEquals(0x80, codes.get(30));
            assertEquals(30, codes.stream().filter(code -> code == 1).count());
            assertEquals(List.of(0x80), device.subscribe(1, "demo_topic/more"));
            // one that it has already
            assertEquals(List.of(0), device.subscribe(0, "demo_topic/7"));
            assertRefused("subscribe to demo_topic/more refused: the client has 30 subscriptions, allowed are 30");
        }
        try (RawDevice device = RawDevice.online(5, emulator, "GID_demo@@@d2")) {
            for (int number = 0; number < 30; number++) {
                assertEquals(List.of(1), device.subscribe(1, "demo_topic/" + number));
            }
            assertEquals(List.of(0x83), device.subscribe(1, "demo_topic/30"));
        }
    }

    @Test
    void aPersistentSessionKeepsItsThirtySubscriptions() throws Exception {
        start(DeviceOptions.ofService().subscriptions(2));
        try (RawDevice device = RawDevice.to(3, emulator)) {
            device.connect(emulator, CLIENT, connect -> connect.cleanSession(false));
            assertEquals(List.of(1, 1, 0x80), device.subscribe(1, "demo_topic/a", "demo_topic/b", "demo_topic/c"));
            device.leave();
        }
        try (RawDevice device = RawDevice.to(3, emulator)) {
            device.connect(emulator, CLIENT, connect -> connect.cleanSession(false));
            assertEquals(List.of(0x80), device.subscribe(1, "demo_topic/c"));
        }
    }

    @Test
    void aTopicHasSixtyFourCharacters() throws Exception {
        start(DeviceOptions.ofService());
        String longest = "demo_topic/" + "x".repeat(53);
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            assertEquals(List.of(1, 0x80), device.subscribe(1, longest, longest + "y"));
            device.publish(longest, 1, "x".getBytes(UTF_8));
            assertEquals("x", receiveTextAndAck(device));
            // the client id of a target does not count
            device.publish("demo_topic/p2p/GID_demo@@@" + "d".repeat(53), 1, new byte[0]);
            device.receive(MqttMessageType.PUBACK);
            device.publish(longest + "y", 1, new byte[0]);
            assertNull(device.receive());
            assertRefused("publish to " + longest + "y refused: it has 65 characters, allowed are 64");
        }
    }

    @Test
    void aLongerTopicIsAnOption() throws Exception {
        start(DeviceOptions.ofService().topicLength(128));
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            assertEquals(
                    List.of(1, 0x80),
                    device.subscribe(1, "demo_topic/" + "x".repeat(117), "demo_topic/" + "x".repeat(118)));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 65536", "3, 70000", "3, 1000000", "5, 65536", "5, 70000", "5, 1000000"})
    void aBigMessageIsDiscarded(int version, int above) throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(version, emulator, CLIENT)) {
            device.subscribe(1, "demo_topic/#");
            for (int qos = 0; qos <= 2; qos++) {
                int id = device.publish("demo_topic/big", qos, new byte[above + 1]);
                if (qos > 0) {
                    MqttMessage answer = device.receive(qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC);
                    assertEquals(id, ((MqttMessageIdVariableHeader) answer.variableHeader()).messageId());
                }
            }
            assertTrue(device.isAlive());
            device.publish("demo_topic/small", 0, "x".getBytes(UTF_8));
            assertEquals("x", device.receiveText());
        }
        Await.value(1L, () -> emulator.queuedMessages("demo_topic"));
        assertRefused("publish to demo_topic/big discarded: the pa");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aMessageOf64KilobytesIsDelivered(int version) throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(version, emulator, CLIENT)) {
            device.subscribe(0, "demo_topic/#");
            device.publish("demo_topic/" + "x".repeat(53), 0, new byte[65_536]);
            assertEquals(65_536, device.receiveText().length());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mqtt5IsToldTheTruth(boolean rich) throws Exception {
        DeviceOptions options = DeviceOptions.ofService();
        start(rich ? options.retained(true) : options.sharedSubscriptions(false));
        try (RawDevice device = RawDevice.to(5, emulator)) {
            MqttConnAckMessage answer = device.connect(emulator, CLIENT, connect -> connect.cleanSession(true));
            assertEquals(65_536 + 4_096, property(answer, MqttPropertyType.MAXIMUM_PACKET_SIZE));
            assertEquals(rich ? 1 : 0, property(answer, MqttPropertyType.RETAIN_AVAILABLE));
            assertEquals(rich ? 1 : 0, property(answer, MqttPropertyType.SHARED_SUBSCRIPTION_AVAILABLE));
            assertEquals(1, property(answer, MqttPropertyType.WILDCARD_SUBSCRIPTION_AVAILABLE));
            assertEquals(1, property(answer, MqttPropertyType.SUBSCRIPTION_IDENTIFIER_AVAILABLE));
            assertEquals(64, property(answer, MqttPropertyType.TOPIC_ALIAS_MAXIMUM));
            // which means 2
            assertNull(property(answer, MqttPropertyType.MAXIMUM_QOS));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, false", "5, false", "3, true", "5, true"})
    void aWillIsDroppedUnlessTheOptionSaysOtherwise(int version, boolean wills) throws Exception {
        start(DeviceOptions.ofService().wills(wills));
        try (RawDevice hearer = RawDevice.online(3, emulator, "GID_demo@@@hearer");
                RawDevice device = RawDevice.to(version, emulator)) {
            hearer.subscribe(1, "demo_topic/will");
            assertEquals(0, connectWithWill(device, "demo_topic/will"));
            device.cut();
            if (wills) {
                assertEquals("gone", hearer.receiveText());
            } else {
                Await.value(false, () -> emulator.isOnline(CLIENT));
                assertTrue(hearer.isQuiet(300));
                assertRefused("last will to demo_topic/will dropped: last wills are not supported");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aWillPassesTheSameGateAsAPublish(int version) throws Exception {
        start(DeviceOptions.ofService().wills(true));
        try (RawDevice device = RawDevice.to(version, emulator)) {
            assertEquals(version == 3 ? 0x05 : 0x87, connectWithWill(device, "other/will"));
            assertNull(device.receive());
        }
        assertRefused(
                "login with a last will to other/will refused: parent topic 'other' was not created; known: demo_topic");
        assertFalse(emulator.isOnline(CLIENT));
    }

    @Test
    void nothingIsRetained() throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            device.subscribe(0, "demo_topic/a");
            device.publish("demo_topic/a", 0, true, "now".getBytes(UTF_8));
            assertEquals("now", device.receiveText());
            device.subscribe(0, "demo_topic/#");
            assertTrue(device.isQuiet(300));
            assertRefused("publish to demo_topic/a: retain flag dropped: retained messages are not supported");
        }
        try (RawDevice device = RawDevice.online(5, emulator, "GID_demo@@@d2")) {
            device.publish("demo_topic/a", 0, true, "now".getBytes(UTF_8));
            assertEquals(0x9A, reason(device.receive()));
            assertNull(device.receive());
        }
    }

    @Test
    void retainedMessagesAreAnOption() throws Exception {
        start(DeviceOptions.ofService().retained(true));
        try (RawDevice device = RawDevice.online(5, emulator, CLIENT)) {
            device.publish("demo_topic/a", 1, true, "before".getBytes(UTF_8));
            device.receive(MqttMessageType.PUBACK);
            try (RawDevice later = RawDevice.online(3, emulator, "GID_demo@@@d2")) {
                // before or after the SUBACK
                later.send(MqttMessageBuilders.subscribe()
                        .messageId(1)
                        .addSubscription(MqttQoS.AT_MOST_ONCE, "demo_topic/a")
                        .build());
                MqttMessage first = later.receive();
                String text = first instanceof MqttPublishMessage publish
                        ? publish.payload().toString(UTF_8)
                        : later.receiveText();
                assertEquals("before", text);
            }
        }
    }

    @Test
    void aPointToPointMessageIsNotRetained() throws Exception {
        start(DeviceOptions.ofService().retained(true));
        try (RawDevice device = RawDevice.online(5, emulator, CLIENT)) {
            device.publish("demo_topic/p2p/" + CLIENT, 1, true, "for me".getBytes(UTF_8));
            // with its PUBACK before it or after it
            device.receive();
            device.receive();
            try (RawDevice other = RawDevice.online(3, emulator, "GID_demo@@@d2")) {
                assertEquals(List.of(1), other.subscribe(1, "demo_topic/#"));
                assertTrue(other.isQuiet(200));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void sharedSubscriptionsShare(int version) throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice one = RawDevice.online(version, emulator, CLIENT);
                RawDevice two = RawDevice.online(version, emulator, "GID_demo@@@d2");
                RawDevice speaker = RawDevice.online(3, emulator, "GID_demo@@@speaker")) {
            assertEquals(List.of(1), one.subscribe(1, "$share/workers/demo_topic/#"));
            assertEquals(List.of(1), two.subscribe(1, "$share/workers/demo_topic/#"));
            for (int number = 0; number < 10; number++) {
                speaker.publish("demo_topic/a", 0, ("" + number).getBytes(UTF_8));
            }
            int heard = heard(one) + heard(two);
            assertEquals(10, heard);
        }
    }

    @Test
    void sharedSubscriptionsAreOfAnEdition() throws Exception {
        start(DeviceOptions.ofService().sharedSubscriptions(false));
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            assertEquals(List.of(0x80, 1), device.subscribe(1, "$share/w/demo_topic/#", "demo_topic/a"));
        }
        try (RawDevice device = RawDevice.online(5, emulator, CLIENT)) {
            assertEquals(List.of(0x9E), device.subscribe(1, "$share/w/demo_topic/#"));
        }
        assertRefused("subscribe to $share/w/demo_topic/# refused: this edition has no shared subscriptions");
    }

    @Test
    void aSharedSubscriptionIsOneOfATopicThatExists() throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            assertEquals(List.of(0x80), device.subscribe(1, "$share/w"));
            assertEquals(List.of(), device.subscribe(1, "$share/w/other/#"));
        }
        assertRefused("subscribe to $share/w/other/# refused: parent topic 'other' was not created; known: demo_topic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"demo_topic/a#", "demo_topic/a+", "demo_topic/+a/b", "demo_topic/#/b", "$share/w/demo_topic/a+"})
    void aWildcardStandsAloneAndTheHashLast(String filter) throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(5, emulator, CLIENT)) {
            assertEquals(List.of(0x8F, 1), device.subscribe(1, filter, "demo_topic/+/b/#"));
        }
        assertRefused("subscribe to " + filter + " refused: ");
    }

    @Test
    void topicsThatWereNotCreatedEndTheConnection() throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            device.publish("other/a", 1, new byte[0]);
            assertNull(device.receive());
        }
        try (RawDevice device = RawDevice.online(5, emulator, CLIENT)) {
            device.publish("other/a", 1, new byte[0]);
            assertEquals(0x87, reason(device.receive()));
        }
        assertRefused("publish to other/a refused: parent topic 'other' was not created; known: demo_topic");
    }

    @Test
    void aLoginThatIsRefusedSaysWhy() throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.to(3, emulator)) {
            MqttConnAckMessage answer = device.connect(emulator, "GID_none@@@d", connect -> connect.cleanSession(true));
            assertEquals(5, answer.variableHeader().connectReturnCode().byteValue());
        }
        List<String> lines = emulator.refusals();
        String line = lines.get(lines.size() - 1);
        assertTrue(
                line.matches(
                        "GID_none@@@d from 127\\.0\\.0\\.1:\\d+: login refused: the group GID_none does not exist.*"),
                line);
    }

    @Test
    void whatIsNoMqttIsCutOff() throws Exception {
        start(DeviceOptions.ofService());
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            // a SUBSCRIBE with wrong flags
            device.sendBytes(new byte[] {(byte) 0x80, 2, 0, 1});
            assertNull(device.receive());
        }
        assertRefused("cut off: no packet of MQTT");
    }

    @Test
    void connectionsAreLimitedByOption() throws Exception {
        start(DeviceOptions.ofService().connections(1));
        try (RawDevice first = RawDevice.online(3, emulator, CLIENT)) {
            for (int version : new int[] {3, 5}) {
                try (RawDevice second = RawDevice.to(version, emulator)) {
                    MqttConnAckMessage answer = second.connect(emulator, "GID_demo@@@d2", c -> c.cleanSession(true));
                    assertEquals(
                            version == 3 ? 3 : (byte) 0x97,
                            answer.variableHeader().connectReturnCode().byteValue());
                    assertNull(second.receive());
                }
            }
            assertTrue(first.isAlive());
        }
        assertRefused("login refused: the instance has 1 connections, which is its limit");
        try (RawDevice first = RawDevice.online(3, emulator, CLIENT);
                RawDevice again = RawDevice.online(3, emulator, CLIENT)) {
            assertNull(first.receive());
            assertTrue(again.isAlive());
        }
        Await.value(false, () -> emulator.isOnline(CLIENT));
        RawDevice.online(3, emulator, CLIENT).close();
    }

    @Test
    void aClientThatPublishesTooMuchIsCutOffByOption() throws Exception {
        start(DeviceOptions.ofService().clientTps(20));
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            for (int number = 0; number < 100; number++) {
                try {
                    device.publish("demo_topic/a", 0, new byte[] {1});
                } catch (IOException e) {
                    break;
                }
            }
            assertNull(device.receive());
        }
        assertRefused("refused: the client publishes more than 20 messages a second");
    }

    @Test
    void messagesAboveTheLimitOfTheInstanceAreLostByOption() throws Exception {
        start(DeviceOptions.ofService().instanceTps(5));
        try (RawDevice device = RawDevice.online(3, emulator, CLIENT)) {
            for (int number = 0; number < 20; number++) {
                device.publish("demo_topic/a", 0, new byte[] {1});
            }
            assertTrue(device.isAlive());
        }
        Await.value(true, () -> emulator.queuedMessages("demo_topic") >= 5);
        long queued = emulator.queuedMessages("demo_topic");
        // the second may have changed meanwhile
        assertTrue(queued >= 5 && queued <= 10, () -> queued + " messages");
        assertRefused("publish to demo_topic/a lost: the instance has more than 5 messages a second");
    }

    private int connectWithWill(RawDevice device, String topic) throws IOException {
        MqttConnAckMessage answer = device.connect(
                emulator,
                CLIENT,
                connect -> connect.cleanSession(true)
                        .willFlag(true)
                        .willTopic(topic)
                        .willQoS(MqttQoS.AT_LEAST_ONCE)
                        .willMessage("gone".getBytes(UTF_8)));
        assertNotNull(answer);
        return answer.variableHeader().connectReturnCode().byteValue() & 0xFF;
    }

    private void assertRefused(String part) {
        assertTrue(
                emulator.refusals().stream().anyMatch(line -> line.contains(" from 127.0.0.1:") && line.contains(part)),
                () -> "not '" + part + "' in " + emulator.refusals());
    }

    private static String receiveTextAndAck(RawDevice device) throws IOException {
        MqttMessage first = device.receive();
        if (first != null && first.fixedHeader().messageType() == MqttMessageType.PUBACK) {
            return device.receiveText();
        }
        String text = ((MqttPublishMessage) first).payload().toString(UTF_8);
        device.receive(MqttMessageType.PUBACK);
        return text;
    }

    private static int heard(RawDevice device) throws IOException {
        int heard = 0;
        while (true) {
            try {
                device.receive(500);
                heard++;
            } catch (java.net.SocketTimeoutException e) {
                return heard;
            }
        }
    }

    private static int reason(MqttMessage packet) {
        assertNotNull(packet);
        return ((MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader()).reasonCode() & 0xFF;
    }

    private static Object property(MqttConnAckMessage answer, MqttPropertyType type) {
        var property = answer.variableHeader().properties().getProperty(type.value());
        return property == null ? null : property.value();
    }
}
