package com.alibaba.mqtt.server.emulator.junit5;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusType;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The test that the README shows. */
@EmulatedMqtt(groups = "GID_demo")
class BackendTest {
    @Test
    void isNotifiedOfALockThatGoes(Emulator emulator, ChannelConfig config) throws Exception {
        BlockingQueue<StatusType> notified = new LinkedBlockingQueue<>();
        try (ServerConsumer consumer = new ServerConsumer(config)) {
            consumer.start();
            consumer.subscribeStatus("GID_demo", notice -> notified.add(notice.getStatusType()));
            emulator.device("GID_demo@@@lock").connect().cut();
            assertEquals(StatusType.ONLINE, notified.poll(10, SECONDS));
            assertEquals(StatusType.OFFLINE, notified.poll(10, SECONDS));
        }
    }
}
