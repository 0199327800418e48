package com.alibaba.mqtt.server.config;

/** The AMQP version to speak. */
public enum Protocol {
    /**
     * Whatever the server speaks, found out by one short extra connection before a login; AMQP 1.0 if it speaks both.
     *
     * <p>A server that does not answer the question as AMQP asks is taken to speak AMQP 0-9-1, as the service does; the
     * log says so once. One that is silent costs each start a {@linkplain NetworkConfig#setHandshakeTimeout handshake
     * time-out}. A port that clearly speaks something else (TLS, HTTP, MQTT) is an error that names it.
     *
     * <p>A consumer or producer that was once connected by AMQP 1.0 stays with it: its logins are signed with SHA-256,
     * those of 0-9-1 with SHA-1, and nobody on the way can talk it down at a later login. Who wants the same for the first
     * login names the protocol, or uses {@linkplain ChannelConfig#setTls TLS}.
     */
    AUTO,
    /** AMQP 1.0; needs {@code sdk-status}. */
    AMQP_1_0,
    /**
     * AMQP 0-9-1, which the public ApsaraMQ for MQTT endpoints speak; needs {@code sdk-amqp091}. Its logins are signed
     * with HMAC-SHA1, as the service wants.
     */
    AMQP_0_9_1
}
