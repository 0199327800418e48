package dev.mqttstatus.integration.contract;

import com.alibaba.mqtt.server.config.Protocol;

/** The contract on a broker that is not ours: AMQP 1.0 of Apache ActiveMQ Artemis. */
class ArtemisIT extends WireContract {
    @Override
    ContractBroker open() throws Exception {
        return new ArtemisBroker();
    }

    @Override
    Protocol protocol() {
        return Protocol.AMQP_1_0;
    }
}
