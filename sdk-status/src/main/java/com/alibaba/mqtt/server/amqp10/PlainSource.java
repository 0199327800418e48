package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.network.Outcome;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the deliveries of one JMS consumer to their receiver. Qpid JMS asks the server for another message as soon as it
 * begins to deliver one, whether that is settled or not. So its thread is kept in the listener call while as many deliveries
 * are unsettled as may be: together with what Qpid JMS has prefetched they never exceed the credit.
 */
final class PlainSource implements MessageListener {
    /** How Qpid JMS is given the outcome of one message. */
    static final String ACK_TYPE = "JMS_AMQP_ACK_TYPE";

    private static final Logger LOG = LoggerFactory.getLogger(PlainSource.class);
    private static final String DELIVERY_COUNT = "JMSXDeliveryCount";
    private static final ForeignText SHOWN = ForeignText.hiding();
    /** How often a thread that waits looks whether the server has ended the session or the consumer. */
    private static final long LOOK_MILLIS = 500;

    private final GuardedReceiver receiver;
    private final int max;
    private final int maxBodyBytes;
    private final SettlementBatch<Settlement> batch;
    /** Guarded by this object's monitor, like the rest: how many are handed over and neither settled nor parked. */
    private int unsettled;

    private boolean ended;
    private @Nullable Session session;
    private @Nullable MessageConsumer consumer;

    /** @param max how many deliveries are handed over and neither settled nor parked; at least 1 */
    PlainSource(GuardedReceiver receiver, int max, int maxBodyBytes, SettlementBatch<Settlement> batch) {
        this.receiver = receiver;
        this.max = max;
        this.maxBodyBytes = maxBodyBytes;
        this.batch = batch;
    }

    /** Attaches to the address and receives from it. Blocks until the server answered. */
    void attach(Session in, String address) throws JMSException {
        MessageConsumer attached = in.createConsumer(in.createQueue(address));
        synchronized (this) {
            session = in;
            consumer = attached;
        }
        attached.setMessageListener(this);
    }

    /** Hands nothing over from now on, and lets the thread go that waits: what still comes is released. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Has the server deliver no more; after {@link #end}. What is unsettled can still be settled. Blocks. */
    void detach() {
        MessageConsumer attached;
        synchronized (this) {
            attached = consumer;
        }
        try {
            if (attached != null) {
                attached.close();
            }
        } catch (JMSException | RuntimeException e) {
            LOG.debug("the server did not stop delivering", SHOWN.show(e));
        }
    }

    @Override
    public void onMessage(Message message) {
        Taken taken = new Taken(message);
        if (!count()) {
            taken.settle(Outcome.RELEASED);
            return;
        }
        if (receiver.receive(taken)) {
            // JMS does not show where a burst ends
            receiver.endBurst();
        }
        awaitRoom();
    }

    /** Returns whether the delivery that is counted now is to be handed over. */
    private synchronized boolean count() {
        unsettled++;
        return !ended;
    }

    private synchronized void uncount() {
        unsettled--;
        notifyAll();
    }

    private synchronized void awaitRoom() {
        boolean interrupted = false;
        while (unsettled >= max && !ended && isOpen()) {
            try {
                wait(LOOK_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether neither the session nor the consumer has ended; Qpid JMS waits for the listener call when they do. */
    private boolean isOpen() {
        try {
            if (session != null && consumer != null) {
                session.getAcknowledgeMode();
                consumer.getMessageSelector();
            }
            return true;
        } catch (JMSException e) {
            LOG.trace("a session or consumer has ended", SHOWN.show(e));
            return false;
        }
    }

    /** One message, delivered by a JMS session. */
    private final class Taken extends Amqp10Delivery {
        private final Message message;
        private final @Nullable String unreadable;
        /** Whether it counts no more, as it is parked. */
        private volatile boolean parked;

        Taken(Message message) {
            super(message);
            this.message = message;
            int size = sizeOf(message);
            this.unreadable =
                    size > maxBodyBytes ? "it has " + size + " bytes; maxMessageBytes is " + maxBodyBytes : null;
        }

        @Override
        public @Nullable String unreadable() {
            return unreadable;
        }

        @Override
        public byte[] body() {
            return unreadable == null ? super.body() : NO_BYTES;
        }

        @Override
        public int failedBefore() {
            try {
                return Math.max(0, message.getIntProperty(DELIVERY_COUNT) - 1);
            } catch (JMSException | RuntimeException e) {
                LOG.debug("a message does not show how often it was delivered", SHOWN.show(e));
                return 0;
            }
        }

        @Override
        void takeOutOfCredit() {
            // the message was marked as delivered before the listener call: for Qpid JMS it is out of the credit
            parked = true;
            uncount();
        }

        @Override
        void settleOnce(Outcome outcome) {
            batch.add(new Settlement(this, outcome));
        }

        void settleNow(Outcome outcome) {
            try {
                message.setIntProperty(ACK_TYPE, typeOf(outcome));
                message.acknowledge();
            } catch (JMSException | RuntimeException e) {
                LOG.debug("a delivery could not be settled; it comes again with the next connection", SHOWN.show(e));
            } finally {
                if (!parked) {
                    uncount();
                }
            }
        }
    }

    private static int sizeOf(Message message) {
        try {
            if (message instanceof BytesMessage bytes) {
                return (int) Math.min(Integer.MAX_VALUE, bytes.getBodyLength());
            }
            return Amqp10Delivery.body(message).length;
        } catch (JMSException | RuntimeException e) {
            LOG.debug("the size of a message cannot be read", SHOWN.show(e));
            return 0;
        }
    }

    /** In the numbers of Qpid JMS' documentation. */
    private static int typeOf(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> 1;
            case REJECTED -> 2;
            case RELEASED -> 3;
            case RETRY -> 4;
        };
    }

    /** The settlement of one delivery. */
    static final class Settlement {
        private final Taken taken;
        private final Outcome outcome;

        private Settlement(Taken taken, Outcome outcome) {
            this.taken = taken;
            this.outcome = outcome;
        }

        /** Settles the delivery. Blocks for two hand-offs between threads. */
        void settle() {
            taken.settleNow(outcome);
        }
    }
}
