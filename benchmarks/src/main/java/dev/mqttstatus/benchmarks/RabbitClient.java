package dev.mqttstatus.benchmarks;

import com.alibaba.fastjson2.JSON;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.mqttstatus.testing.RabbitMqNode;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Raw amqp-client, as a careful programmer would use it by hand. */
final class RabbitClient extends DefaultConsumer {
    private final Work work;
    private final int batch;
    private int unsettled;

    private RabbitClient(Channel channel, Work work, int batch) {
        super(channel);
        this.work = work;
        this.batch = batch;
    }

    /** Settles so many together; the last ones stay unsettled. */
    static AutoCloseable open(int port, Work work, int batch, int prefetch) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setVirtualHost(RabbitMqNode.VIRTUAL_HOST);
        factory.setUsername(RabbitMqNode.ADMIN);
        factory.setPassword(RabbitMqNode.ADMIN);
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.basicQos(prefetch);
        channel.basicConsume(RabbitMqBroker.QUEUE, false, new RabbitClient(channel, work, batch));
        return connection;
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
            throws IOException {
        RawNotice notice = JSON.parseObject(body, RawNotice.class);
        work.process(notice.clientId, notice.time);
        if (++unsettled == batch) {
            unsettled = 0;
            getChannel().basicAck(envelope.getDeliveryTag(), true);
        }
    }
}
