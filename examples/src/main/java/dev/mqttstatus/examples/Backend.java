package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;

/** What the presence recipes have in common: a started consumer with the settings of the environment. */
final class Backend {
    private Backend() {}

    /** Needs MQTT_DOMAIN, MQTT_PORT, MQTT_INSTANCE_ID, MQTT_AK_ENV (access key) and MQTT_SK_ENV (secret key). */
    static ServerConsumer start() throws Exception {
        ChannelConfig channelConfig = new ChannelConfig();
        channelConfig.setDomain(System.getenv("MQTT_DOMAIN"));
        channelConfig.setPort(Integer.parseInt(System.getenv("MQTT_PORT")));
        channelConfig.setInstanceId(System.getenv("MQTT_INSTANCE_ID"));
        channelConfig.setAccessKey(System.getenv("MQTT_AK_ENV"));
        channelConfig.setSecretKey(System.getenv("MQTT_SK_ENV"));
        ServerConsumer serverConsumer = new ServerConsumer(channelConfig, new ConsumerConfig());
        serverConsumer.start();
        return serverConsumer;
    }
}
