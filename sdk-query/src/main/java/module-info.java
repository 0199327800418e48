/** Client status over signed HTTP. */
module dev.mqttstatus.query {
    requires transitive dev.mqttstatus.core;
    requires com.alibaba.fastjson2;
    requires org.slf4j;
    // inside the jar, under names of ours
    requires static kotlin.stdlib;
    requires static okhttp3;
    requires static okio;
    // only for who uses QueryMetrics
    requires static micrometer.core;
    requires transitive static org.jspecify;
    // for the HTTP client inside
    requires java.logging;

    exports com.alibaba.mqtt.server.query;
    exports com.alibaba.mqtt.server.query.model;
}
