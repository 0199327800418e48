package com.alibaba.mqtt.server.presence.redis;

import com.alibaba.mqtt.server.common.ErrorCode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The border to Lettuce: sends commands on one connection, again while that is lost, and names what goes wrong. */
final class Commands {
    private static final long SETTLE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisErrors errors;
    private final String store;
    private volatile boolean closed;

    /** Takes over the connection of the store of that name. */
    Commands(StatefulRedisConnection<byte[], byte[]> connection, RedisErrors errors, String store) {
        this.connection = connection;
        this.errors = errors;
        this.store = store;
    }

    /** Asks again if the connection was lost. */
    <T> T ask(Function<RedisCommands<byte[], byte[]>, T> question) {
        long end = System.nanoTime() + connection.getTimeout().toNanos();
        while (true) {
            try {
                return once(question);
            } catch (UncheckedIOException e) {
                if (!RedisErrors.is(ErrorCode.CONNECTION_LOST, e) || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Sends a write again until it is known whether it is done. */
    <T> T settle(Function<RedisCommands<byte[], byte[]>, T> write) {
        long end = System.nanoTime() + SETTLE_NANOS;
        boolean open = false;
        while (true) {
            try {
                return once(write);
            } catch (UncheckedIOException e) {
                // what the server answers first is certain; what it answers when it was lost from sight is not
                open |= RedisErrors.is(ErrorCode.TIMED_OUT, e) || RedisErrors.is(ErrorCode.CONNECTION_LOST, e);
                if (!open || !RedisErrors.isRetryable(e) || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private <T> T once(Function<RedisCommands<byte[], byte[]>, T> question) {
        if (closed) {
            throw new IllegalStateException(store + " is closed");
        }
        try {
            return question.apply(connection.sync());
        } catch (RuntimeException | LinkageError e) {
            // whatever Lettuce throws: this is its border
            if (closed) {
                throw new IllegalStateException(store + " was closed meanwhile", e);
            }
            throw new UncheckedIOException(errors.of(e));
        }
    }

    /** Ends the connection; false if it was ended before. */
    boolean close() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        connection.close();
        return true;
    }
}
