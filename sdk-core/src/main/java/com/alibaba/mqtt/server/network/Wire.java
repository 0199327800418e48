package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One authenticated connection. It lives once: when lost it stays lost, and whoever opened it opens another. It knows
 * nothing of threads, order or retries.
 */
public interface Wire extends AutoCloseable {
    /**
     * Begins to receive. Blocks until the server answered.
     *
     * @param source what to receive
     * @param receiver called for each delivery by a thread of the wire, one at a time per source. While it blocks, this
     *     source receives no more; heartbeats go on. Whether prefetched deliveries wait in memory is the wire's bound.
     *     It must not throw
     * @throws ServerException if the server refuses it, does not answer, or the connection is lost
     */
    void subscribe(Source source, Consumer<Delivery> receiver) throws ServerException;

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
     * Closes the connection and ends all its threads. Deliveries not settled go back to the server. Idempotent; any
     * thread but a receiver's own. Never throws: there is nothing the caller could do.
     */
    @Override
    void close();
}
