package app;

import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.junit5.EmulatedMqtt;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import org.junit.jupiter.api.RepeatedTest;

/** One of three classes whose tests run concurrently. */
@EmulatedMqtt
class FirstTest {
    @RepeatedTest(3)
    void aLock(Emulator emulator, ChannelConfig config, StatusQueryClientBuilder queries) throws Exception {
        new Lock().comesAndGoes(emulator, config, queries);
    }
}
