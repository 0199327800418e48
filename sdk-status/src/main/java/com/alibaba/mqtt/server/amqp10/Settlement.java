package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.network.Outcome;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;
import org.apache.qpid.jms.provider.AsyncResult;
import org.apache.qpid.jms.provider.Provider;
import org.apache.qpid.jms.provider.ProviderConstants.ACK_TYPE;
import org.apache.qpid.jms.provider.ProviderException;
import org.apache.qpid.jms.provider.amqp.AmqpConsumer;
import org.apache.qpid.jms.provider.exceptions.ProviderClosedException;
import org.apache.qpid.jms.provider.exceptions.ProviderFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settlement of one delivery by the engine, or its mark that the delivery is parked. */
record Settlement(JmsInboundMessageDispatch message, ACK_TYPE type) {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    static Settlement of(JmsInboundMessageDispatch message, Outcome outcome) {
        return new Settlement(
                message,
                switch (outcome) {
                    case ACCEPTED -> ACK_TYPE.ACCEPTED;
                    case REJECTED -> ACK_TYPE.REJECTED;
                    case RELEASED -> ACK_TYPE.RELEASED;
                    case RETRY -> ACK_TYPE.MODIFIED_FAILED;
                });
    }

    /** Has the engine no longer count the delivery against the credit. */
    static Settlement parking(JmsInboundMessageDispatch message) {
        return new Settlement(message, ACK_TYPE.DELIVERED);
    }

    static AmqpConsumer consumerOf(JmsInboundMessageDispatch message) {
        return (AmqpConsumer) message.getConsumerId().getProviderHint();
    }

    /**
     * Has the engine's thread settle all of these, at least one, in this order. The engine takes one acknowledgement at a
     * time, and writes after each; but with asynchronous acknowledgements it reports the success of one on its thread before
     * it writes, and there the others are settled.
     */
    static void settleAll(Provider engine, List<Settlement> settlements) {
        Settlement first = settlements.get(0);
        try {
            engine.acknowledge(first.message(), first.type(), new Others(settlements));
        } catch (ProviderException | RejectedExecutionException e) {
            LOG.debug("not settled, as the connection is gone; the server will deliver again");
        }
    }

    private void settle() {
        try {
            consumerOf(message).acknowledge(message, type);
        } catch (Throwable e) {
            // Throwable: one that cannot be settled must not keep the others from it
            LOG.warn("a delivery could not be settled; it comes again with the next connection", e);
        }
    }

    /** Settles the others after the first, on the engine's thread, once. */
    private static final class Others implements AsyncResult {
        private final List<Settlement> settlements;
        private boolean settled;

        Others(List<Settlement> settlements) {
            this.settlements = settlements;
        }

        @Override
        public void onSuccess() {
            if (!settled) {
                settled = true;
                for (int n = 1; n < settlements.size(); n++) {
                    settlements.get(n).settle();
                }
            }
        }

        @Override
        public void onFailure(ProviderException e) {
            if (e instanceof ProviderClosedException || e instanceof ProviderFailedException) {
                LOG.debug("not settled, as the connection is gone; the server will deliver again");
            } else {
                // only the first is not settled
                onSuccess();
            }
        }

        @Override
        public boolean isComplete() {
            return false;
        }
    }
}
