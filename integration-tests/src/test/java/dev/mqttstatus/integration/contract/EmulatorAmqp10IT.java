package dev.mqttstatus.integration.contract;

import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;

/** The contract on the emulator, over AMQP 1.0. */
class EmulatorAmqp10IT extends WireContract {
    @Override
    ContractBroker open() throws Exception {
        return new EmulatorBroker(Emulator.builder().amqp091(false));
    }

    @Override
    Protocol protocol() {
        return Protocol.AMQP_1_0;
    }
}
