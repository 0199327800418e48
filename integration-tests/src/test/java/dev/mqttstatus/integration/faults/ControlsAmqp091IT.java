package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.config.Protocol;

/** The controls over AMQP 0-9-1. */
class ControlsAmqp091IT extends ControlsThroughFaults {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }
}
