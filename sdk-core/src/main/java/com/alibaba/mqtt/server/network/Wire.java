package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Deadline;
import java.util.concurrent.CompletableFuture;

/**
 * One authenticated connection. It lives once: when lost it stays lost, and whoever opened it opens another. It knows
 * nothing of threads, order or retries.
 */
public interface Wire extends AutoCloseable {
    /** How long a server that is gone already is waited for, in milliseconds. */
    int CLOSE_MILLIS = 1_000;

    /** Returns what it speaks; never {@link Protocol#AUTO}. */
    Protocol protocol();

    /**
     * Begins to receive. Blocks until the server answered.
     *
     * @param source what to receive
     * @param credit how many deliveries of this source are unsettled at most, besides those {@linkplain
     *     Delivery#park parked}; the server keeps the rest. The wire sees to it even if the server does not: it
     *     then reads no more
     * @param receiver called for each delivery by a thread of the wire, one at a time per source
     * @throws ServerException if the server refuses it, does not answer, or the connection is lost
     */
    void subscribe(Source source, int credit, Receiver receiver) throws ServerException;

    /**
     * Sends the settlements that wait, and asks for more in place of what is parked. {@link Delivery#settle} lets at
     * most {@value WireProvider#MAX_SETTLED_TOGETHER} of a kind wait, so that one frame can carry many. Does not wait for
     * the server. Any thread.
     */
    void flush();

    /**
     * Asks the server to deliver no more, on all sources, permanently. Unsettled deliveries can still be settled.
     * Blocks until the server has stopped for all of them, until the deadline, or until the thread is interrupted, whose
     * flag is then kept; deliveries may come until it returns, and later from a server that did not answer.
     */
    void stopReceiving(Deadline deadline);

    /**
     * Sends a message. Returns without waiting for its confirmation, but may wait until the connection can take it.
     * Any number of threads.
     *
     * @return done when the server has the message; fails with a {@link ServerException} when the server refused it or
     *     nothing there takes it. Completed by a thread of the wire, which must not be blocked. When the connection is
     *     lost it may stay incomplete for ever
     * @throws ServerException if the message could not be sent
     */
    CompletableFuture<Void> send(Outgoing message) throws ServerException;

    /**
     * Sends the settlements that wait, closes the connection and ends all its threads. Deliveries not settled go back to
     * the server. Blocks until the deadline at the latest, if the server does not take part; then, or if the thread is
     * interrupted, the socket is closed without it. An interrupt is kept. Idempotent; any thread but a receiver's own.
     * Never throws: there is nothing the caller could do.
     */
    void close(Deadline deadline);

    /** Closes it, and gives the server {@value #CLOSE_MILLIS} ms to take part; see {@link #close(Deadline)}. */
    @Override
    default void close() {
        close(Deadline.in(CLOSE_MILLIS));
    }
}
