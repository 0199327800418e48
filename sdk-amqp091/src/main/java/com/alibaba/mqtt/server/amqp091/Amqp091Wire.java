package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AMQP 0-9-1 connection.
 *
 * <ol>
 *   <li>Each source has a channel of its own, with what is not settled on it, see {@link Unsettled}.
 *   <li>All sending goes through one more channel, see {@link Publisher}.
 *   <li>What ends the connection, or a channel with a subscription, ends the wire: {@link Loss} hears of it on the
 *       thread that reads the socket.
 *   <li>After {@link #close()} no receiver is called, and socket and threads end even if the server or a receiver does
 *       not take part.
 * </ol>
 */
final class Amqp091Wire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Amqp091Wire.class);

    private final Connection connection;
    private final Transport transport;
    private final Amqp091Errors errors;
    private final Loss loss;
    private final int shutdownTimeout;
    private final Publisher publisher;
    private final Queue<Subscription> subscriptions = new ConcurrentLinkedQueue<>();

    /** @param shutdownTimeout how long {@link #close()} waits for the server, milliseconds; 0 = no limit */
    Amqp091Wire(Connection connection, Transport transport, Amqp091Errors errors, Loss loss, int shutdownTimeout) {
        this.connection = connection;
        this.transport = transport;
        this.errors = errors;
        this.loss = loss;
        this.shutdownTimeout = shutdownTimeout;
        this.publisher = new Publisher(connection, errors);
        connection.addShutdownListener(cause -> end(errors.lost(cause)));
    }

    private void end(ServerException cause) {
        loss.lost(cause);
        subscriptions.forEach(subscription -> subscription.unsettled().end());
    }

    /** {@inheritDoc} A server that does not answer is waited for twice: once more to close the channel. */
    @Override
    public void subscribe(Source source, int credit, Receiver receiver) throws ServerException {
        Channel channel = null;
        try {
            channel = connection.openChannel().orElseThrow(() -> errors.noFreeChannel(source));
            Subscription subscription = new Subscription(channel, source, credit, receiver);
            channel.addShutdownListener(cause -> subscription.unsettled().end());
            subscription.begin();
            subscriptions.add(subscription);
            channel.addShutdownListener(cause -> end(errors.lost(cause)));
        } catch (IOException | ShutdownSignalException e) {
            ServerException failure = errors.whileSubscribing(source, e);
            closeAfter(failure, channel);
            throw failure;
        }
    }

    /** Closes a channel that is left open, so that a late answer of the server meets no one. */
    private static void closeAfter(ServerException failure, Channel channel) {
        if (channel != null && channel.isOpen()) {
            try {
                channel.abort();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public void flush() {
        for (Subscription subscription : subscriptions) {
            subscription.unsettled().flush();
            if (subscription.shouldBeRenewed()) {
                transport.receivers().execute(() -> renew(subscription));
            }
        }
    }

    private void renew(Subscription subscription) {
        try {
            subscription.renew();
        } catch (IOException | ShutdownSignalException e) {
            LOG.debug("the server does not renew a subscription", e);
            // if the connection still stands, the server has not answered
            transport.closeSocket();
        }
    }

    @Override
    public void stopReceiving() {
        for (Subscription subscription : subscriptions) {
            try {
                subscription.end();
            } catch (IOException | ShutdownSignalException e) {
                LOG.debug("the server did not stop delivering", e);
            }
        }
    }

    @Override
    public CompletableFuture<Void> send(Outgoing message) throws ServerException {
        return publisher.send(message);
    }

    @Override
    public void close() {
        loss.closed();
        subscriptions.forEach(subscription -> subscription.unsettled().end());
        int limit = shutdownTimeout == 0 ? -1 : shutdownTimeout;
        // on another thread: saying good-bye waits without limit behind a write that is stuck
        Future<?> closing = transport.receivers().submit(() -> {
            subscriptions.forEach(subscription -> subscription.unsettled().flush());
            connection.abort(limit);
        });
        try {
            closing.get(shutdownTimeout == 0 ? Long.MAX_VALUE : shutdownTimeout, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("the server did not take part in closing", e);
        } catch (ExecutionException e) {
            LOG.debug("closing failed; the socket is closed anyway", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transport.cut();
    }
}
