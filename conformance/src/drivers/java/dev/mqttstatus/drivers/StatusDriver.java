package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ConsumerConfig;

/** Prints every notice of the groups given as arguments, until "stop". */
public final class StatusDriver {
    private StatusDriver() {}

    public static void main(String[] groups) throws Exception {
        ServerConsumer consumer = new ServerConsumer(Environment.channelConfig(), new ConsumerConfig());
        consumer.start();
        for (String group : groups) {
            consumer.subscribeStatus(
                    group,
                    notice -> System.out.println(
                            "notice " + group + " " + notice.getClientId() + " " + notice.getStatusType()));
        }
        System.out.println("ready");
        Commands.await("stop");
        consumer.stop();
        System.out.println("stopped");
    }
}
