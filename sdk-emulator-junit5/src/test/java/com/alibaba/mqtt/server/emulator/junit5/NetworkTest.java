package com.alibaba.mqtt.server.emulator.junit5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.EmulatedGroup;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** What a backend is given leads through the bad network, and recovers. */
@EmulatedMqtt(network = true)
@Timeout(60)
class NetworkTest {
    private static final String LOCK = "GID_demo@@@lock";

    @RepeatedTest(2)
    void aBackendRecovers(Emulator emulator, ChannelConfig config, StatusQueryClientBuilder queries) throws Exception {
        assertEquals(emulator.network().backends().port(), config.getPort());
        EmulatedGroup group = emulator.group("GID_demo");
        config.setNetworkRecoveryInterval(100);
        try (ServerConsumer consumer = new ServerConsumer(config);
                StatusQueryClient client = queries.build()) {
            consumer.start();
            consumer.subscribeStatus("GID_demo", notice -> {});
            emulator.device(LOCK).connect();
            group.awaitSettled(1);
            emulator.network().backends().reset();
            emulator.network().queries().cut();
            emulator.device(LOCK).connect();
            group.await("two more, processed", deliveries -> deliveries.accepted() >= 3);
            group.awaitIdle();
            assertTrue(client.live(LOCK).online());
        }
    }
}
