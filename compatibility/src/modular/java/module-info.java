/** An application on the module path. */
module app {
    requires dev.mqttstatus.server;
    requires dev.mqttstatus.presence.redis;
    requires org.slf4j.simple;
}
