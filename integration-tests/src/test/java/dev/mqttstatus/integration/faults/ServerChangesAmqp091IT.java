package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.config.Protocol;

/** Dying and moving servers, over AMQP_0_9_1. */
class ServerChangesAmqp091IT extends ServerChanges {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }
}
