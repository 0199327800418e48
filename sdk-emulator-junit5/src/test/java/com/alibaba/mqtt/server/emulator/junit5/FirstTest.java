package com.alibaba.mqtt.server.emulator.junit5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiFault;
import com.alibaba.mqtt.server.emulator.device.EmulatedDevice;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.model.StatusType;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users write. Each test finds the emulator as if it had just been started. */
@EmulatedMqtt
@Timeout(60)
class FirstTest {
    private static final String LOCK = "GID_demo@@@lock";

    @RepeatedTest(5)
    void aBackendIsNotified(Emulator emulator, ChannelConfig config) throws Exception {
        BlockingQueue<StatusNotice> notices = new LinkedBlockingQueue<>();
        try (ServerConsumer consumer = new ServerConsumer(config)) {
            consumer.start();
            consumer.subscribeStatus("GID_demo", notices::add);
            emulator.device(LOCK).connect().cut();
            assertEquals(StatusType.ONLINE, notices.poll(20, TimeUnit.SECONDS).getStatusType());
            assertEquals(StatusType.OFFLINE, notices.poll(20, TimeUnit.SECONDS).getStatusType());
        }
    }

    @RepeatedTest(5)
    void aBackendAsks(Emulator emulator, StatusQueryClientBuilder queries) throws Exception {
        assertFalse(emulator.isOnline(LOCK), "what the test before did is forgotten");
        assertEquals(0, emulator.group("GID_demo").queued());
        try (StatusQueryClient client = queries.build()) {
            EmulatedDevice device = emulator.device(LOCK).connect();
            assertTrue(client.live(LOCK).online());
            device.takeOver();
            assertTrue(client.live(LOCK).online());
            device.leave();
            assertFalse(client.live(LOCK).online());
        }
        // left for the next test to stumble over
        EmulatedDevice unused = emulator.device(LOCK).connect();
        emulator.openApi().next(OpenApiFault.NOT_JSON, OpenApiFault.NOT_JSON);
        emulator.faults().lose(100);
        emulator.stopAmqp();
        emulator.secretKey("another");
        assertTrue(emulator.faults().deleteQueue("GID_demo") > 0);
    }

    @Test
    void devicesTalk(Emulator emulator) {
        EmulatedDevice listener = emulator.device("GID_demo@@@ears").connect().subscribe("demo_topic/news");
        EmulatedDevice speaker = emulator.device("GID_demo@@@mouth").connect();
        speaker.publish("demo_topic/news", "hello");
        assertEquals(new EmulatedDevice.Message("demo_topic/news", "hello"), listener.message());
        speaker.publish("demo_topic/p2p/GID_demo@@@ears", "psst");
        assertEquals("psst", listener.message().text());
        assertEquals(2, emulator.queuedMessages("demo_topic") + 1, "one for the backend, and one for ears only");
        speaker.close();
        listener.close();
    }

    @Test
    void aLoginThatIsRefusedSaysSo(Emulator emulator) {
        IllegalStateException e = org.junit.jupiter.api.Assertions.assertThrows(
                IllegalStateException.class,
                () -> emulator.device("GID_nobody@@@lock").connect());
        assertTrue(e.getMessage().contains("GID_nobody@@@lock: connect failed: refused"), e.getMessage());
        assertTrue(e.getMessage().contains("login refused: the group GID_nobody does not exist"), e.getMessage());
    }

    @Nested
    class Inside {
        @Test
        void classesInsideHaveItToo(Emulator emulator) {
            assertEquals(java.util.List.of("GID_demo"), emulator.groups());
        }
    }
}
