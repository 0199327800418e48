package com.alibaba.mqtt.server.emulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * The queue of each group, {@code STATUS.<group>}, and the queue of its dead letters, {@code DLQ.STATUS.<group>}. A full
 * queue drops its oldest message. Safe for many threads.
 */
final class StatusQueues {
    /** What a queue holds at most. */
    static final int CAPACITY = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(StatusQueues.class);
    private static final long LOG_EVERY = 10_000;

    private final QueueManagingVirtualHost<?> virtualHost;
    private final int capacity;
    private final Map<String, Queue<?>> queues = new HashMap<>();
    private final Map<String, Queue<?>> deadLetters = new HashMap<>();
    private final Map<String, AtomicLong> dropped = new ConcurrentHashMap<>();

    StatusQueues(QueueManagingVirtualHost<?> virtualHost, List<String> groups, int maxDeliveries, int capacity) {
        this.virtualHost = virtualHost;
        this.capacity = capacity;
        for (String group : groups) {
            String name = "STATUS." + group;
            deadLetters.put(group, create(Map.of("name", "DLQ." + name)));
            queues.put(
                    group,
                    create(Map.of(
                            "name",
                            name,
                            "type",
                            StatusQueue.TYPE,
                            "maximumDeliveryAttempts",
                            maxDeliveries,
                            "alternateBinding",
                            Map.of("destination", "DLQ." + name))));
        }
    }

    /** @throws IllegalArgumentException when there is no such group */
    void publish(String group, byte[] body) {
        Queue<?> queue = queue(queues, group);
        countDropped(group, queue);
        InternalMessage message = InternalMessage.createBytesMessage(virtualHost.getMessageStore(), header(), body);
        queue.route(message, queue.getName(), InstanceProperties.EMPTY)
                .send(new AutoCommitTransaction(virtualHost.getMessageStore()), null);
    }

    /** The messages in the group's queue, also those that consumers hold. */
    long queued(String group) {
        return queue(queues, group).getQueueDepthMessages();
    }

    /** The messages in the group's dead letter queue. */
    long deadLetters(String group) {
        return queue(deadLetters, group).getQueueDepthMessages();
    }

    private void countDropped(String group, Queue<?> queue) {
        if (queue.getQueueDepthMessages() >= capacity) {
            long count = dropped.computeIfAbsent(group, g -> new AtomicLong()).incrementAndGet();
            if (count % LOG_EVERY == 1) {
                LOG.warn("the queue of group {} is full with {} notices, {} old ones dropped", group, capacity, count);
            }
        }
    }

    private Queue<?> create(Map<String, Object> attributes) {
        Map<String, Object> bounded = new HashMap<>(attributes);
        bounded.put("overflowPolicy", "RING");
        bounded.put("maximumQueueDepthMessages", capacity);
        return virtualHost.createChild(Queue.class, bounded);
    }

    private static Queue<?> queue(Map<String, Queue<?>> queues, String group) {
        Queue<?> queue = queues.get(group);
        if (queue == null) {
            throw new IllegalArgumentException("group " + group + " does not exist, there are " + queues.keySet());
        }
        return queue;
    }

    private static InternalMessageHeader header() {
        long now = System.currentTimeMillis();
        return new InternalMessageHeader(
                Map.of(), null, 0, null, null, null, null, null, (byte) 4, now, 0, null, null, now);
    }
}
