package dev.mqttstatus.integration.contract;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.mqttstatus.testing.RabbitMqNode;
import java.util.List;
import java.util.Set;

/**
 * What RabbitMQ is to the AMQP 1.0 wire: a queue for each address. Its plug-in declares the queue that a link names, not
 * durable, and passes on only what it got over AMQP 1.0, as application properties are no headers to it.
 */
final class RabbitMqAmqp10Broker implements ContractBroker {
    private static final String STATUS_QUEUE = "STATUS." + WireContract.GROUP;
    private static final String DEAD_LETTERS = "DLQ";
    /** The one target of the AMQP 1.0 wire; the topic is the subject. */
    private static final String SENDS = "mqtt.publish";

    private final RabbitMqNode node;
    private final RabbitMqLogins logins;
    private final Connection connection;
    private final Channel channel;
    private final JmsBackdoor backdoor;

    RabbitMqAmqp10Broker(RabbitMqNode node, RabbitMqLogins logins) throws Exception {
        this.node = node;
        this.logins = logins;
        connection = node.connect();
        channel = connection.createChannel();
        declare(DEAD_LETTERS, STATUS_QUEUE, WireContract.TOPIC);
        logins.declared(Set.of(STATUS_QUEUE, WireContract.TOPIC));
        backdoor = new JmsBackdoor(node.port(), RabbitMqNode.ADMIN, RabbitMqNode.ADMIN);
    }

    private void declare(String... queues) throws Exception {
        for (String queue : queues) {
            channel.queueDeclare(queue, false, false, false, null);
        }
    }

    @Override
    public int port() {
        return node.port();
    }

    @Override
    public void put(List<byte[]> bodies) throws Exception {
        backdoor.put(STATUS_QUEUE, bodies);
    }

    @Override
    public long queued() throws Exception {
        return node.depth(STATUS_QUEUE);
    }

    @Override
    public long deadLetters() throws Exception {
        return node.depth(DEAD_LETTERS);
    }

    @Override
    public String publish(DeviceMessage message) throws Exception {
        return backdoor.publish(message);
    }

    @Override
    public void take(String topic) throws Exception {
        declare(SENDS);
        logins.declared(Set.of(STATUS_QUEUE, WireContract.TOPIC, SENDS));
    }

    @Override
    public List<String> taken(int count) throws Exception {
        return backdoor.take(SENDS, count);
    }

    @Override
    public void close() throws Exception {
        backdoor.close();
        try (connection) {
            for (String queue : List.of(DEAD_LETTERS, STATUS_QUEUE, WireContract.TOPIC, SENDS)) {
                channel.queueDelete(queue);
            }
        }
    }
}
