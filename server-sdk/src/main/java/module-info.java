/** All of it: notices, messages and queries over both wires, and presence. */
module dev.mqttstatus.server {
    requires transitive dev.mqttstatus.core;
    requires transitive dev.mqttstatus.presence;
    requires transitive dev.mqttstatus.query;
    requires transitive dev.mqttstatus.status;
    requires dev.mqttstatus.amqp091;
}
