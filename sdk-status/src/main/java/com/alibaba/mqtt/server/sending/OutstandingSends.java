package com.alibaba.mqtt.server.sending;

import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.connection.ConnectionSupervisor;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.threads.Callbacks;
import com.alibaba.mqtt.server.threads.Ending;
import com.alibaba.mqtt.server.threads.Slowness;
import com.alibaba.mqtt.server.threads.Ticker;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sends that have not ended.
 *
 * <ol>
 *   <li>Every send holds one permit from {@link #send} until it ended, by whoever is first: the wire's confirmation, the
 *       time-out, the loss of its connection, or {@link #finish}.
 *   <li>The permit of a send with a callback is given back after the callback ran; so a callback that blocks delays
 *       sending, at most {@value #MAX} callbacks wait, and who has all permits knows that none is missing.
 *   <li>A callback that sends does not wait for room, as only the end of a callback makes room: if there is none, its
 *       first send takes over the permit of the send that it is notified of.
 *   <li>A send is entered before the wire sees it; so no loss of the connection passes it by.
 * </ol>
 */
public final class OutstandingSends implements ConnectionSupervisor.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(OutstandingSends.class);
    private static final int MAX = 1_000;
    private static final long REST_MILLIS = 60_000;
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final class Send {
        final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
        final Connection connection;
        final Deadline deadline;
        /** What was thrown to the caller, if that is how the send ends. */
        volatile @Nullable ServerException thrown;

        Send(Connection connection, Deadline deadline) {
            this.connection = connection;
            this.deadline = deadline;
        }
    }

    private final Semaphore room = new Semaphore(MAX);
    /** By message id. */
    private final Map<String, Send> sends = new ConcurrentHashMap<>();

    private final Callbacks callbacks;
    /** Ends what is not confirmed in time, and begins callbacks that could not be begun. */
    private final Ticker clock;

    private final StateLog trouble;
    private final long timeoutMillis;
    private volatile boolean refusing;
    /** Whether the callback that runs has handed its permit on. Used by the callbacks' thread only. */
    private boolean handedOn;

    /** Creates it without threads; they are started when they are needed. */
    public OutstandingSends(String owner, long timeoutMillis) {
        this.callbacks = new Callbacks(owner + "-lane-1", Integer.MAX_VALUE);
        this.trouble = new StateLog(LOG, owner + ": send callbacks fail");
        this.timeoutMillis = timeoutMillis;
        this.clock = new Ticker(
                Slowness.TICK_MILLIS,
                this::tick,
                owner + "-clock",
                new StateLog(LOG, owner + ": the clock of sends failed"));
    }

    private long tick() {
        callbacks.work();
        long next = REST_MILLIS;
        for (Send send : sends.values()) {
            next = Slowness.TICK_MILLIS;
            if (send.deadline.isOver()) {
                send.sent.completeExceptionally(new TimeoutException());
            }
        }
        return next;
    }

    private void keepTicking() throws ServerException {
        try {
            clock.start();
        } catch (IllegalStateException e) {
            throw new ServerException(ErrorCode.NO_THREAD, "the JVM can make no thread now", true, e.getCause());
        }
        clock.keepTicking();
    }

    /**
     * Hands the message to the connection's wire; blocks while there is no room.
     *
     * @param callback notified, later, on the producer's own thread, or null; not notified if this method throws
     * @return ends as the class says; fails with a {@link ServerException}
     */
    public CompletableFuture<@Nullable Void> send(
            Outgoing message, Connection connection, @Nullable SendCallback callback) throws ServerException {
        awaitRoom();
        String id = message.messageId();
        Send send = new Send(connection, Deadline.in(timeoutMillis));
        sends.put(id, send);
        CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> unused = send.sent.whenComplete((confirmed, failure) -> {
            ServerException cause = failure == null ? null : asServerException(failure);
            sends.remove(id);
            if (callback != null && (failure == null || failure != send.thrown)) {
                call(id, callback, cause);
            } else {
                room.release();
            }
            if (cause == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(cause);
            }
        });
        try {
            if (refusing) {
                throw stopped();
            }
            if (!connection.isOpen()) {
                throw connection.notOpen();
            }
            keepTicking();
            CompletableFuture<@Nullable Void> unusedToo = connection
                    .wire()
                    .send(message)
                    .whenComplete((confirmed, failure) -> {
                        if (failure == null) {
                            send.sent.complete(null);
                        } else {
                            send.sent.completeExceptionally(failure);
                        }
                    });
        } catch (Throwable e) {
            // Throwable: a wire may throw what nobody expects, and the send must end nevertheless
            ServerException known = e instanceof ServerException ours ? ours : unexpected(e);
            send.thrown = known;
            if (send.sent.completeExceptionally(known)) {
                throw known;
            }
            // it ended in another way meanwhile, of which the callback was notified
        }
        return result;
    }

    private static ServerException unexpected(Throwable e) {
        Throwable shown = ForeignText.hiding().show(e);
        return new ServerException(ErrorCode.SEND_REFUSED, "sending failed with " + shown, true, shown);
    }

    private void awaitRoom() throws ServerException {
        if (refusing) {
            throw stopped();
        }
        if (callbacks.isCurrent()) {
            takeRoomOfCallback();
            return;
        }
        try {
            if (!room.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw new ServerException(
                        ErrorCode.TIMED_OUT,
                        MAX + " messages are outstanding, and none ended within " + timeoutMillis + " ms",
                        true,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException(ErrorCode.INTERRUPTED, "interrupted while waiting for room to send", true, e);
        }
    }

    private void takeRoomOfCallback() throws ServerException {
        if (room.tryAcquire()) {
            return;
        }
        if (handedOn) {
            throw new ServerException(
                    ErrorCode.TIMED_OUT,
                    MAX + " messages are outstanding; a send callback can send one more, and has",
                    true,
                    null);
        }
        handedOn = true;
    }

    private ServerException asServerException(Throwable failure) {
        ServerException ours = Causes.first(failure, ServerException.class);
        if (ours != null) {
            return ours;
        }
        return new ServerException(
                ErrorCode.TIMED_OUT,
                "not confirmed within sendTimeoutMills, " + timeoutMillis + " ms; the service may have it or not",
                true,
                failure);
    }

    private void call(String messageId, SendCallback callback, @Nullable ServerException cause) {
        callbacks.execute(() -> {
            handedOn = false;
            try {
                if (cause == null) {
                    callback.onSuccess(messageId);
                } else {
                    callback.onFail(messageId, cause);
                }
                trouble.overIfQuietFor(QUIET_NANOS);
            } catch (Throwable e) {
                // Throwable: what a callback throws must not end the thread that calls all others
                trouble.failed("of message " + messageId, e);
            } finally {
                if (!handedOn) {
                    room.release();
                }
            }
        });
    }

    @Override
    public Receiver receiver(Source source, Connection from) {
        throw new IllegalStateException("a producer subscribes to nothing, but was asked to receive from " + source);
    }

    @Override
    public void connectionLost(Connection lost) {
        ServerException known = lost.lostBy();
        ServerException why = known == null ? lost.notOpen() : known;
        for (Send send : sends.values()) {
            if (send.connection == lost) {
                send.sent.completeExceptionally(why);
            }
        }
    }

    /** From now on nothing is sent; returns true for the first call. */
    public synchronized boolean refuseMore() {
        boolean first = !refusing;
        refusing = true;
        return first;
    }

    /** Waits for what is outstanding, fails what is left, and for the callbacks; then ends the thread. */
    public void finish(Ending ending, Deadline own) {
        boolean mayWait = !callbacks.isCurrent();
        boolean ended = mayWait && ending.await(whole -> awaitAll(ending.isHurried() ? whole : own));
        if (!ended) {
            failAll();
        }
        clock.stop();
        callbacks.stopWhenEmpty();
        // those that could not be begun before
        callbacks.work();
        boolean unused = ending.await(clock::awaitEnd);
        if (mayWait && !ending.await(callbacks::awaitEnd)) {
            LOG.warn("stopped while send callbacks still run");
        }
    }

    private boolean awaitAll(Deadline deadline) throws InterruptedException {
        return room.tryAcquire(MAX, deadline.leftNanos(), TimeUnit.NANOSECONDS);
    }

    private void failAll() {
        sends.values().forEach(send -> send.sent.completeExceptionally(stopped()));
    }

    private static ServerException stopped() {
        return new ServerException(ErrorCode.STOPPED, "the producer was stopped", false, null);
    }
}
