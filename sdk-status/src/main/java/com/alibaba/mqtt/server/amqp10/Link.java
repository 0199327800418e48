package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsResource.ResourceState;
import org.apache.qpid.jms.provider.NoOpAsyncResult;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
import org.apache.qpid.jms.provider.amqp.AmqpProvider;
import org.apache.qpid.jms.provider.amqp.AmqpSession;
import org.apache.qpid.jms.provider.amqp.builders.AmqpConsumerBuilder;
import org.apache.qpid.jms.provider.amqp.message.AmqpCodec;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the deliveries of one link. Qpid JMS alone keeps the bytes of a delivery without bound until it ends, drops
 * what it cannot read without a word, loses the connection by an Error, and stands still behind a delivery that
 * the server aborted. Here each delivery comes to the receiver once, if only as {@link Unreadable}. Used by the engine's
 * thread only.
 */
final class Link extends AmqpConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final int maxBodyBytes;
    private final long maxBytes;
    /** As it was at first: a stop sets it to 0. */
    private final int credit;

    private final StateLog endless;
    /** How much of the delivery that is coming was thrown away. */
    private long discarded;

    Link(AmqpSession session, JmsConsumerInfo consumer, Receiver receiver, int maxBodyBytes, long maxBytes) {
        super(session, consumer, receiver);
        this.maxBodyBytes = maxBodyBytes;
        this.maxBytes = maxBytes;
        this.credit = consumer.getPrefetchSize();
        this.endless = new StateLog(
                LOG, ForeignText.visible(getDestination().getAddress()) + ": a delivery is larger than it may be");
    }

    /** Stands for a message that could not be read, or was too large to be kept. */
    static final class Unreadable extends JmsInboundMessageDispatch {
        private static final long serialVersionUID = 1L;

        private final String why;

        /** @param why fit for a log */
        Unreadable(long sequence, String why) {
            super(sequence);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    @Override
    public void processDeliveryUpdates(AmqpProvider provider, Delivery delivery) throws ProviderException {
        if (delivery == getEndpoint().current()) {
            if (delivery.isAborted()) {
                drop(delivery);
            } else {
                bound(delivery);
                if (!delivery.isPartial()) {
                    take(delivery);
                }
            }
        }
        // has nothing left to read, and notifies a thread that waits for the end of the stream
        super.processDeliveryUpdates(provider, delivery);
    }

    private void drop(Delivery aborted) {
        forget();
        aborted.settle();
        giveCredit();
    }

    private void forget() {
        discarded = 0;
        endless.over();
    }

    /** Gives the credit of a delivery back that did not come to the receiver. */
    private void giveCredit() {
        start(new NoOpAsyncResult());
    }

    /** Keeps no bytes of a delivery that is too large. */
    private void bound(Delivery delivery) {
        long size = discarded + delivery.pending();
        if (size > maxBytes) {
            getEndpoint().recv();
            discarded = size;
            if (delivery.isPartial()) {
                endless.failed("nothing else comes until it ends; " + size + " bytes were thrown away", null);
            }
        }
    }

    private void take(Delivery delivery) throws ProviderException {
        JmsInboundMessageDispatch envelope = discarded > 0
                ? new Unreadable(getNextIncomingSequenceNumber(), tooLarge(discarded))
                : read(delivery.pending());
        forget();
        envelope.setConsumerId(getResourceInfo().getId());
        envelope.setConsumerInfo(getResourceInfo());
        envelope.setProviderHint(delivery);
        delivery.setContext(envelope);
        try {
            deliver(envelope);
        } catch (Exception e) {
            throw new ProviderException("a delivery could not be handed over", e);
        } finally {
            getEndpoint().advance();
        }
        // RabbitMQ counts a little otherwise when credit is given again and again
        if (getEndpoint().getCredit() < -credit) {
            throw new ProviderException("it sends far more than it was asked for");
        }
    }

    private JmsInboundMessageDispatch read(int size) {
        try {
            JmsMessage message =
                    AmqpCodec.decodeMessage(this, getEndpoint().recv()).asJmsMessage();
            message.onDispatch();
            // only what is larger in all can have a body that is
            int body = size > maxBodyBytes ? Amqp10Delivery.body(message).length : 0;
            if (body > maxBodyBytes) {
                return new Unreadable(getNextIncomingSequenceNumber(), tooLarge(body));
            }
            JmsInboundMessageDispatch envelope = new JmsInboundMessageDispatch(getNextIncomingSequenceNumber());
            envelope.setMessage(message);
            envelope.setMessageId(message.getFacade().getProviderMessageIdObject());
            return envelope;
        } catch (Throwable e) {
            // Throwable: what a message holds must cost that message only, and a deep one overflows the stack
            resetDepth();
            LOG.debug("a message cannot be read", ForeignText.hiding().show(e));
            return new Unreadable(
                    getNextIncomingSequenceNumber(), "it is no AMQP message: " + ForeignText.visible(e.toString()));
        }
    }

    private String tooLarge(long size) {
        return "it has " + size + " bytes; maxMessageBytes is " + maxBodyBytes;
    }

    /** The decoder counts how deep it is, and a stack that overflows may leave it so. */
    private static void resetDepth() {
        DecoderImpl decoder = AmqpCodec.getDecoder();
        try {
            while (true) {
                decoder.decreaseDecodeDepth();
            }
        } catch (IllegalStateException e) {
            // it refuses to go below 0, where it belongs
            decoder.setByteBuffer(null);
        }
    }

    /**
     * Attaches a link: announces to the server how large a message may be, and leaves it to the caller to report a refusal,
     * which Qpid JMS logs as well. Used by the engine's thread only.
     */
    static final class Builder extends AmqpConsumerBuilder {
        private final int maxBodyBytes;
        private final long maxBytes;

        /**
         * @param maxBodyBytes for the body of a message
         * @param maxBytes for all of it
         */
        Builder(AmqpSession session, JmsConsumerInfo consumer, int maxBodyBytes, long maxBytes) {
            super(session, consumer);
            this.maxBodyBytes = maxBodyBytes;
            this.maxBytes = maxBytes;
        }

        @Override
        protected Receiver createEndpoint(JmsConsumerInfo consumer) {
            Receiver receiver = super.createEndpoint(consumer);
            receiver.setMaxMessageSize(UnsignedLong.valueOf(maxBytes));
            return receiver;
        }

        @Override
        protected AmqpConsumer createResource(AmqpSession session, JmsConsumerInfo consumer, Receiver receiver) {
            return new Link(session, consumer, receiver, maxBodyBytes, maxBytes);
        }

        @Override
        public void processRemoteClose(AmqpProvider provider) {
            refused(provider);
        }

        @Override
        public void processRemoteDetach(AmqpProvider provider) {
            refused(provider);
        }

        private void refused(AmqpProvider provider) {
            provider.removeFromFailOnConnectionDropTracking(getRequest());
            getResourceInfo().setState(ResourceState.REMOTELY_CLOSED);
            afterClosed(getResource(), getResourceInfo());
            if (requestTimeoutTask != null) {
                requestTimeoutTask.cancel(false);
            }
            ProviderException refusal =
                    hasRemoteError() ? getOpenAbortExceptionFromRemote() : getDefaultOpenAbortException();
            getEndpoint().close();
            getEndpoint().free();
            getEndpoint().setContext(null);
            getRequest().onFailure(refusal);
        }
    }
}
