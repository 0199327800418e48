package com.alibaba.mqtt.server.callback;

import com.alibaba.mqtt.server.model.StatusNotice;

/** Receives the status notices of one group. */
@FunctionalInterface
public interface StatusListener {
    /**
     * Called for each notice.
     *
     * <p><b>Threads:</b> a lane thread of the consumer (with AMQP 0-9-1 also one {@code mqtt-amqp091-<n>}) or the
     * application's executor, never one that reads a socket. Notices of one client id come one after the other in the
     * order of their arrival; notices of different clients come in parallel, so the listener must be thread-safe. It may
     * block: that delays its own client, and the server once as many are unsettled as may be.
     *
     * <p><b>Outcome:</b> when it returns, the notice is settled as done. When it throws anything, the notice goes back to
     * the server after a pause of 50 milliseconds, doubled with each attempt up to 10 seconds, and comes again, possibly
     * after later notices of the same client and possibly to another consumer; after
     * {@code ConsumerConfig.setMaxAttempts} attempts it is given up. When it throws a {@link NotNowException}, no attempt is
     * counted: the whole group waits for the pause that it names, the notices stay unsettled, and this one is tried again
     * first. Delivery is at least once: be idempotent.
     */
    void process(StatusNotice statusNotice);

    /**
     * A notice is given up, after {@code ConsumerConfig.setMaxAttempts} attempts. The last chance to keep it: the server
     * dead-letters or deletes it when this returns. Does nothing unless overridden.
     *
     * <p>Called once for it, after its last {@link #process}, by the same thread and before later notices of the same
     * client, then {@code ConsumerConfig.setUndeliverableListener} is notified. It may block as {@link #process} may. What it
     * throws, a {@link NotNowException} too, is logged as a state, and the notice is given up nevertheless. It can be called
     * twice if the connection is lost before the server got its outcome. Of a malformed notice, which no
     * {@code StatusNotice} can hold, only the undeliverable listener is notified.
     *
     * @param statusNotice the notice
     * @param lastFailure what the last attempt threw
     */
    default void givenUp(StatusNotice statusNotice, Throwable lastFailure) {}
}
