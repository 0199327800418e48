package dev.mqttstatus.benchmarks;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;

/** Ours or the official SDK, as the class path has it: one class file for both. */
final class SdkClient {
    private SdkClient() {}

    static AutoCloseable open(int port, Work work) throws Exception {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(port);
        config.setInstanceId("mqtt-cn-benchmark");
        config.setAccessKey("benchmark-access-key");
        config.setSecretKey("benchmark-secret-key");
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        consumer.start();
        consumer.subscribeStatus(Notices.GROUP, notice -> work.process(notice.getClientId(), notice.getTime()));
        return consumer::stop;
    }
}
