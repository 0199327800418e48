package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.config.Protocol;

/** The controls over AMQP 1.0. */
class ControlsAmqp10IT extends ControlsThroughFaults {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_1_0;
    }
}
