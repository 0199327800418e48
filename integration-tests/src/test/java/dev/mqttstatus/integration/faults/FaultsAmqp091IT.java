package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.config.Protocol;

/** The faults over AMQP_0_9_1. */
class FaultsAmqp091IT extends FaultMatrix {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }
}
