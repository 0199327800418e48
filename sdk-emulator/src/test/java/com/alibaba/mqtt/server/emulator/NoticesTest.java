package com.alibaba.mqtt.server.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import dev.mqttstatus.testing.Relay;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static Emulator emulator;

    private final String clientId = "GID_demo@@@device-" + NUMBER.incrementAndGet();
    private Backend backend;

    @BeforeAll
    static void start() throws Exception {
        emulator = Emulator.builder().group("GID_demo").group("GID_other").start();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @BeforeEach
    void consume() throws Exception {
        backend = new Backend(emulator, "STATUS.GID_demo");
    }

    @AfterEach
    void nothingMoreCame() throws Exception {
        assertTrue(backend.isQuiet());
        backend.close();
        assertEquals(0, emulator.group("GID_demo").queued());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void cleanLeave(int version) throws Exception {
        long before = System.currentTimeMillis();
        Device device = Device.connect(version, emulator, clientId);
        JSONObject connect = backend.notice();
        device.disconnect();
        JSONObject disconnect = backend.notice();
        JSONObject tcpclean = backend.notice();

        assertEquals("connect", connect.getString("eventType"));
        assertEquals("disconnect", disconnect.getString("eventType"));
        assertEquals("tcpclean", tcpclean.getString("eventType"));
        for (JSONObject notice : List.of(connect, disconnect, tcpclean)) {
            assertEquals(Set.of("clientId", "time", "eventType", "channelId", "clientIp"), notice.keySet());
            assertEquals(clientId, notice.getString("clientId"));
            assertEquals(connect.getString("channelId"), notice.getString("channelId"));
            assertEquals(connect.getString("clientIp"), notice.getString("clientIp"));
            assertTrue(notice.get("time") instanceof Long);
            assertTrue(notice.getLongValue("time") >= before);
            assertTrue(notice.getLongValue("time") <= System.currentTimeMillis());
        }
        assertTrue(connect.getString("channelId").matches("[0-9a-f]{32}"), connect::toString);
        assertTrue(connect.getString("clientIp").matches("127\\.0\\.0\\.1:\\d+"), connect::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void reset(int version) throws Exception {
        try (Relay relay = new Relay(emulator.mqttPort())) {
            new Device(version, clientId, relay.port()).connect(emulator, 60);
            assertEquals("connect", backend.event());
            relay.reset();
            assertEquals("tcpclean", backend.event());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void closedWithoutDisconnect(int version) throws Exception {
        try (Relay relay = new Relay(emulator.mqttPort())) {
            new Device(version, clientId, relay.port()).connect(emulator, 60);
            assertEquals("connect", backend.event());
            relay.cut();
            assertEquals("tcpclean", backend.event());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void keepAliveTimeout(int version) throws Exception {
        try (Relay relay = new Relay(emulator.mqttPort())) {
            new Device(version, clientId, relay.port()).connect(emulator, 1);
            assertEquals("connect", backend.event());
            relay.halfOpen();
            assertEquals("tcpclean", backend.event());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void takeover(int version) throws Exception {
        Device.connect(version, emulator, clientId);
        JSONObject first = backend.notice();
        Device second = Device.connect(version, emulator, clientId);
        JSONObject tcpclean = backend.notice();
        JSONObject connect = backend.notice();

        assertEquals("tcpclean", tcpclean.getString("eventType"));
        assertEquals(first.getString("channelId"), tcpclean.getString("channelId"));
        assertEquals("connect", connect.getString("eventType"));
        assertNotEquals(first.getString("channelId"), connect.getString("channelId"));

        second.disconnect();
        assertEquals("disconnect", backend.event());
        assertEquals("tcpclean", backend.event());
    }

    @Test
    void disconnectWithWillIsADisconnect() throws Exception {
        Device device = Device.connect(5, emulator, clientId);
        device.mqtt5()
                .disconnectWith()
                .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                .send();
        assertEquals("connect", backend.event());
        assertEquals("disconnect", backend.event());
        assertEquals("tcpclean", backend.event());
    }

    @Test
    void refusedLoginsGiveNoNotice() {
        Device mqtt3 = new Device(3, clientId, emulator.mqttPort());
        Mqtt3ConnAckException refused3 =
                assertThrows(Mqtt3ConnAckException.class, () -> mqtt3.login(user(), "wrong", 60));
        assertEquals(
                Mqtt3ConnAckReturnCode.NOT_AUTHORIZED, refused3.getMqttMessage().getReturnCode());

        Device mqtt5 = new Device(5, clientId, emulator.mqttPort());
        Mqtt5ConnAckException refused5 =
                assertThrows(Mqtt5ConnAckException.class, () -> mqtt5.login(user(), "wrong", 60));
        assertTrue(Set.of(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED, Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD)
                .contains(refused5.getMqttMessage().getReasonCode()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"device", "GID_none@@@device", "GID_demo@@@de.vice"})
    void refusesOtherClientIds(String otherId) {
        Device device = new Device(5, otherId, emulator.mqttPort());
        assertThrows(Mqtt5ConnAckException.class, () -> device.connect(emulator, 60));
    }

    @Test
    void aRefusedLoginDoesNotTakeOver() throws Exception {
        Device device = Device.connect(3, emulator, clientId);
        assertEquals("connect", backend.event());
        assertThrows(
                Mqtt3ConnAckException.class,
                () -> new Device(3, clientId, emulator.mqttPort()).login(user(), "wrong", 60));
        assertTrue(backend.isQuiet());
        assertTrue(device.mqtt3().getState().isConnected());
        device.disconnect();
        assertEquals("disconnect", backend.event());
        assertEquals("tcpclean", backend.event());
    }

    @Test
    void eachGroupHasItsOwnNotices() throws Exception {
        Device device = Device.connect(3, emulator, "GID_other@@@device");
        try (Backend other = new Backend(emulator, "STATUS.GID_other")) {
            assertEquals("GID_other@@@device", other.notice().getString("clientId"));
            device.disconnect();
            assertEquals("disconnect", other.event());
            assertEquals("tcpclean", other.event());
        }
    }

    private static String user() {
        return "Signature|" + emulator.accessKey() + "|" + emulator.instanceId();
    }
}
