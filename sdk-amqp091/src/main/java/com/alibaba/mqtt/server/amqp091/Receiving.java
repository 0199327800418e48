package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the deliveries of one channel to their receiver. The library gives a thread a block of them, and no other block of
 * the channel to any thread before; when the block is done, {@link WireThreads} calls {@link #endOfBlock} on that thread.
 */
final class Receiving extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);
    /** Whose block the thread runs. */
    private static final ThreadLocal<@Nullable Receiving> CURRENT = new ThreadLocal<>();

    private final Unsettled unsettled;
    private final Receiver receiver;

    Receiving(Channel channel, Unsettled unsettled, Receiver receiver) {
        super(channel);
        this.unsettled = unsettled;
        this.receiver = receiver;
    }

    @Override
    public void handleDelivery(String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        Amqp091Delivery delivery = new Amqp091Delivery(unsettled, envelope, properties, body);
        // what waited in memory when the wire ended goes back to the server
        if (!unsettled.add(delivery)) {
            return;
        }
        CURRENT.set(this);
        try {
            receiver.receive(delivery);
        } catch (Throwable e) {
            // Throwable: the receiver broke its contract, but what follows must still be delivered, and this again
            LOG.error("a receiver failed; the server delivers this message again", e);
            delivery.settle(Outcome.RETRY);
        }
    }

    /** Ends the block that the current thread ran, if it was one of deliveries. */
    static void endOfBlock() {
        Receiving current = CURRENT.get();
        if (current != null) {
            // not removed, as the thread will likely run another block
            CURRENT.set(null);
            current.receiver.endOfBurst(true);
        }
    }
}
