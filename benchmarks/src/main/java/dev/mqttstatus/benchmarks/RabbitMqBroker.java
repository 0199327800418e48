package dev.mqttstatus.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.sun.net.httpserver.HttpServer;
import dev.mqttstatus.testing.RabbitMqNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** RabbitMQ with the queue STATUS. It ignores the argument GROUP_ID of subscriptions. */
final class RabbitMqBroker implements Broker {
    static final String QUEUE = "STATUS";

    private static final int CHUNK = 5_000;

    private final HttpServer logins;
    private final RabbitMqNode node;
    private final Connection connection;
    private final Channel channel;
    private long nextNumber;
    private volatile int kept;

    RabbitMqBroker(Options options) throws IOException, TimeoutException {
        logins = logins();
        node = new RabbitMqNode(logins.getAddress().getPort());
        options.placeBroker(node.handle());
        connection = node.connect();
        channel = connection.createChannel();
        channel.confirmSelect();
        channel.queueDeclare(QUEUE, true, false, false, null);
        Thread keeper = new Thread(this::keep, "keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    /** Where RabbitMQ asks whether it may accept a login: any. */
    private static HttpServer logins() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "allow".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
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
        return node.depth(QUEUE);
    }

    @Override
    public long unsettled() throws IOException {
        return node.unsettled(QUEUE);
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
        logins.stop(0);
    }
}
