package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sends that have not ended.
 *
 * <ol>
 *   <li>Every send holds one permit from {@link #send} until it ended, by whoever is first: the wire's confirmation, the
 *       time-out, the loss of its connection, or {@link #finish}.
 *   <li>The permit is given back after the callback was queued; so who has all permits knows that no callback is missing.
 *   <li>A send is entered before the wire sees it; so no loss of the connection passes it by.
 * </ol>
 */
final class InFlight implements ConnectionSupervisor.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
    private static final int MOST = 1_000;

    private static final class Send {
        final CompletableFuture<Void> sent = new CompletableFuture<>();
        final Connection connection;
        /** What the caller is told by an exception, if that is how the send ends. */
        volatile ServerException thrown;

        Send(Connection connection) {
            this.connection = connection;
        }
    }

    private final Semaphore room = new Semaphore(MOST);
    /** By message id. */
    private final Map<String, Send> sends = new ConcurrentHashMap<>();

    private final Callbacks callbacks;
    private final long timeoutMillis;
    private volatile boolean refusing;

    InFlight(String owner, long timeoutMillis) {
        this.callbacks = new Callbacks(owner + "-lane-1", Integer.MAX_VALUE);
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Hands the message to the connection's wire; blocks while there is no room.
     *
     * @param callback told, later, on the producer's own thread, or null; not told if this method throws
     * @return ends as the class says; fails with a {@link ServerException}
     */
    CompletableFuture<Void> send(Outgoing message, Connection connection, SendCallback callback)
            throws ServerException {
        awaitRoom();
        String id = message.messageId();
        Send send = new Send(connection);
        sends.put(id, send);
        CompletableFuture<Void> result = new CompletableFuture<>();
        CompletableFuture<Void> unused = send.sent
                .orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .whenComplete((confirmed, failure) -> {
                    ServerException cause = failure == null ? null : asServerException(failure);
                    if (callback != null && (failure == null || failure != send.thrown)) {
                        call(id, callback, cause);
                    }
                    if (cause == null) {
                        result.complete(null);
                    } else {
                        result.completeExceptionally(cause);
                    }
                    sends.remove(id);
                    room.release();
                });
        try {
            if (refusing) {
                throw stopped();
            }
            if (!connection.isOpen()) {
                throw connection.lostBy;
            }
            CompletableFuture<Void> unusedToo = connection.wire.send(message).whenComplete((confirmed, failure) -> {
                if (failure == null) {
                    send.sent.complete(null);
                } else {
                    send.sent.completeExceptionally(failure);
                }
            });
        } catch (ServerException e) {
            send.thrown = e;
            if (send.sent.completeExceptionally(e)) {
                throw e;
            }
            // it ended in another way meanwhile, which the callback was told
        }
        return result;
    }

    private void awaitRoom() throws ServerException {
        if (refusing) {
            throw stopped();
        }
        try {
            if (!room.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw new ServerException(
                        ErrorCode.TIMED_OUT,
                        MOST + " messages are in flight, and none ended within " + timeoutMillis + " ms",
                        true,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException(ErrorCode.INTERRUPTED, "interrupted while waiting for room in flight", true, e);
        }
    }

    private ServerException asServerException(Throwable failure) {
        ServerException ours = cause(failure);
        if (ours != null) {
            return ours;
        }
        return new ServerException(
                ErrorCode.TIMED_OUT,
                "not confirmed within sendTimeoutMills, " + timeoutMillis + " ms; the service may have it or not",
                true,
                failure);
    }

    /** Returns our exception from what a future wraps around it, or null if there is none. */
    static ServerException cause(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ServerException ours) {
                return ours;
            }
        }
        return null;
    }

    private void call(String messageId, SendCallback callback, ServerException cause) {
        callbacks.execute(() -> {
            try {
                if (cause == null) {
                    callback.onSuccess(messageId);
                } else {
                    callback.onFail(messageId, cause);
                }
            } catch (Throwable e) {
                // Throwable: what a callback throws must not end the thread that calls all others
                LOG.warn("the callback of message {} failed", messageId, e);
            }
        });
    }

    @Override
    public Receiver receiver(Source source, Connection from) {
        throw new IllegalStateException("a producer subscribes to nothing, but was asked to receive from " + source);
    }

    @Override
    public void connectionLost(Connection lost) {
        for (Send send : sends.values()) {
            if (send.connection == lost) {
                send.sent.completeExceptionally(lost.lostBy);
            }
        }
    }

    /** From now on nothing is sent; true for the first call. */
    synchronized boolean refuseMore() {
        boolean first = !refusing;
        refusing = true;
        return first;
    }

    /** Waits for what is in flight, fails what is left, and for the callbacks; then ends the thread. 0 = no limit. */
    void finish(long millis) {
        long limit = millis == 0 ? Long.MAX_VALUE : millis;
        try {
            boolean mayWait = !callbacks.isCurrent();
            boolean ended = mayWait && room.tryAcquire(MOST, limit, TimeUnit.MILLISECONDS);
            if (!ended) {
                failAll();
            }
            CountDownLatch allCalled = new CountDownLatch(1);
            callbacks.execute(allCalled::countDown);
            if (mayWait && !allCalled.await(limit, TimeUnit.MILLISECONDS)) {
                LOG.warn("stopped while send callbacks still run");
            }
        } catch (InterruptedException e) {
            failAll();
            Thread.currentThread().interrupt();
        }
        callbacks.stopWhenEmpty();
    }

    private void failAll() {
        sends.values().forEach(send -> send.sent.completeExceptionally(stopped()));
    }

    private static ServerException stopped() {
        return new ServerException(ErrorCode.STOPPED, "the producer was stopped", false, null);
    }
}
