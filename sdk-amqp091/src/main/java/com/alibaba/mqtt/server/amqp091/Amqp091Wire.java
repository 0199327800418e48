package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.connect.Step;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 *   <li>What ends the connection, or a channel with a subscription, ends the wire: {@link Loss} is notified on
 *       the thread that reads the socket.
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
    private final ConnectionSettings config;
    private final Publisher publisher;
    private final Queue<Subscription> subscriptions = new ConcurrentLinkedQueue<>();

    Amqp091Wire(
            Connection connection, Transport transport, Amqp091Errors errors, Loss loss, ConnectionSettings config) {
        this.connection = connection;
        this.transport = transport;
        this.errors = errors;
        this.loss = loss;
        this.config = config;
        this.publisher = new Publisher(connection, errors);
        connection.addShutdownListener(this::end);
    }

    @Override
    public Protocol protocol() {
        return Protocol.AMQP_0_9_1;
    }

    private void end(ShutdownSignalException cause) {
        loss.lost(() -> errors.lost(cause));
        subscriptions.forEach(subscription -> subscription.unsettled().end());
    }

    /** {@inheritDoc} All of it takes no longer than the handshake time-out. */
    @Override
    public void subscribe(Source source, int credit, Receiver receiver) throws ServerException {
        Subscribing attempt = new Subscribing(source, credit, receiver);
        try {
            Subscription subscription = Step.within(
                    Deadline.in(config.handshakeTimeout()), transport.receivers(), attempt::giveUp, attempt::begin);
            subscriptions.add(subscription);
            subscription.onEnd(this::end);
        } catch (Throwable e) {
            // Throwable: whatever the library throws
            throw errors.whileSubscribing(source, e);
        }
    }

    /** One attempt to subscribe, which its caller may give up while it runs. */
    private final class Subscribing {
        private final Source source;
        private final int credit;
        private final Receiver receiver;
        private boolean givenUp;
        private boolean begun;

        Subscribing(Source source, int credit, Receiver receiver) {
            this.source = source;
            this.credit = credit;
            this.receiver = receiver;
        }

        synchronized void giveUp() {
            givenUp = true;
            if (begun) {
                // it came a moment too late, and its deliveries would meet no receiver
                transport.closeSocket();
            }
        }

        private synchronized boolean end() {
            begun = !givenUp;
            return begun;
        }

        Subscription begin() throws IOException {
            Channel channel = connection.openChannel().orElseThrow(() -> errors.noFreeChannel(source));
            boolean stays = false;
            try {
                Subscription subscription = new Subscription(channel, source, credit, receiver, transport::closeSocket);
                channel.addShutdownListener(cause -> subscription.unsettled().end());
                subscription.begin();
                stays = end();
                return subscription;
            } finally {
                // a channel that is left open would meet a late answer of the server
                if (!stays && channel.isOpen()) {
                    channel.abort();
                }
            }
        }
    }

    @Override
    public void flush() {
        transport.receivers().retry();
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
        } catch (Throwable e) {
            // Throwable: whatever it is, the credit is not what it should be
            LOG.debug("the server does not renew a subscription", errors.show(e));
            // if the connection still stands, the server has not answered
            transport.closeSocket();
        }
    }

    @Override
    public void stopReceiving(Deadline deadline) {
        List<Future<?>> asked = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            // each on a thread of its own: asking waits without limit behind a write that is stuck
            asked.add(transport.receivers().submit(() -> end(subscription)));
        }
        asked.forEach(each -> await(each, deadline));
    }

    private void end(Subscription subscription) {
        try {
            subscription.end();
        } catch (Throwable e) {
            // Throwable: there is nothing the caller could do, and the others are asked, too
            LOG.debug("the server did not stop delivering", errors.show(e));
        }
    }

    @Override
    public CompletableFuture<Void> send(Outgoing message) throws ServerException {
        return publisher.send(message);
    }

    @Override
    public void close(Deadline deadline) {
        loss.closed();
        subscriptions.forEach(subscription -> subscription.unsettled().end());
        int limit = (int) Math.max(1, Math.min(Integer.MAX_VALUE, deadline.leftMillis()));
        // on another thread: the closing frame waits without limit behind a write that is stuck
        Future<?> closing = transport.receivers().submit(() -> {
            subscriptions.forEach(subscription -> subscription.unsettled().flush());
            connection.abort(limit);
        });
        await(closing, deadline);
        transport.cut();
    }

    /** Waits for its end, or until the thread is interrupted; the flag stays. */
    private void await(Future<?> task, Deadline deadline) {
        try {
            task.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.debug("the server did not answer in time; it is waited for no longer");
        } catch (ExecutionException e) {
            LOG.debug("closing the connection failed; the socket is closed anyway", errors.show(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
