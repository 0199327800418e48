package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Delivery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatedGroupTest {
    private static final String GROUP = "GID_demo";
    private static final String QUEUE = "STATUS.GID_demo";
    private static final String LOCK = "GID_demo@@@lock";
    private static final int MAX_DELIVERIES = 2;

    private static Emulator emulator;

    private final EmulatedGroup group = emulator.group(GROUP);

    @BeforeAll
    static void start() throws Exception {
        emulator = Emulator.builder().maxDeliveries(MAX_DELIVERIES).start();
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
    void noticesAreListedAsTheyCome() {
        emulator.device(LOCK).connect().leave();
        emulator.awaitOffline(LOCK);
        SentNotice last = group.awaitNotice(LOCK, "tcpclean");
        List<SentNotice> notices = group.notices(LOCK);
        assertEquals(
                List.of("connect", "disconnect", "tcpclean"),
                notices.stream().map(SentNotice::event).toList());
        assertEquals(last, notices.get(2));
        assertEquals(1, notices.stream().map(SentNotice::channelId).distinct().count());
        assertEquals(List.of(), group.notices("GID_demo@@@another"));
    }

    @Test
    void copiesAreListedAndLostOnesAreNot() {
        emulator.faults().lose((clientId, event) -> event.equals("tcpclean"));
        emulator.faults().duplicate(100, Duration.ZERO, Duration.ZERO);
        emulator.device(LOCK).connect().cut();
        group.await("two notices", deliveries -> deliveries.queued() == 2);
        assertEquals(
                List.of("connect", "connect"),
                group.notices().stream().map(SentNotice::event).toList());
    }

    @Test
    void whatDoesNotComeIsAFailureThatSaysWhatCame() {
        emulator.device(LOCK).connect();
        group.awaitNotice(LOCK, "connect");
        EmulatedGroup hasty = group.within(Duration.ofMillis(1));
        String text = assertThrows(AssertionError.class, () -> hasty.awaitNotice(LOCK, "tcpclean"))
                .getMessage();
        assertTrue(text.contains("not within PT0.001S: a notice tcpclean of " + LOCK), text);
        assertTrue(text.contains("connect " + LOCK + " channel "), text);
        assertTrue(
                assertThrows(AssertionError.class, () -> hasty.awaitSettled(1))
                        .getMessage()
                        .contains("accepted=0"),
                text);
        assertThrows(IllegalArgumentException.class, () -> hasty.awaitNotice(LOCK, "online"));
        assertThrows(IllegalArgumentException.class, () -> emulator.group("GID_nobody"));
    }

    @Test
    void settlementsOfAmqp10AreCounted() throws Exception {
        put(3);
        try (Backend backend = new Backend(emulator, QUEUE)) {
            Backend.settle(backend.receive(), Backend.ACCEPTED);
            Backend.settle(backend.receive(), Backend.REJECTED);
            for (int delivery = 0; delivery < MAX_DELIVERIES; delivery++) {
                Backend.settle(backend.receive(), Backend.FAILED);
            }
            assertEquals(4, group.awaitSettled(4).settled());
            assertEquals(new GroupDeliveries(4, 1, 1, 2, 0, 0, 2, 0), group.awaitIdle());
        }
    }

    @Test
    void settlementsOfAmqp091AreCounted() throws Exception {
        put(4);
        try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
            backend.ack(backend.receive());
            backend.nack(backend.receive(), false);
            Delivery failed = backend.receive();
            Delivery last = backend.receive();
            backend.nack(failed, true);
            backend.nack(backend.receive(), true);
            backend.ack(last);
            assertEquals(new GroupDeliveries(5, 2, 1, 2, 0, 0, 2, 0), group.awaitIdle());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAConnectionLeavesIsTakenBack(boolean amqp10) throws Exception {
        put(1);
        AutoCloseable backend = amqp10 ? new Backend(emulator, QUEUE) : new Backend091(emulator).status(GROUP);
        group.await("one outstanding", deliveries -> deliveries.outstanding() == 1);
        backend.close();
        GroupDeliveries after = group.await("taken back", deliveries -> deliveries.takenBack() == 1);
        assertEquals(0, after.settled());
        assertEquals(0, after.outstanding());
        assertEquals(1, after.queued());
    }

    @Test
    void whatADeletedQueueHeldIsNotAccepted() throws Exception {
        put(1);
        Backend091 backend = new Backend091(emulator).status(GROUP);
        group.await("one outstanding", deliveries -> deliveries.outstanding() == 1);
        emulator.faults().deleteQueue(GROUP);
        backend.close();
        assertEquals(new GroupDeliveries(1, 0, 0, 0, 1, 0, 0, 0), group.awaitIdle());
    }

    @Test
    void aResetForgets() throws Exception {
        emulator.device(LOCK).connect();
        emulator.awaitOnline(LOCK);
        try (Backend backend = new Backend(emulator, QUEUE)) {
            backend.notice();
            group.awaitSettled(1);
        }
        emulator.reset();
        assertEquals(List.of(), group.notices());
        assertEquals(new GroupDeliveries(0, 0, 0, 0, 0, 0, 0, 0), group.deliveries());
    }

    @Test
    void whoDoesNotComeOnlineIsNamedWithTheRefusals() throws Exception {
        try (RawDevice device = RawDevice.to(3, emulator)) {
            device.login(LOCK, "Signature|x|" + emulator.instanceId(), "wrong", connect -> connect);
        }
        Thread.currentThread().interrupt();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> emulator.awaitOnline(LOCK));
        assertTrue(Thread.interrupted());
        assertTrue(e.getMessage().contains(LOCK + " online"), e.getMessage());
    }

    private static void put(int count) {
        for (int notice = 0; notice < count; notice++) {
            emulator.group(GROUP).publish(("notice " + notice).getBytes(UTF_8));
        }
    }
}
