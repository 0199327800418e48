package app;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusType;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import java.util.concurrent.atomic.AtomicInteger;

/** What each test of this project does. */
final class Lock {
    private final AtomicInteger online = new AtomicInteger();

    void comesAndGoes(Emulator emulator, ChannelConfig config, StatusQueryClientBuilder queries) throws Exception {
        String group = emulator.groups().get(0);
        String lock = group + "@@@lock";
        if (emulator.isOnline(lock) || !emulator.group(group).notices().isEmpty()) {
            throw new AssertionError("not as new: " + emulator.group(group));
        }
        try (ServerConsumer consumer = new ServerConsumer(config);
                StatusQueryClient client = queries.build()) {
            consumer.start();
            consumer.subscribeStatus(group, notice -> online.addAndGet(notice.getStatusType() == StatusType.ONLINE ? 1 : -1));
            emulator.device(lock).connect();
            emulator.group(group).awaitSettled(1);
            if (!client.live(lock).online() || online.get() != 1) {
                throw new AssertionError("online by notices " + online + ", by query " + client.live(lock));
            }
            emulator.device(lock).connect().cut();
            // both connections came and went, the first one by the second
            emulator.group(group).awaitSettled(4);
            emulator.group(group).awaitIdle();
            if (online.get() != 0) {
                throw new AssertionError("online by notices " + online);
            }
        }
    }
}
