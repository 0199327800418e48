package com.alibaba.mqtt.server.amqp10;

import org.apache.qpid.jms.meta.JmsConsumerInfo;
import org.apache.qpid.jms.meta.JmsResource.ResourceState;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
import org.apache.qpid.jms.provider.amqp.AmqpProvider;
import org.apache.qpid.jms.provider.amqp.AmqpSession;
import org.apache.qpid.jms.provider.amqp.builders.AmqpConsumerBuilder;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.engine.Receiver;

/**
 * Attaches a {@link Link}: tells the server how large a message may be, and leaves it to the caller to report a refusal,
 * which Qpid JMS logs as well. Used by the engine's thread only.
 */
final class LinkBuilder extends AmqpConsumerBuilder {
    private final int maxBodyBytes;
    private final long maxBytes;

    /**
     * @param maxBodyBytes for the body of a message
     * @param maxBytes for all of it
     */
    LinkBuilder(AmqpSession session, JmsConsumerInfo consumer, int maxBodyBytes, long maxBytes) {
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
