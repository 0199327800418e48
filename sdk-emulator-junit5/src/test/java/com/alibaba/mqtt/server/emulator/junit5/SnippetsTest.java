package com.alibaba.mqtt.server.emulator.junit5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.GroupDeliveries;
import com.alibaba.mqtt.server.emulator.SentNotice;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/emulator.md shows of tests, as tests. */
@EmulatedMqtt(groups = "GID_shop")
@Timeout(60)
class SnippetsTest {
    @Test
    void whatWasSentAndSettled(Emulator emulator, ChannelConfig config) throws Exception {
        try (ServerConsumer consumer = new ServerConsumer(config)) {
            consumer.start();
            consumer.subscribeStatus("GID_shop", notice -> {});
            emulator.device("GID_shop@@@lock").connect().cut();
            emulator.awaitOffline("GID_shop@@@lock");
            SentNotice last = emulator.group("GID_shop").awaitNotice("GID_shop@@@lock", "tcpclean");
            emulator.group("GID_shop").within(Duration.ofSeconds(5)).awaitSettled(2);
            GroupDeliveries done = emulator.group("GID_shop").awaitIdle();
            emulator.group("GID_shop")
                    .await("both accepted, none twice", figures -> figures.accepted() == 2 && figures.delivered() == 2);
            assertEquals("tcpclean", last.event());
            assertEquals(2, done.accepted());
        }
    }
}
