package com.alibaba.mqtt.server.emulator.amqp;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.server.message.MessageDestination;
import org.apache.qpid.server.message.MessageInstance;
import org.apache.qpid.server.message.MessageInstance.EntryState;
import org.apache.qpid.server.message.MessageInstance.State;
import org.apache.qpid.server.model.AlternateBinding;
import org.apache.qpid.server.model.ManagedObject;
import org.apache.qpid.server.protocol.v0_8.ConsumerTarget_0_8;
import org.apache.qpid.server.queue.QueueConsumer;
import org.apache.qpid.server.queue.QueueEntry;
import org.apache.qpid.server.queue.StandardQueueImpl;
import org.apache.qpid.server.security.AccessDeniedException;
import org.apache.qpid.server.security.SecurityToken;
import org.apache.qpid.server.util.StateChangeListener;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue that counts a delivery as failed only if the consumer says so, and that moves a rejected message to the dead
 * letters immediately.
 */
@ManagedObject(category = false, type = BackendQueue.TYPE)
class BackendQueue extends StandardQueueImpl {
    static final String TYPE = "mqtt-backend";

    private static final Logger LOG = LoggerFactory.getLogger(BackendQueue.class);
    private static final ThreadLocal<MessageInstance> LAST_SEEN = new ThreadLocal<>();

    private volatile boolean deleting;
    private volatile Tally tally = new Tally();

    /** Called by Broker-J. */
    BackendQueue(Map<String, Object> attributes, QueueManagingVirtualHost<?> virtualHost) {
        super(attributes, virtualHost);
    }

    /**
     * What this thread has looked at last in a queue of this kind: while a message is being delivered, the place of that
     * message in its queue, which Broker-J does not show to the ways of delivery.
     */
    static @Nullable MessageInstance lastSeen() {
        return LAST_SEEN.get();
    }

    /** To be called before the first message comes. */
    void countIn(Tally counts) {
        tally = counts;
    }

    /** How many deliveries a message may have if the current one has failed; 0 is no limit. */
    @Override
    public int getMaximumDeliveryAttempts() {
        return switch (Settling.current()) {
            case NOTHING -> 0;
            case ACCEPTED, RETURNED -> super.getMaximumDeliveryAttempts();
            case REJECTED, EXHAUSTED -> Math.min(1, super.getMaximumDeliveryAttempts());
        };
    }

    /** Asked about each message before it is taken for a consumer, by the thread that then delivers it. */
    @Override
    public boolean isHeld(QueueEntry entry, long time) {
        LAST_SEEN.set(entry);
        // not when it comes into the queue: a consumer can be faster than Broker-J is with telling of it
        entry.addStateChangeListener(new Steps());
        return super.isHeld(entry, time);
    }

    /** Only the emulator itself fills these queues. */
    @Override
    public void authorisePublish(SecurityToken token, Map<String, Object> arguments) {
        throw new AccessDeniedException("clients cannot send to " + getName());
    }

    /** What a queue holds when it is deleted is no dead letter. */
    @Override
    public @Nullable MessageDestination getAlternateBindingDestination() {
        return deleting ? null : super.getAlternateBindingDestination();
    }

    @Override
    public @Nullable AlternateBinding getAlternateBinding() {
        return deleting ? null : super.getAlternateBinding();
    }

    /** Broker-J tells consumers of AMQP 1.0 that their queue is deleted, but not those of 0-9-1. */
    @Override
    protected CompletableFuture<Void> beforeDelete() {
        deleting = true;
        for (QueueConsumer<?, ?> consumer : getConsumers()) {
            if (consumer.getTarget() instanceof ConsumerTarget_0_8 target
                    && target.getChannel().getConnection() instanceof Connection091 connection) {
                connection.queueDeleted(target);
            }
        }
        return super.beforeDelete();
    }

    private static void say(MessageInstance entry, State before, State now) {
        if (before == now) {
            return;
        }
        String word = switch (now) {
            case ACQUIRED -> "delivered";
            case AVAILABLE -> "taken back";
            default -> before == State.ACQUIRED && now == State.DEQUEUED ? "settled" : "gone";
        };
        LOG.debug("message {} of {} {}", entry.getMessage().getMessageNumber(), entry.getOwningResource(), word);
    }

    /** Counts what becomes of a message, and takes back what Broker-J has counted when it returns without a word from the consumer. */
    private final class Steps implements StateChangeListener<MessageInstance, EntryState> {
        // consumers on several connections take turns
        private volatile int before;

        /** So that an entry has one for each queue, however often it is seen. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Steps steps && steps.queue() == queue();
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(queue());
        }

        private BackendQueue queue() {
            return BackendQueue.this;
        }

        @Override
        public void stateChanged(MessageInstance entry, EntryState oldState, EntryState newState) {
            if (!deleting) {
                tally.count(oldState, newState, Settling.current());
            }
            if (LOG.isDebugEnabled()) {
                say(entry, oldState.getState(), newState.getState());
            }
            if (newState.getState() == State.ACQUIRED) {
                // else it only becomes stealable, after AMQP 0-9-1 has counted the delivery
                if (oldState.getState() != State.ACQUIRED) {
                    before = entry.getDeliveryCount();
                }
            } else if (newState.getState() == State.AVAILABLE && Settling.current() == Settling.NOTHING) {
                while (entry.getDeliveryCount() > before) {
                    entry.decrementDeliveryCount();
                }
            }
        }
    }
}
