package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client over AMQP 0-9-1 with one channel, for tests. */
final class Backend091 implements AutoCloseable {
    private static final long SOON_MILLIS = 10;
    private static final long NEVER_COMES_MILLIS = 300;
    private static final long COMES_MILLIS = 15_000;

    private final Connection connection;
    private final Channel channel;
    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    Backend091(Emulator emulator) throws Exception {
        this(factory(emulator, System.currentTimeMillis()));
    }

    Backend091(ConnectionFactory factory) throws Exception {
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    /** With a correct login, as the official SDK makes it. */
    static ConnectionFactory factory(Emulator emulator, long signKey) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(emulator.host());
        factory.setPort(emulator.amqpPort());
        factory.setVirtualHost("MQTT");
        String user = "0:" + emulator.instanceId() + ":" + emulator.accessKey();
        factory.setUsername(Base64.getEncoder().encodeToString(user.getBytes(UTF_8)));
        factory.setPassword(Hmac.SHA1.base64(emulator.secretKey(), String.valueOf(signKey)));
        factory.setClientProperties(Map.of("signKey", String.valueOf(signKey), "customAuth", "true"));
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    /** Consumes the notices of a group. */
    Backend091 status(String group) throws IOException {
        return consume("STATUS", Map.of("GROUP_ID", group));
    }

    Backend091 consume(String queue, Map<String, Object> arguments) throws IOException {
        channel.basicConsume(queue, false, arguments, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(
                    String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                deliveries.add(new Delivery(envelope, properties, body));
            }

            @Override
            public void handleCancel(String consumerTag) {
                cancelled.countDown();
            }
        });
        return this;
    }

    /** The next message, not yet settled. */
    Delivery receive() throws InterruptedException {
        Delivery delivery = deliveries.poll(COMES_MILLIS, TimeUnit.MILLISECONDS);
        if (delivery == null) {
            throw new AssertionError("no message came");
        }
        return delivery;
    }

    /** A message if there is one, not yet settled, or null. */
    Delivery poll() throws InterruptedException {
        return deliveries.poll(SOON_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether the server ends the subscription. */
    boolean isCancelled() throws InterruptedException {
        return cancelled.await(COMES_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The text of the next message, accepted. */
    String text() throws Exception {
        Delivery delivery = receive();
        ack(delivery);
        return new String(delivery.getBody(), UTF_8);
    }

    void ack(Delivery delivery) throws IOException {
        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
    }

    void nack(Delivery delivery, boolean requeue) throws IOException {
        channel.basicNack(delivery.getEnvelope().getDeliveryTag(), false, requeue);
    }

    /** Whether no message comes for a while. */
    boolean isQuiet() throws InterruptedException {
        return deliveries.poll(NEVER_COMES_MILLIS, TimeUnit.MILLISECONDS) == null;
    }

    /** The text of a header, null if there is none. */
    static String header(Delivery delivery, String name) {
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        Object value = headers == null ? null : headers.get(name);
        // the official SDK takes no other kind
        return value == null ? null : ((LongString) value).toString();
    }

    Channel channel() {
        return channel;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws IOException {
        connection.abort();
    }
}
