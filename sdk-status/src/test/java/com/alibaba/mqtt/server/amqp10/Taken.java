package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Receiver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes what comes. */
final class Taken implements Receiver {
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    Delivery next() throws InterruptedException {
        return next(deliveries);
    }

    /** Returns the next delivery; null if none comes within these milliseconds. */
    Delivery poll(int millis) throws InterruptedException {
        return deliveries.poll(millis, TimeUnit.MILLISECONDS);
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertNotNull(next, "nothing came");
        return next;
    }

    @Override
    public void receive(Delivery delivery) {
        deliveries.add(delivery);
    }

    @Override
    public void endOfBurst(boolean mayStay) {}
}
