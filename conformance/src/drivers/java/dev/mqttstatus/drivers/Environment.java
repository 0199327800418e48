package dev.mqttstatus.drivers;

import com.alibaba.mqtt.server.config.ChannelConfig;

/** The settings of a driver, read from its environment. */
final class Environment {
    private Environment() {}

    static ChannelConfig channelConfig() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain(System.getenv("MQTT_DOMAIN"));
        config.setPort(Integer.parseInt(System.getenv("MQTT_PORT")));
        config.setInstanceId(System.getenv("MQTT_INSTANCE_ID"));
        config.setAccessKey(System.getenv("MQTT_AK_ENV"));
        config.setSecretKey(System.getenv("MQTT_SK_ENV"));
        // shorter than the default, to keep tests short
        config.setNetworkRecoveryInterval(1_000);
        return config;
    }
}
