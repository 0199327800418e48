package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;

/** Prints each notice of a group; where the service is and who we are stands in the environment. */
final class Hello {
    private Hello() {}

    public static void main(String[] args) throws Exception {
        ServerConsumer consumer = new ServerConsumer(ChannelConfig.fromEnvironment());
        consumer.start();
        consumer.subscribeStatus("GID_demo", notice -> System.out.println(notice));
    }
}
