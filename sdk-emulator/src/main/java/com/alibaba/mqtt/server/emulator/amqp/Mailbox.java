package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.instance.Uninterrupted;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue that backends consume, and the queue of its dead letters, {@code DLQ.<name>}. A full queue drops its oldest
 * message. The queue can be deleted and created again. Safe for many threads.
 */
public final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final long LOG_EVERY = 10_000;

    private final QueueManagingVirtualHost<?> virtualHost;
    private final int capacity;
    private final Map<String, Object> attributes;
    private final Queue<?> deadLetters;
    private final AtomicLong dropped = new AtomicLong();
    private final Tally tally = new Tally();
    private volatile @Nullable Queue<?> queue;

    /** @param capacity what each of the two queues holds at most */
    Mailbox(QueueManagingVirtualHost<?> virtualHost, String name, int maxDeliveries, int capacity) {
        this.virtualHost = virtualHost;
        this.capacity = capacity;
        deadLetters = create(Map.of("name", "DLQ." + name));
        attributes = Map.of(
                "name",
                name,
                "type",
                BackendQueue.TYPE,
                "maximumDeliveryAttempts",
                maxDeliveries,
                "alternateBinding",
                Map.of("destination", "DLQ." + name));
        queue = createBackendQueue();
    }

    /**
     * Puts a message into the queue.
     *
     * @param properties what a consumer gets as headers (AMQP 0-9-1) or application properties (1.0)
     * @return whether the queue is there, and not deleted
     */
    public boolean put(byte[] body, Map<String, ?> properties) {
        Queue<?> target = queue;
        if (target == null) {
            return false;
        }
        put(target, body, properties);
        return true;
    }

    private void put(Queue<?> target, byte[] body, Map<String, ?> properties) {
        countDropped(target);
        InternalMessage message =
                InternalMessage.createBytesMessage(virtualHost.getMessageStore(), header(properties), body);
        target.route(message, target.getName(), InstanceProperties.EMPTY)
                .send(new AutoCommitTransaction(virtualHost.getMessageStore()), null);
    }

    /** What the queue and that of its dead letters hold, also what consumers hold. A copy. */
    List<StoredMessage> stored() {
        List<StoredMessage> messages = new ArrayList<>();
        Queue<?> present = queue;
        if (present != null) {
            collect(present, false, messages);
        }
        collect(deadLetters, true, messages);
        return messages;
    }

    /** Puts them back. */
    void restore(List<StoredMessage> messages) {
        for (StoredMessage one : messages) {
            Queue<?> target = one.dead() ? deadLetters : queue;
            if (target != null) {
                put(target, Base64.getDecoder().decode(one.body()), one.properties());
            }
        }
    }

    private static void collect(Queue<?> from, boolean dead, List<StoredMessage> to) {
        from.visit(entry -> {
            if (entry.getMessage() instanceof InternalMessage message
                    && message.getMessageBody() instanceof byte[] body) {
                to.add(new StoredMessage(
                        Base64.getEncoder().encodeToString(body),
                        message.getMessageHeader().getHeaderMap(),
                        dead));
            }
            return false;
        });
    }

    /** Deletes the queue, if it is there, and returns how many messages it held. None of them is a dead letter. */
    public synchronized long delete() {
        Queue<?> deleted = queue;
        if (deleted == null) {
            return 0;
        }
        queue = null;
        AtomicLong held = new AtomicLong();
        Uninterrupted.run(() -> held.set(deleted.deleteAndReturnCount()));
        tally.takeBackAll();
        return held.get();
    }

    /** Creates the queue, empty, if it is not there. */
    public synchronized void create() {
        if (queue == null) {
            Uninterrupted.run(() -> queue = createBackendQueue());
        }
    }

    /** The messages in the queue, also those that consumers hold; 0 when it is deleted. */
    public long depth() {
        Queue<?> present = queue;
        return present == null ? 0 : present.getQueueDepthMessages();
    }

    /** The messages in the dead letter queue. */
    public long deadLetters() {
        return deadLetters.getQueueDepthMessages();
    }

    /** The deliveries since the start or the last {@link #forgetDeliveries}, whatever became of the queue meanwhile. */
    public Deliveries deliveries() {
        return tally.now();
    }

    /** Counts the deliveries afresh. */
    public void forgetDeliveries() {
        tally.clear();
    }

    private Queue<?> createBackendQueue() {
        Queue<?> fresh = create(attributes);
        ((BackendQueue) fresh).countIn(tally);
        return fresh;
    }

    private void countDropped(Queue<?> target) {
        if (target.getQueueDepthMessages() >= capacity) {
            long count = dropped.incrementAndGet();
            if (count % LOG_EVERY == 1) {
                LOG.warn("queue {} is full with {} messages, {} old ones dropped", target.getName(), capacity, count);
            }
        }
    }

    private Queue<?> create(Map<String, Object> wanted) {
        Map<String, Object> bounded = new HashMap<>(wanted);
        // its default, for which Broker-J would make a proxy class with all methods of queues
        bounded.putIfAbsent("alternateBinding", "");
        bounded.put("overflowPolicy", "RING");
        bounded.put("maximumQueueDepthMessages", capacity);
        return AmqpBroker.create(virtualHost, Queue.class, bounded);
    }

    private static InternalMessageHeader header(Map<String, ?> properties) {
        long now = System.currentTimeMillis();
        String messageId = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        return new InternalMessageHeader(
                Map.copyOf(properties), null, 0, null, null, messageId, null, null, (byte) 4, now, 0, null, null, now);
    }
}
