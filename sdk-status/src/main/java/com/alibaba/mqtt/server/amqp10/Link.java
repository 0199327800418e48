package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.provider.NoOpAsyncResult;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
import org.apache.qpid.jms.provider.amqp.AmqpProvider;
import org.apache.qpid.jms.provider.amqp.AmqpSession;
import org.apache.qpid.jms.provider.amqp.message.AmqpCodec;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the deliveries of one link. Qpid JMS alone keeps the bytes of a delivery without bound until it ends, throws
 * away what it cannot read without telling, loses the connection by an Error, and stands still behind a delivery that
 * the server aborted. Here each delivery comes to the receiver once, if only as {@link Unreadable}. Used by the engine's
 * thread only.
 */
final class Link extends AmqpConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final int maxBodyBytes;
    private final long maxBytes;
    /** As it was at first: a stop takes it away. */
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
        // has nothing left to read, and looks after who waits for the end of the stream
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
}
