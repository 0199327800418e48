package com.alibaba.mqtt.server.config;

/** The AMQP version to speak. */
public enum Protocol {
    /** Whatever the server speaks, found out by one short extra connection before each login; AMQP 1.0 if it speaks both. */
    AUTO,
    /** AMQP 1.0; needs {@code sdk-status}. */
    AMQP_1_0,
    /** AMQP 0-9-1, which the public ApsaraMQ for MQTT endpoints speak; needs {@code sdk-amqp091}. */
    AMQP_0_9_1
}
