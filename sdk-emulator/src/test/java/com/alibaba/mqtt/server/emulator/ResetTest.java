package com.alibaba.mqtt.server.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fresh state for each test, also where threads are in the middle of something, or interrupted. */
@Timeout(120)
class ResetTest {
    private static final String GROUP = "GID_demo";
    private static final String CLIENT = "GID_demo@@@d1";

    @Test
    void noNoticeComesAfterIt() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            for (int round = 0; round < 500; round++) {
                emulator.device(CLIENT).connect().close();
                emulator.device(CLIENT + "x").connect().cut();
                emulator.reset();
                assertEquals(List.of(), emulator.group(GROUP).notices(), "round " + round);
                assertEquals(0, emulator.group(GROUP).queued(), "round " + round);
                assertEquals(0, emulator.faults().pending(), "round " + round);
            }
        }
    }

    @Test
    void chanceAndFiguresBeginAnew() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            List<Long> first = losses(emulator);
            emulator.faults().seed(99);
            emulator.faults().refuseLogins(1);
            assertThrows(Exception.class, () -> new Backend091(emulator).close());
            assertEquals(1, emulator.faults().refusedLogins());
            emulator.reset();
            assertEquals(0, emulator.faults().refusedLogins());
            assertEquals(0, emulator.faults().lost());
            assertEquals(0, emulator.faults().duplicated());
            assertEquals(0, emulator.faults().delayed());
            assertEquals(first, losses(emulator));
        }
    }

    @Test
    void anInterruptDoesNotSpoilIt() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            emulator.device(CLIENT).connect();
            Thread.currentThread().interrupt();
            emulator.faults().killAmqp();
            emulator.faults().deleteQueue(GROUP);
            emulator.faults().createQueue(GROUP);
            emulator.startAmqp();
            emulator.faults().resetAmqpConnections();
            emulator.cutAmqpConnections();
            emulator.stopAmqp();
            emulator.faults().killAmqpAndEmptyQueues();
            emulator.reset();
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void aCloseOnAnInterruptedThreadEndsAllThreads() throws Exception {
        Emulator emulator = Emulator.builder().start();
        emulator.device(CLIENT).connect();
        emulator.device(CLIENT + "x").connect().cut();
        Thread.currentThread().interrupt();
        emulator.close();
        assertTrue(Thread.interrupted());
        Await.value(
                List.of(),
                () -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.contains("mqtt-emulator") || name.contains("Broker"))
                        .toList());
    }

    @Test
    void noStartOnAnInterruptedThread() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> Emulator.builder().start());
        assertTrue(Thread.interrupted());
        Emulator.builder().start().close();
    }

    private static List<Long> losses(Emulator emulator) {
        emulator.faults().lose(50).duplicate(30, Duration.ZERO, Duration.ZERO);
        return List.of(loss(emulator, "a"), loss(emulator, "b"), loss(emulator, "c"), loss(emulator, "d"));
    }

    private static Long loss(Emulator emulator, String name) {
        for (int round = 0; round < 3; round++) {
            emulator.device("GID_demo@@@" + name).connect().leave();
        }
        return emulator.faults().lost();
    }
}
