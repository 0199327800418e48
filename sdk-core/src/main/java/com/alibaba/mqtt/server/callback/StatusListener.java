package com.alibaba.mqtt.server.callback;

import com.alibaba.mqtt.server.model.StatusNotice;

/** Receives the status notices of one group. */
@FunctionalInterface
public interface StatusListener {
    /**
     * Called for each notice.
     *
     * <p><b>Threads:</b> a lane thread of the consumer, never the socket's. Notices of one client id come one after
     * the other in the order of their arrival; notices of different clients come in parallel, so the listener must be
     * thread-safe. It may block: that holds back its own client, and the sender once
     * {@code ServerConsumer}'s bound of notices in hand is reached.
     *
     * <p><b>Outcome:</b> when it returns, the notice is settled as done. When it throws anything, the notice goes back
     * to the server, which counts the failure and delivers it again, possibly after later notices of the same client
     * and possibly to another consumer. Delivery is at least once: be idempotent.
     */
    void process(StatusNotice statusNotice);
}
