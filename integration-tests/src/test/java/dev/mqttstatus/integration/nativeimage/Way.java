package dev.mqttstatus.integration.nativeimage;

import com.alibaba.mqtt.server.config.Protocol;

/** A way to the server. */
enum Way {
    AUTO(Protocol.AUTO, false, true),
    AMQP_1_0(Protocol.AMQP_1_0, false, true),
    AMQP_1_0_TLS(Protocol.AMQP_1_0, true, true),
    PLAIN_JMS(Protocol.AMQP_1_0, false, false),
    PLAIN_JMS_TLS(Protocol.AMQP_1_0, true, false),
    AMQP_0_9_1(Protocol.AMQP_0_9_1, false, true),
    AMQP_0_9_1_TLS(Protocol.AMQP_0_9_1, true, true);

    final Protocol protocol;
    final boolean tls;
    /** Whether Qpid JMS is one that the SDK knows from inside. */
    final boolean known;

    Way(Protocol protocol, boolean tls, boolean known) {
        this.protocol = protocol;
        this.tls = tls;
        this.known = known;
    }

    /** Of status notices; each way has its own. */
    String group() {
        return "GID_" + name();
    }

    /** Of messages. */
    String topic() {
        return "topic_" + name();
    }
}
