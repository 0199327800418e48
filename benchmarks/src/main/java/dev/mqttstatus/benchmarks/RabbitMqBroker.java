package dev.mqttstatus.benchmarks;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** RabbitMQ with the queue STATUS. It ignores the argument GROUP_ID of subscriptions. */
final class RabbitMqBroker implements Broker {
    static final String VIRTUAL_HOST = "MQTT";
    static final String ADMIN = "benchmark";
    static final String QUEUE = "STATUS";

    private static final int CHUNK = 5_000;

    private final RabbitMqNode node;
    private final Connection connection;
    private final Channel channel;
    private long nextNumber;
    private volatile int kept;

    RabbitMqBroker(Options options) throws IOException, TimeoutException {
        node = new RabbitMqNode(VIRTUAL_HOST, ADMIN);
        options.placeBroker(node.handle());
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(node.port());
        factory.setVirtualHost(VIRTUAL_HOST);
        factory.setUsername(ADMIN);
        factory.setPassword(ADMIN);
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
        channel.queueDeclare(QUEUE, true, false, false, null);
        Thread keeper = new Thread(this::keep, "keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    @Override
    public int port() {
        return node.port();
    }

    @Override
    public long cpu() throws IOException {
        return Processes.cpu(node.handle());
    }

    @Override
    public void fill(int depth) throws IOException {
        for (long missing = depth - depth(); missing > 0; missing -= CHUNK) {
            publish((int) Math.min(CHUNK, missing));
        }
    }

    private synchronized void publish(int notices) throws IOException {
        for (int i = 0; i < notices; i++) {
            channel.basicPublish("", QUEUE, null, Notices.body(nextNumber++));
        }
        awaitConfirms();
    }

    @Override
    public synchronized void put(String clientId) throws IOException {
        channel.basicPublish("", QUEUE, null, Notices.body(clientId, 1));
        awaitConfirms();
    }

    private void awaitConfirms() throws IOException {
        try {
            channel.waitForConfirmsOrDie();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void keep(int depth) {
        kept = depth;
    }

    private void keep() {
        try {
            while (true) {
                if (kept > 0 && channel.messageCount(QUEUE) < kept) {
                    publish(CHUNK);
                } else {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long depth() throws IOException {
        return info("messages");
    }

    @Override
    public long unsettled() throws IOException {
        return info("messages_unacknowledged");
    }

    private long info(String item) throws IOException {
        return node.number("{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"" + VIRTUAL_HOST + "\">>, queue, <<\""
                + QUEUE + "\">>)), [{" + item + ", N}] = rabbit_amqqueue:info(Q, [" + item + "]), N");
    }

    @Override
    public synchronized void purge() throws IOException {
        channel.queuePurge(QUEUE);
        nextNumber = 0;
    }

    @Override
    public void close() throws IOException {
        connection.abort();
        node.close();
    }
}
