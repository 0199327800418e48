package dev.mqttstatus.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.model.StringPair;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.mqttstatus.testing.RabbitMqNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** What RabbitMQ is to the AMQP 0-9-1 wire: the queue STATUS for all groups, and an exchange for each full topic. */
final class RabbitMqBroker implements ContractBroker {
    private static final String STATUS_QUEUE = "STATUS";
    private static final String DEAD_LETTERS = "DLQ";
    private static final String SENDS = "sends";

    private final RabbitMqNode node;
    private final Connection connection;
    private final Channel channel;
    private final List<String> exchanges = new ArrayList<>();

    RabbitMqBroker(RabbitMqNode node) throws IOException, TimeoutException {
        this.node = node;
        connection = node.connect();
        channel = connection.createChannel();
        channel.confirmSelect();
        for (String queue : List.of(DEAD_LETTERS, STATUS_QUEUE, WireContract.TOPIC)) {
            channel.queueDeclare(queue, true, false, false, null);
        }
    }

    @Override
    public int port() {
        return node.port();
    }

    @Override
    public void put(List<byte[]> bodies) throws Exception {
        for (byte[] body : bodies) {
            channel.basicPublish("", STATUS_QUEUE, null, body);
        }
        channel.waitForConfirmsOrDie();
    }

    @Override
    public long queued() throws IOException {
        return node.depth(STATUS_QUEUE);
    }

    @Override
    public long deadLetters() throws IOException {
        return node.depth(DEAD_LETTERS);
    }

    @Override
    public String publish(DeviceMessage message) throws Exception {
        String id = UUID.randomUUID().toString();
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .messageId(id)
                .contentType(message.contentType())
                .headers(Map.of(
                        "mqttParentTopic",
                        message.firstTopic(),
                        "mqttSecondTopic",
                        message.secondTopic(),
                        "clientId",
                        message.clientId(),
                        "bornTime",
                        String.valueOf(System.currentTimeMillis()),
                        "mqtt5UserProperty",
                        StringPair.toJson(List.of(message.userProperty()))))
                .build();
        channel.basicPublish(
                "", message.firstTopic(), properties, message.payload().getBytes(UTF_8));
        channel.waitForConfirmsOrDie();
        return id;
    }

    @Override
    public void take(String topic) throws IOException {
        channel.queueDeclare(SENDS, true, false, false, null);
        channel.exchangeDeclare(topic, "direct");
        channel.queueBind(SENDS, topic, topic);
        exchanges.add(topic);
    }

    @Override
    public List<String> taken(int count) throws IOException {
        List<String> messages = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (messages.size() < count) {
            GetResponse got = channel.basicGet(SENDS, true);
            if (got != null) {
                messages.add(got.getEnvelope().getRoutingKey() + " " + new String(got.getBody(), UTF_8));
            } else if (System.nanoTime() > end) {
                throw new AssertionError("only " + messages.size() + " of " + count + " messages");
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        try (connection) {
            for (String queue : List.of(DEAD_LETTERS, STATUS_QUEUE, WireContract.TOPIC, SENDS)) {
                channel.queueDelete(queue);
            }
            for (String exchange : exchanges) {
                channel.exchangeDelete(exchange);
            }
        }
    }
}
