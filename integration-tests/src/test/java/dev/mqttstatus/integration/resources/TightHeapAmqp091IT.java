package dev.mqttstatus.integration.resources;

import com.alibaba.mqtt.server.config.Protocol;

/** Many queued notices and a small heap, over AMQP 0-9-1. */
class TightHeapAmqp091IT extends TightHeap {
    @Override
    Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }
}
