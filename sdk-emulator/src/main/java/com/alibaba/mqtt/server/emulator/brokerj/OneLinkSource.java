package com.alibaba.mqtt.server.emulator.brokerj;

import java.util.Collection;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.qpid.server.consumer.ConsumerOption;
import org.apache.qpid.server.consumer.ConsumerTarget;
import org.apache.qpid.server.filter.FilterManager;
import org.apache.qpid.server.message.MessageInstanceConsumer;
import org.apache.qpid.server.message.MessageSource;
import org.apache.qpid.server.message.ServerMessage;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.security.AccessDeniedException;
import org.apache.qpid.server.session.AMQPSession;
import org.apache.qpid.server.store.MessageDurability;
import org.apache.qpid.server.transport.AMQPConnection;

/** A queue of which a connection can have one receiver link, as the IoT Platform wants it. */
@SuppressWarnings("rawtypes") // as in Broker-J
public record OneLinkSource(Queue<?> queue) implements MessageSource {
    @Override
    public <T extends ConsumerTarget<T>> MessageInstanceConsumer<T> addConsumer(
            T target,
            FilterManager filters,
            Class<? extends ServerMessage> messageClass,
            String name,
            EnumSet<ConsumerOption> options,
            Integer priority)
            throws ExistingExclusiveConsumer, ExistingConsumerPreventsExclusive, ConsumerAccessRefused, QueueDeleted {
        AMQPConnection<?> connection = target.getSession().getAMQPConnection();
        if (queue.getConsumers().stream().anyMatch(other -> other.getSession().getAMQPConnection() == connection)) {
            throw new AccessDeniedException("this connection has a receiver link already, and only one is allowed");
        }
        return queue.addConsumer(target, filters, messageClass, name, options, priority);
    }

    @Override
    public Collection<? extends MessageInstanceConsumer> getConsumers() {
        return queue.getConsumers();
    }

    @Override
    public boolean verifySessionAccess(AMQPSession<?, ?> session) {
        return queue.verifySessionAccess(session);
    }

    @Override
    public MessageConversionExceptionHandlingPolicy getMessageConversionExceptionHandlingPolicy() {
        return queue.getMessageConversionExceptionHandlingPolicy();
    }

    @Override
    public String getName() {
        return queue.getName();
    }

    @Override
    public UUID getId() {
        return queue.getId();
    }

    @Override
    public MessageDurability getMessageDurability() {
        return queue.getMessageDurability();
    }

    @Override
    public void close() {
        // the queue is not this source's to close
    }
}
