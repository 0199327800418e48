package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The end of a wire: told once if it was lost, never if it was closed first. */
final class Loss {
    private final Consumer<ServerException> onLost;
    private final AtomicBoolean ended = new AtomicBoolean();

    Loss(Consumer<ServerException> onLost) {
        this.onLost = onLost;
    }

    void lost(ServerException cause) {
        if (ended.compareAndSet(false, true)) {
            onLost.accept(cause);
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
