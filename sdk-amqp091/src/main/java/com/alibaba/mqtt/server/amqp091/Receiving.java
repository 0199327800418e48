package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.network.Delivery;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the deliveries of one channel to their receiver. */
final class Receiving extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

    private final Consumer<Delivery> receiver;
    private final BooleanSupplier ended;

    Receiving(Channel channel, Consumer<Delivery> receiver, BooleanSupplier ended) {
        super(channel);
        this.receiver = receiver;
        this.ended = ended;
    }

    @Override
    public void handleDelivery(String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        // what waited in memory when the wire ended goes back to the server
        if (ended.getAsBoolean()) {
            return;
        }
        try {
            receiver.accept(new Amqp091Delivery(getChannel(), envelope, properties, body));
        } catch (Throwable e) {
            // Throwable: the receiver broke its contract, but what follows must still be delivered
            LOG.error("a receiver failed; the server delivers this message again after the connection's end", e);
        }
    }
}
