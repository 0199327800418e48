package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies the owner of a wire that it was lost: once, and not if it was closed first. Never throws. */
final class Loss {
    private static final Logger LOG = LoggerFactory.getLogger(Loss.class);

    private final Consumer<ServerException> onLost;
    private final AtomicBoolean ended = new AtomicBoolean();

    Loss(Consumer<ServerException> onLost) {
        this.onLost = onLost;
    }

    /** @param cause creates the reason; whatever it throws becomes the reason */
    void lost(Supplier<ServerException> cause) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        ServerException reason;
        try {
            reason = cause.get();
        } catch (Throwable e) {
            // Throwable: without a notification the silence would last forever
            reason = new ServerException(ErrorCode.CONNECTION_LOST, "connection lost", true, e);
        }
        try {
            onLost.accept(reason);
        } catch (Throwable e) {
            // Throwable: the library's thread must go on to end the connection
            LOG.error("the notification of a lost connection failed", e);
        }
    }

    /** Notifies of nothing from now on. */
    void closed() {
        ended.set(true);
    }

    boolean hasEnded() {
        return ended.get();
    }
}
