package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.config.Protocol;

/** Dying and moving servers, over AMQP_1_0. */
class ServerChangesAmqp10IT extends ServerChanges {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_1_0;
    }
}
