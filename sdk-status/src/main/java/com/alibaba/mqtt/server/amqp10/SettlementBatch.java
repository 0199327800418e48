package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.network.WireProvider;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settlements of one connection that wait until they are enough to be sent together, or until {@link #flush}. Any thread.
 *
 * @param <T> a settlement
 */
final class SettlementBatch<T> {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementBatch.class);

    /**
     * Sends settlements.
     *
     * @param <T> a settlement
     */
    interface Sink<T> {
        /**
         * Sends all of these, at least one, in this order. Does not wait for the server. Returns normally if the
         * connection is gone, as the server then delivers again.
         *
         * @throws Exception if none could be sent now; the batch keeps them for the next attempt
         */
        void send(List<T> settlements) throws Exception;
    }

    private final Sink<T> sink;
    /** Guarded by this object's monitor, like {@code enough}. */
    private List<T> waiting = new ArrayList<>();
    /** How many are sent together. */
    private int enough = WireProvider.MAX_SETTLED_TOGETHER;

    SettlementBatch(Sink<T> sink) {
        this.sink = sink;
    }

    /** Lets fewer settlements wait if a source has little credit: what waits is unsettled and must not be most of it. */
    synchronized void limitTo(int credit) {
        enough = Math.max(1, Math.min(enough, credit / 4));
    }

    /** Adds a settlement, and sends all that wait if they are enough. */
    synchronized void add(T settlement) {
        waiting.add(settlement);
        if (waiting.size() >= enough) {
            send();
        }
    }

    /** Sends all that wait. */
    synchronized void flush() {
        if (!waiting.isEmpty()) {
            send();
        }
    }

    /** Under the monitor, so that the sink gets the settlements in the order in which they were added. */
    private void send() {
        try {
            // first: without memory for it nothing is sent
            List<T> fresh = new ArrayList<>(enough);
            sink.send(waiting);
            waiting = fresh;
        } catch (Throwable e) {
            // Throwable: for example no memory for a task; the next flush tries again
            LOG.debug("not settled yet", e);
        }
    }
}
