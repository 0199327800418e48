package dev.mqttstatus.integration.resources;

import com.alibaba.mqtt.server.config.Protocol;

/** Many queued notices and a small heap, over AMQP 1.0. */
class TightHeapAmqp10IT extends TightHeap {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_1_0;
    }
}
