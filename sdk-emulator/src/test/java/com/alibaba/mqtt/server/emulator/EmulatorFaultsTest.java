package com.alibaba.mqtt.server.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.emulator.EmulatorFaults.TakeoverEnd;
import dev.mqttstatus.testing.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatorFaultsTest {
    private static final String GROUP = "GID_demo";
    private static final String CLIENT = "GID_demo@@@device";
    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofMillis(300);

    private Emulator emulator;
    private EmulatorFaults faults;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().group(GROUP).group("GID_other").start();
        faults = emulator.faults();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void noticesAreLostUntilCleared() throws Exception {
        faults.loseAllOf(GROUP);
        comeAndGo(CLIENT);
        comeAndGo("GID_other@@@device");
        Await.value(3L, faults::lost);
        Await.value(3L, () -> emulator.group("GID_other").queued());
        assertEquals(0, emulator.group(GROUP).queued());

        faults.clear().lose(100);
        comeAndGo(CLIENT);
        Await.value(6L, faults::lost);

        faults.clear().lose((clientId, eventType) -> clientId.equals(CLIENT) && eventType.equals("disconnect"));
        comeAndGo(CLIENT);
        Await.value(7L, faults::lost);
        Await.value(2L, () -> emulator.group(GROUP).queued());

        faults.clear();
        comeAndGo(CLIENT);
        Await.value(5L, () -> emulator.group(GROUP).queued());
        assertEquals(7, faults.lost());
    }

    @Test
    void copiesComeLater() throws Exception {
        faults.duplicate(100, NONE, SHORT);
        comeAndGo(CLIENT);
        Await.value(6L, () -> emulator.group(GROUP).queued());
        assertEquals(3, faults.duplicated());
        Await.value(0L, faults::pending);
        try (Backend backend = new Backend(emulator, "STATUS.GID_demo")) {
            Map<JSONObject, Integer> times = new HashMap<>();
            for (int number = 0; number < 6; number++) {
                times.merge(backend.notice(), 1, Integer::sum);
            }
            assertEquals(
                    Set.of("connect", "disconnect", "tcpclean"),
                    times.keySet().stream()
                            .map(notice -> notice.getString("eventType"))
                            .collect(Collectors.toSet()));
            assertEquals(List.of(2, 2, 2), List.copyOf(times.values()));
            assertTrue(backend.isQuiet());
        }
    }

    @Test
    void delayedNoticesKeepTheirTime() throws Exception {
        TestClock clock = new TestClock();
        try (Emulator slow =
                Emulator.builder().clock(clock).loginWindow(Duration.ofDays(1)).start()) {
            slow.faults().delay(100, SHORT, SHORT);
            Device.connect(3, slow, CLIENT);
            clock.advance(Duration.ofHours(1));
            try (Backend backend = new Backend(slow, "STATUS.GID_demo")) {
                assertTrue(backend.notice().getLongValue("time") <= System.currentTimeMillis());
            }
            assertEquals(1, slow.faults().delayed());
        }
    }

    @Test
    void whatIsDelayedIsPending() throws Exception {
        faults.delay(100, Duration.ofHours(1), Duration.ofHours(1));
        comeAndGo(CLIENT);
        Await.value(3L, faults::pending);
        assertEquals(3, faults.delayed());
        assertEquals(0, emulator.group(GROUP).queued());
    }

    @ParameterizedTest
    @CsvSource({
        "3, BEFORE_CONNECT, BEFORE_CONNECT",
        "5, BEFORE_CONNECT, AFTER_CONNECT",
        "3, AFTER_CONNECT, BEFORE_CONNECT",
        "5, AFTER_CONNECT, AFTER_CONNECT"
    })
    void takeovers(int version, TakeoverEnd arrival, TakeoverEnd time) throws Exception {
        faults.takeover(arrival, time);
        try (Backend backend = new Backend(emulator, "STATUS.GID_demo")) {
            Device.connect(version, emulator, CLIENT);
            String old = backend.notice().getString("channelId");
            Device second = Device.connect(version, emulator, CLIENT);
            List<JSONObject> pair = new ArrayList<>(List.of(backend.notice(), backend.notice()));
            boolean endFirst = pair.get(0).getString("channelId").equals(old);
            assertEquals(arrival == TakeoverEnd.BEFORE_CONNECT, endFirst);
            JSONObject end = pair.get(endFirst ? 0 : 1);
            JSONObject connect = pair.get(endFirst ? 1 : 0);
            assertEquals("tcpclean", end.getString("eventType"));
            assertEquals("connect", connect.getString("eventType"));
            assertEquals(time == TakeoverEnd.BEFORE_CONNECT, end.getLongValue("time") < connect.getLongValue("time"));
            assertEquals(time == TakeoverEnd.AFTER_CONNECT, end.getLongValue("time") > connect.getLongValue("time"));

            // a clean leave is no takeover
            second.disconnect();
            assertEquals("disconnect", backend.event());
            assertEquals("tcpclean", backend.event());
            Device.connect(version, emulator, CLIENT);
            assertEquals("connect", backend.event());
        }
    }

    @Test
    void aLostConnectionIsNoTakeover() throws Exception {
        faults.takeover(TakeoverEnd.AFTER_CONNECT, TakeoverEnd.AFTER_CONNECT);
        try (Backend backend = new Backend(emulator, "STATUS.GID_demo");
                Relay relay = new Relay(emulator.mqttPort())) {
            new Device(3, CLIENT, relay.port()).connect(emulator, 60);
            assertEquals("connect", backend.event());
            relay.reset();
            assertEquals("tcpclean", backend.event());
        }
    }

    @Test
    void connectionsHaveTheClockOfTheirNode() throws Exception {
        Duration ahead = Duration.ofMinutes(30);
        faults.nodeClocks(ahead);
        long before = System.currentTimeMillis();
        comeAndGo(CLIENT);
        Await.value(0L, faults::pending);
        long after = System.currentTimeMillis();
        faults.clear();
        try (Backend backend = new Backend(emulator, "STATUS.GID_demo")) {
            for (int number = 0; number < 3; number++) {
                long time = backend.notice().getLongValue("time") - ahead.toMillis();
                assertTrue(before <= time && time <= after, () -> before + " " + time + " " + after);
            }
            comeAndGo(CLIENT);
            assertTrue(backend.notice().getLongValue("time") <= System.currentTimeMillis());
        }
    }

    @Test
    void theTruthIsShown() throws Exception {
        assertFalse(emulator.isOnline(CLIENT));
        faults.lose(100);
        Device one = Device.connect(3, emulator, CLIENT);
        Device two = Device.connect(5, emulator, CLIENT + "2");
        Device.connect(5, emulator, "GID_other@@@device");
        assertTrue(emulator.isOnline(CLIENT));
        assertEquals(Set.of(CLIENT, CLIENT + "2"), emulator.onlineClients(GROUP));
        assertEquals(Set.of("GID_other@@@device"), emulator.onlineClients("GID_other"));
        one.disconnect();
        two.disconnect();
        Await.value(Set.of(), () -> emulator.onlineClients(GROUP));
        assertFalse(emulator.isOnline(CLIENT));
        assertThrows(IllegalArgumentException.class, () -> emulator.onlineClients("GID_none"));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertWrong("percent is 101, allowed are 0 to 100", () -> faults.lose(101));
        assertWrong("percent is -1, allowed are 0 to 100", () -> faults.delay(-1, NONE, SHORT));
        assertWrong("max is PT0S, allowed are PT0.3S to PT1H", () -> faults.duplicate(1, SHORT, NONE));
        assertWrong("min is null, allowed are PT0S to PT1H", () -> faults.delay(1, null, NONE));
        assertWrong("offset is PT2H, allowed are PT-1H to PT1H", () -> faults.nodeClocks(Duration.ofHours(2)));
        assertWrong("group GID_none does not exist", () -> faults.loseAllOf("GID_none"));
        assertThrows(NullPointerException.class, () -> faults.takeover(null, TakeoverEnd.AFTER_CONNECT));
        assertWrong("logins is -1, allowed are 0 to", () -> faults.refuseLogins(-1));
        assertWrong("group GID_none does not exist", () -> faults.deleteQueue("GID_none"));
        assertWrong("group GID_none does not exist", () -> faults.createQueue("GID_none"));
        emulator.close();
        assertThrows(IllegalStateException.class, faults::killAmqp);
        assertThrows(IllegalStateException.class, faults::resetAmqpConnections);
        assertThrows(IllegalStateException.class, () -> faults.deleteQueue(GROUP));
        assertThrows(IllegalStateException.class, () -> faults.createQueue(GROUP));
        assertThrows(IllegalStateException.class, emulator::faults);
        assertThrows(IllegalStateException.class, () -> emulator.isOnline(CLIENT));
        assertThrows(IllegalStateException.class, () -> emulator.onlineClients(GROUP));
    }

    private static void assertWrong(String message, Executable call) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, call);
        assertTrue(wrong.getMessage().startsWith(message), wrong::getMessage);
    }

    /** A connect, a disconnect and a tcpclean. */
    private void comeAndGo(String clientId) throws Exception {
        Device.connect(5, emulator, clientId).disconnect();
        Await.value(false, () -> emulator.isOnline(clientId));
    }
}
