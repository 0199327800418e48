package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.nio.charset.StandardCharsets;

/** Prints every message of the first-level topics given as arguments, until "stop". */
public final class TopicDriver {
    private TopicDriver() {}

    public static void main(String[] topics) throws Exception {
        ServerConsumer consumer = new ServerConsumer(Environment.channelConfig(), new ConsumerConfig());
        consumer.start();
        for (String topic : topics) {
            consumer.subscribeTopic(
                    topic,
                    (messageId, properties, payload) -> System.out.println("message "
                            + (messageId != null && !messageId.isEmpty() ? "with id " : "without id ")
                            + properties.getFirstTopic() + " " + properties.getSecondTopic() + " "
                            + properties.getClientId() + " "
                            + (properties.getBornTime() > 1_600_000_000_000L ? "in ms" : "not in ms") + " "
                            + properties.getMqtt5ContentType() + " " + properties.getMqtt5UserProperty() + " "
                            + new String(payload, StandardCharsets.UTF_8)));
        }
        System.out.println("ready");
        Commands.await("stop");
        consumer.stop();
    }
}
