/** Notices and messages over AMQP, and the AMQP 1.0 wire. */
module dev.mqttstatus.status {
    requires transitive dev.mqttstatus.core;
    requires com.alibaba.fastjson2;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires jakarta.messaging;
    requires org.apache.commons.codec;
    requires org.apache.qpid.proton.j;
    requires org.slf4j;
    requires qpid.jms.client;
    requires static micrometer.core;
    // Qpid JMS and Netty have no module descriptor to ask for these
    requires java.logging;
    requires java.management;
    requires java.naming;
    requires java.security.sasl;
    requires java.security.jgss;
    requires jdk.unsupported;

    exports com.alibaba.mqtt.server;

    uses com.alibaba.mqtt.server.network.WireProvider;

    provides com.alibaba.mqtt.server.network.WireProvider with
            com.alibaba.mqtt.server.amqp10.Amqp10WireProvider;
}
