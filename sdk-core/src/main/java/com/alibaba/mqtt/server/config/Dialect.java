package com.alibaba.mqtt.server.config;

/** Whose logins, addresses and notices to use. */
public enum Dialect {
    /** ApsaraMQ for MQTT. */
    MQTT,
    /**
     * The server-side subscription of Alibaba IoT Platform: AMQP 1.0, the device status of one consumer group. It needs
     * {@link ChannelConfig#setConsumerGroupId}, TLS at the real service, and a heartbeat of 30 to 300 seconds. Its login
     * is readable for all on the way without TLS; a start without it logs a warning.
     */
    IOT_PLATFORM
}
