/** The presence on Redis. */
module dev.mqttstatus.presence.redis {
    requires org.slf4j;
    requires transitive dev.mqttstatus.presence;
    requires transitive lettuce.core;
    requires io.netty.common;
    // Lettuce has no module descriptor to ask for these
    requires java.management;
    requires java.naming;

    exports com.alibaba.mqtt.server.presence.redis;
}
