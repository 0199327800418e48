package com.alibaba.mqtt.server.emulator;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.qpid.server.message.InstanceProperties;
import org.apache.qpid.server.message.internal.InternalMessage;
import org.apache.qpid.server.message.internal.InternalMessageHeader;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.txn.AutoCommitTransaction;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue that backends consume, and the queue of its dead letters, {@code DLQ.<name>}. A full queue drops its oldest
 * message. Safe for many threads.
 */
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final long LOG_EVERY = 10_000;

    private final QueueManagingVirtualHost<?> virtualHost;
    private final int capacity;
    private final Queue<?> queue;
    private final Queue<?> deadLetters;
    private final AtomicLong dropped = new AtomicLong();

    /** @param capacity what each of the two queues holds at most */
    Mailbox(QueueManagingVirtualHost<?> virtualHost, String name, int maxDeliveries, int capacity) {
        this.virtualHost = virtualHost;
        this.capacity = capacity;
        deadLetters = create(Map.of("name", "DLQ." + name));
        queue = create(Map.of(
                "name",
                name,
                "type",
                BackendQueue.TYPE,
                "maximumDeliveryAttempts",
                maxDeliveries,
                "alternateBinding",
                Map.of("destination", "DLQ." + name)));
    }

    /** @param properties what a consumer gets as headers (AMQP 0-9-1) or application properties (1.0) */
    void put(byte[] body, Map<String, ?> properties) {
        countDropped();
        InternalMessage message =
                InternalMessage.createBytesMessage(virtualHost.getMessageStore(), header(properties), body);
        queue.route(message, queue.getName(), InstanceProperties.EMPTY)
                .send(new AutoCommitTransaction(virtualHost.getMessageStore()), null);
    }

    /** The messages in the queue, also those that consumers hold. */
    long depth() {
        return queue.getQueueDepthMessages();
    }

    /** The messages in the dead letter queue. */
    long deadLetters() {
        return deadLetters.getQueueDepthMessages();
    }

    private void countDropped() {
        if (queue.getQueueDepthMessages() >= capacity) {
            long count = dropped.incrementAndGet();
            if (count % LOG_EVERY == 1) {
                LOG.warn("queue {} is full with {} messages, {} old ones dropped", queue.getName(), capacity, count);
            }
        }
    }

    private Queue<?> create(Map<String, Object> attributes) {
        Map<String, Object> bounded = new HashMap<>(attributes);
        bounded.put("overflowPolicy", "RING");
        bounded.put("maximumQueueDepthMessages", capacity);
        return virtualHost.createChild(Queue.class, bounded);
    }

    private static InternalMessageHeader header(Map<String, ?> properties) {
        long now = System.currentTimeMillis();
        String messageId = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        return new InternalMessageHeader(
                Map.copyOf(properties), null, 0, null, null, messageId, null, null, (byte) 4, now, 0, null, null, now);
    }
}
