package dev.mqttstatus.integration.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson.JSONObject;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.LogWatch;
import dev.mqttstatus.testing.Poll;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class StatusNoticesIT {
    private static final String GROUP = "GID_one";
    private static final String OTHER_GROUP = "GID_two";
    private static final int DEVICES = 200;

    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder()
                .group(GROUP)
                .group(OTHER_GROUP)
                .maxDeliveries(5)
                .start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private Device device(String clientId) throws Exception {
        return new Device(
                emulator.mqttPort(),
                emulator.instanceId(),
                Credentials.of(emulator.accessKey(), emulator.secretKey()),
                clientId);
    }

    @Test
    void everyEventOfTwoHundredDevicesArrivesOnceWithItsChannel() throws Exception {
        try (Backend backend = Backend.listening(emulator, GROUP)) {
            List<Device> devices = new ArrayList<>();
            for (int n = 0; n < DEVICES; n++) {
                devices.add(device(GROUP + "@@@device" + n));
            }
            for (int n = 0; n < DEVICES; n++) {
                if (n % 2 == 0) {
                    devices.get(n).leave();
                } else {
                    devices.get(n).vanish();
                }
            }
            List<StatusNotice> notices = backend.next(2 * DEVICES + DEVICES / 2);

            Map<EventType, Long> counts =
                    notices.stream().collect(Collectors.groupingBy(StatusNotice::eventType, Collectors.counting()));
            assertEquals(Map.of(EventType.CONNECT, 200L, EventType.TCPCLEAN, 200L, EventType.DISCONNECT, 100L), counts);
            Map<String, List<StatusNotice>> byChannel =
                    notices.stream().collect(Collectors.groupingBy(StatusNotice::getChannelId));
            assertEquals(DEVICES, byChannel.size());
            byChannel.values().forEach(StatusNoticesIT::assertOneLife);
            assertEquals(List.of(), backend.more());
        }
    }

    private static void assertOneLife(List<StatusNotice> notices) {
        StatusNotice first = notices.get(0);
        boolean leaves = Integer.parseInt(first.deviceId().substring("device".length())) % 2 == 0;
        assertEquals(
                leaves
                        ? List.of(EventType.CONNECT, EventType.DISCONNECT, EventType.TCPCLEAN)
                        : List.of(EventType.CONNECT, EventType.TCPCLEAN),
                notices.stream().map(StatusNotice::eventType).toList());
        for (StatusNotice notice : notices) {
            assertEquals(first.getClientId(), notice.getClientId());
            assertEquals(GROUP, notice.groupId());
            assertEquals(first.getClientIp(), notice.getClientIp());
            assertTrue(notice.getClientIp().matches("127\\.0\\.0\\.1:\\d+"), notice.getClientIp());
            assertTrue(notice.getChannelId().matches("[0-9a-f]{32}"), notice.getChannelId());
            assertTrue(Math.abs(notice.getTime() - notice.receivedAt().toEpochMilli()) < 120_000);
        }
    }

    @Test
    void takeoverEndsTheOldChannelAndBeginsANewOne() throws Exception {
        try (Backend backend = Backend.listening(emulator, GROUP)) {
            Device first = device(GROUP + "@@@lock");
            StatusNotice firstConnect = backend.next();
            Device second = device(GROUP + "@@@lock");
            StatusNotice end = backend.next();
            StatusNotice secondConnect = backend.next();
            assertEquals(EventType.TCPCLEAN, end.eventType());
            assertEquals(firstConnect.getChannelId(), end.getChannelId());
            assertEquals(EventType.CONNECT, secondConnect.eventType());
            assertTrue(!secondConnect.getChannelId().equals(firstConnect.getChannelId()));
            first.vanish();
            second.leave();
            assertEquals(
                    List.of(EventType.DISCONNECT, EventType.TCPCLEAN),
                    backend.next(2).stream().map(StatusNotice::eventType).toList());
        }
    }

    @Test
    void theJsonHasTheKeysOfTheOfficialNotice() throws Exception {
        try (Backend backend = Backend.listening(emulator, GROUP)) {
            device(GROUP + "@@@lamp").leave();
            String json = JSONObject.toJSONString(backend.next());
            assertEquals(
                    Set.of("channelId", "clientId", "clientIp", "statusType", "time"),
                    JSONObject.parseObject(json).keySet());
        }
    }

    @Test
    void groupsAreKeptApartAndNoticesWaitForTheirConsumer() throws Exception {
        try (Backend one = Backend.listening(emulator, GROUP)) {
            device(OTHER_GROUP + "@@@early").leave();
            device(GROUP + "@@@a").leave();
            assertEquals(
                    Set.of(GROUP),
                    one.next(3).stream().map(StatusNotice::groupId).collect(Collectors.toSet()));
            try (Backend two = Backend.listening(emulator, OTHER_GROUP)) {
                assertEquals(
                        List.of(EventType.CONNECT, EventType.DISCONNECT, EventType.TCPCLEAN),
                        two.next(3).stream().map(StatusNotice::eventType).toList());
                assertEquals(List.of(), two.more());
            }
            one.listen(OTHER_GROUP);
            device(OTHER_GROUP + "@@@late").leave();
            assertEquals(
                    Set.of(OTHER_GROUP),
                    one.next(3).stream().map(StatusNotice::groupId).collect(Collectors.toSet()));
        }
    }

    @Test
    void consumersOfOneGroupShareItsNotices() throws Exception {
        int devices = 60;
        try (Backend one = Backend.listening(emulator, GROUP);
                Backend two = Backend.listening(emulator, GROUP)) {
            for (int n = 0; n < devices; n++) {
                device(GROUP + "@@@d" + n).leave();
            }
            Set<String> distinct = new TreeSet<>();
            Poll.until("all notices", () -> one.more().size() + two.more().size() == 3 * devices);
            for (Backend backend : List.of(one, two)) {
                backend.more().forEach(notice -> distinct.add(notice.getChannelId() + notice.eventType()));
            }
            assertEquals(3 * devices, distinct.size());
        }
    }

    @Test
    void aNoticeWhoseListenerThrewTwiceComesAThirdTime() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(1);
        Backend backend = new Backend(Backend.config(emulator));
        try (LogWatch log = new LogWatch();
                backend) {
            backend.consumer.subscribeStatus(GROUP, notice -> {
                if (calls.incrementAndGet() < 3) {
                    throw new IllegalStateException("the database is away");
                }
                third.countDown();
            });
            backend.consumer.start();
            emulator.group(GROUP).publish(notice(1));
            assertTrue(third.await(20, TimeUnit.SECONDS));
            Poll.until("settled", () -> emulator.group(GROUP).queued() == 0);
            assertEquals(3, calls.get());
            assertEquals(0, emulator.group(GROUP).deadLetters());
            // a state, not an event: the first failure whole, the second one is only counted
            assertEquals(1, log.count("listener calls fail"));
            assertEquals(1, log.count("the database is away"));
            assertEquals(2, backend.consumer.health().failed());
            log.assertClean(emulator.secretKey());
        }
    }

    @Test
    void aNoticeThatFailsForEverIsDeadLettered() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Backend backend = new Backend(Backend.config(emulator))) {
            backend.consumer.subscribeStatus(GROUP, notice -> {
                calls.incrementAndGet();
                throw new IllegalStateException("never");
            });
            backend.consumer.start();
            emulator.group(GROUP).publish(notice(1));
            Poll.until("dead-lettered", () -> emulator.group(GROUP).deadLetters() == 1);
            assertEquals(5, calls.get());
            assertEquals(0, emulator.group(GROUP).queued());
        }
    }

    @Test
    void malformedMessagesCostOnlyThemselves() throws Exception {
        try (LogWatch log = new LogWatch();
                Backend backend = Backend.listening(emulator, GROUP)) {
            emulator.group(GROUP).publish(notice(1));
            emulator.group(GROUP).publish("{\"clientId\":\"GID_one@@@x\"".getBytes(StandardCharsets.UTF_8));
            emulator.group(GROUP).publish(new byte[] {(byte) 0xff, 0, 1, 2});
            emulator.group(GROUP).publish(new byte[0]);
            emulator.group(GROUP)
                    .publish(
                            "{\"clientId\":\"GID_one@@@x\",\"eventType\":\"kicked\"}".getBytes(StandardCharsets.UTF_8));
            emulator.group(GROUP).publish(notice(2));
            assertEquals(
                    Set.of(1L, 2L),
                    backend.next(2).stream().map(StatusNotice::getTime).collect(Collectors.toSet()));
            Poll.until(
                    "rejected",
                    () -> emulator.group(GROUP).queued() == 0
                            && emulator.group(GROUP).deadLetters() == 4);
            assertEquals(List.of(), backend.more());
            assertEquals(1, log.count("malformed notice"));
            assertEquals(4, backend.consumer.health().malformed());
            log.assertClean(emulator.secretKey());
        }
    }

    @Test
    void manyRestartsOfABackendDoNotCountAsFailures() throws Exception {
        int restarts = 8;
        CountDownLatch release = new CountDownLatch(1);
        for (int n = 1; n <= 50; n++) {
            emulator.group(GROUP).publish(notice(n));
        }
        for (int restart = 0; restart < restarts; restart++) {
            try (Backend backend = new Backend(Backend.config(emulator))) {
                backend.config.setShutdownTimeout(1);
                CountDownLatch busy = new CountDownLatch(1);
                backend.consumer.subscribeStatus(GROUP, notice -> {
                    busy.countDown();
                    Poll.await(release);
                });
                backend.consumer.start();
                assertTrue(busy.await(20, TimeUnit.SECONDS));
            }
        }
        release.countDown();
        try (Backend backend = Backend.listening(emulator, GROUP)) {
            assertNotNull(backend.next(50));
            assertEquals(0, emulator.group(GROUP).deadLetters());
        }
    }

    private static byte[] notice(long time) {
        return ("{\"clientId\":\"GID_one@@@made\",\"eventType\":\"connect\",\"time\":" + time + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
