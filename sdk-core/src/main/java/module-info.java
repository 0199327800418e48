/** The types, credentials and signatures everyone uses. */
@SuppressWarnings("module") // the modules it names are compiled later
module dev.mqttstatus.core {
    requires com.alibaba.fastjson2;
    requires org.apache.commons.codec;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports com.alibaba.mqtt.server.auth;
    exports com.alibaba.mqtt.server.callback;
    exports com.alibaba.mqtt.server.common;
    exports com.alibaba.mqtt.server.config;
    exports com.alibaba.mqtt.server.model;
    // the border to the wires, for those of this SDK: it may change in any release
    exports com.alibaba.mqtt.server.network to
            dev.mqttstatus.amqp091,
            dev.mqttstatus.status;
    exports com.alibaba.mqtt.server.internal to
            dev.mqttstatus.amqp091,
            dev.mqttstatus.presence,
            dev.mqttstatus.presence.redis,
            dev.mqttstatus.query,
            dev.mqttstatus.spring,
            dev.mqttstatus.status;
    exports com.alibaba.mqtt.server.internal.connect to
            dev.mqttstatus.amqp091,
            dev.mqttstatus.query,
            dev.mqttstatus.status;
    exports com.alibaba.mqtt.server.internal.openapi to
            dev.mqttstatus.query;
}
