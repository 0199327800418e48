package com.alibaba.mqtt.server.emulator.amqp;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Protocol;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.protocol.ErrorCodes;
import org.apache.qpid.server.protocol.v0_8.AMQChannel;
import org.apache.qpid.server.protocol.v0_8.AMQPConnection_0_8Impl;
import org.apache.qpid.server.protocol.v0_8.AMQShortString;
import org.apache.qpid.server.protocol.v0_8.ClientDeliveryMethod;
import org.apache.qpid.server.protocol.v0_8.ConsumerTarget_0_8;
import org.apache.qpid.server.protocol.v0_8.FieldTable;
import org.apache.qpid.server.protocol.v0_8.transport.BasicCancelBody;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ServerNetworkConnection;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 connection of a backend: remembers the client property {@code signKey} for the login, and lets each
 * channel do only what a {@link Channel091} allows. Any other client property, such as {@code customAuth}, and the lack
 * of capabilities, are accepted.
 */
class Connection091 extends AMQPConnection_0_8Impl {
    private final Map<Integer, Channel091> channels = new ConcurrentHashMap<>();
    private volatile @Nullable String signKey;
    private volatile boolean hearsOfCancels;

    Connection091(
            Broker<?> broker,
            ServerNetworkConnection network,
            AmqpPort<?> port,
            Transport transport,
            long id,
            AggregateTicker ticker) {
        super(broker, network, port, transport, Protocol.AMQP_0_9_1, id, ticker);
    }

    /** What the client has sent before its password is looked at; null for nothing. */
    @Nullable
    String signKey() {
        return signKey;
    }

    @Override
    public void receiveConnectionStartOk(
            FieldTable clientProperties, AMQShortString mechanism, byte[] response, AMQShortString locale) {
        Object sent = clientProperties == null ? null : clientProperties.get("signKey");
        signKey = sent == null ? null : sent.toString();
        hearsOfCancels = clientProperties != null
                && clientProperties.get("capabilities") instanceof FieldTable capabilities
                && Boolean.TRUE.equals(capabilities.get("consumer_cancel_notify"));
        super.receiveConnectionStartOk(clientProperties, mechanism, response, locale);
    }

    /** Ends a consumer whose queue goes, and tells the client if it has said that it understands that. */
    void queueDeleted(ConsumerTarget_0_8 consumer) {
        CompletableFuture<Void> unused = doOnIOThreadAsync(() -> {
            AMQChannel channel = consumer.getChannel();
            channel.receiveBasicCancel(consumer.getConsumerTag(), true);
            if (hearsOfCancels) {
                writeFrame(new BasicCancelBody(consumer.getConsumerTag(), true).generateFrame(channel.getChannelId()));
            }
        });
    }

    @Override
    public void receiveConnectionOpen(AMQShortString virtualHost, AMQShortString capabilities, boolean insist) {
        // the port has an alias that would take any name, for AMQP 1.0
        if (AmqpBroker.VIRTUAL_HOST.equals(AMQShortString.toString(virtualHost))) {
            super.receiveConnectionOpen(virtualHost, capabilities, insist);
        } else {
            sendConnectionClose(ErrorCodes.NOT_ALLOWED, "the virtual host is not " + AmqpBroker.VIRTUAL_HOST, 0);
        }
    }

    @Override
    public ServerChannelMethodProcessor getChannelMethodProcessor(int channelId) {
        AMQChannel channel = getChannel(channelId);
        return channel == null
                ? super.getChannelMethodProcessor(channelId)
                : guard(channel).processor();
    }

    @Override
    public ClientDeliveryMethod createDeliveryMethod(int channelId) {
        ClientDeliveryMethod stock = super.createDeliveryMethod(channelId);
        return (target, message, properties, tag) -> {
            guard(target.getChannel()).delivering(message, tag);
            return stock.deliverToClient(target, message, properties, tag);
        };
    }

    private Channel091 guard(AMQChannel channel) {
        return channels.computeIfAbsent(channel.getChannelId(), id -> {
            channel.addDeleteTask(closed -> channels.remove(id));
            return new Channel091(this, channel);
        });
    }
}
