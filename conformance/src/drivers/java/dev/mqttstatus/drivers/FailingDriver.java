package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Its listener throws when it sees a client for the first time. */
public final class FailingDriver {
    private FailingDriver() {}

    public static void main(String[] groups) throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ServerConsumer consumer = new ServerConsumer(Environment.channelConfig(), new ConsumerConfig());
        consumer.start();
        consumer.subscribeStatus(groups[0], notice -> {
            if (seen.add(notice.getClientId())) {
                System.out.println("failed " + notice.getClientId());
                throw new IllegalStateException("the database is away");
            }
            System.out.println("done " + notice.getClientId());
        });
        System.out.println("ready");
        Commands.await("stop");
        consumer.stop();
    }
}
