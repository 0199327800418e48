package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import java.io.IOException;

/** Starts with a wrong secret, and once more with the right one. */
public final class StartAgainDriver {
    private StartAgainDriver() {}

    public static void main(String[] groups) throws Exception {
        ChannelConfig config = Environment.channelConfig();
        String secret = config.getSecretKey();
        config.setSecretKey("wrong");
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        try {
            consumer.start();
            System.out.println("started");
        } catch (IOException e) {
            System.out.println("refused");
        }
        config.setSecretKey(secret);
        try {
            consumer.start();
            consumer.subscribeStatus(groups[0], notice -> System.out.println("notice " + notice.getClientId()));
            System.out.println("ready");
        } catch (IOException | RuntimeException e) {
            System.out.println("ready not: " + e.getClass().getSimpleName());
        }
        Commands.await("stop");
        consumer.stop();
    }
}
