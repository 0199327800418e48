package com.alibaba.mqtt.server.amqp091;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Command;
import com.rabbitmq.client.TrafficListener;

/**
 * Is notified when the server ended a subscription, as soon as that is read from the socket. The consumer itself would be
 * notified only after the deliveries that wait in memory, never if its receiver blocks.
 */
record CancelListener(Runnable onCancel) implements TrafficListener {
    @Override
    public void read(Command inbound) {
        if (inbound.getMethod() instanceof AMQP.Basic.Cancel) {
            onCancel.run();
        }
    }

    @Override
    public void write(Command outbound) {}
}
