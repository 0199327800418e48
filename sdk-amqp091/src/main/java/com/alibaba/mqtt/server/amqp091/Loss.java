package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a wire: told once if it was lost, never if it was closed first. Never throws. */
final class Loss {
    private static final Logger LOG = LoggerFactory.getLogger(Loss.class);

    private final Consumer<ServerException> onLost;
    private final AtomicBoolean ended = new AtomicBoolean();

    Loss(Consumer<ServerException> onLost) {
        this.onLost = onLost;
    }

    /** @param cause makes the reason; whatever it throws becomes the reason */
    void lost(Supplier<ServerException> cause) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        ServerException reason;
        try {
            reason = cause.get();
        } catch (Throwable e) {
            // Throwable: an end that nobody hears of would be a silence for ever
            reason = new ServerException(ErrorCode.CONNECTION_LOST, "connection lost", true, e);
        }
        try {
            onLost.accept(reason);
        } catch (Throwable e) {
            // Throwable: the library's thread must go on to end the connection
            LOG.error("nobody heard that the connection was lost", e);
        }
    }

    /** From now on nothing is told. */
    void closed() {
        ended.set(true);
    }

    boolean hasEnded() {
        return ended.get();
    }
}
