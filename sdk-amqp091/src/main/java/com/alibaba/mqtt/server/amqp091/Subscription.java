package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownListener;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one source delivers, on a channel of its own. The channel's prefetch counts whatever is unsettled; so when many
 * deliveries are parked, the subscription is renewed with a larger one. RabbitMQ counts for each consumer alone, and
 * applies a new prefetch to new consumers only; Broker-J counts for the channel. A new consumer with a prefetch for all that
 * may be unsettled is enough for both, and {@link Unsettled} sees to what is too much.
 */
final class Subscription {
    /** AMQP has 16 bits for it. */
    private static final int MAX_PREFETCH = 65_535;

    private final Channel channel;
    private final Source source;
    private final int credit;
    private final Unsettled unsettled;
    private final Receiving receiving;
    /** Of the consumer; null before it begins and after it ends. */
    private @Nullable String tag;

    private final AtomicBoolean renewing = new AtomicBoolean();
    /** How many more than the credit the server may send. */
    private volatile int extra;

    /** @param endOfConnection ends the connection; does not block */
    Subscription(Channel channel, Source source, int credit, Receiver receiver, Runnable endOfConnection) {
        this.channel = channel;
        this.source = source;
        this.credit = credit;
        this.unsettled = new Unsettled(channel, endOfConnection, credit);
        this.receiving = new Receiving(channel, unsettled, receiver);
    }

    Unsettled unsettled() {
        return unsettled;
    }

    /** Asks the server to deliver. Blocks until it answered, like all methods that do. */
    synchronized void begin() throws IOException {
        int wanted = unsettled.parked();
        channel.basicQos(Math.min(credit + wanted, MAX_PREFETCH));
        tag = channel.basicConsume(queue(), false, arguments(), receiving);
        extra = wanted;
    }

    /** Returns whether the number of parked deliveries has changed so much that the caller is to {@link #renew}; to one caller. */
    boolean shouldBeRenewed() {
        int wanted = unsettled.parked();
        boolean changed = Math.abs(wanted - extra) > credit / 4 || (wanted == 0 && extra > 0);
        return changed && renewing.compareAndSet(false, true);
    }

    /** Begins again with another prefetch; without a gap, and the order stays, as it is the same channel. */
    synchronized void renew() throws IOException {
        String old = tag;
        if (old != null) {
            begin();
            channel.basicCancel(old);
        }
        // if it failed, the connection is at its end
        renewing.set(false);
    }

    synchronized void end() throws IOException {
        unsettled.stop();
        String old = tag;
        if (old != null) {
            channel.basicCancel(old);
            tag = null;
        }
    }

    /** Calls the listener when the channel has ended, immediately if it has. */
    void onEnd(ShutdownListener listener) {
        channel.addShutdownListener(listener);
    }

    private String queue() {
        return switch (source.kind()) {
            case STATUS -> "STATUS";
            case TOPIC -> source.name();
        };
    }

    private Map<String, Object> arguments() {
        return switch (source.kind()) {
            case STATUS -> Map.of("GROUP_ID", source.name());
            case TOPIC -> Map.of();
        };
    }
}
