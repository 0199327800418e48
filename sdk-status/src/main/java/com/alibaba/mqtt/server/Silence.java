package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.network.Source;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of what looks like success and is none: a subscription without a start, and a listener that another one replaced. */
final class Silence {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConsumer.class);
    private static final long REMINDED_AFTER_SECONDS = 10;

    private final String name;
    private final Supplier<ConsumerHealth> health;
    private final AtomicBoolean warned = new AtomicBoolean();

    Silence(String name, Supplier<ConsumerHealth> health) {
        this.name = name;
        this.health = health;
    }

    /** After a subscription was taken. */
    void subscribed(Source source, boolean replaced) {
        if (replaced) {
            LOG.warn(
                    "{}: the listener of {} is replaced by another one; the official SDK would call both",
                    name,
                    source);
        }
        if (isNotStarted() && warned.compareAndSet(false, true)) {
            warn(source);
            remind(source);
        }
    }

    private void remind(Source source) {
        try {
            // on the JDK's own daemon thread: the JVM may end before
            CompletableFuture.delayedExecutor(REMINDED_AFTER_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> {
                        if (isNotStarted()) {
                            warn(source);
                        }
                    });
        } catch (Throwable e) {
            // Throwable: the JVM can make no thread now, and the subscription is made nevertheless
            LOG.debug("{}: no thread to remind with", name, e);
        }
    }

    private boolean isNotStarted() {
        return health.get().state() == ConnectionState.NEW;
    }

    private void warn(Source source) {
        Throwable cause = health.get().cause();
        LOG.warn(
                "{}: subscribed to {}, but {}: nothing is received until start() succeeds",
                name,
                source,
                cause == null ? "not started yet" : "start() failed (" + cause.getMessage() + ")");
    }
}
