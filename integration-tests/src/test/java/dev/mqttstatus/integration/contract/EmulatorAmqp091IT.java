package dev.mqttstatus.integration.contract;

import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;

/** The contract on the emulator, over AMQP 0-9-1. */
class EmulatorAmqp091IT extends WireContract {
    @Override
    ContractBroker open() throws Exception {
        return new EmulatorBroker(Emulator.builder().amqp10(false));
    }

    @Override
    Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }
}
