/** The true state of every client, from its notices and the answers of the service. */
module dev.mqttstatus.presence {
    requires transitive dev.mqttstatus.core;
    requires HdrHistogram;
    requires com.alibaba.fastjson2;
    requires org.apache.commons.codec;
    requires org.slf4j;
    requires static micrometer.core;

    exports com.alibaba.mqtt.server.presence;
    exports com.alibaba.mqtt.server.presence.model;
    exports com.alibaba.mqtt.server.presence.store;
}
