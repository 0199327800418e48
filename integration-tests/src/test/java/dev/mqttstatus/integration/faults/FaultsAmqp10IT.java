package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.config.Protocol;

/** The faults over AMQP_1_0. */
class FaultsAmqp10IT extends FaultMatrix {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_1_0;
    }
}
