package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Source;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of what looks like success and is none: a subscription without a start, and a listener that another one replaced. */
final class StartReminder {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConsumer.class);
    private static final long REMINDED_AFTER_MILLIS = 10_000;

    private final String name;
    private final Supplier<ConsumerHealth> health;
    /** A thread of our own: one of the JDK's that all share would keep the class loader of who used it first. */
    private final Loop reminder;

    private boolean warnedOfNoStart;
    private boolean warnedOfFailedStart;
    private @Nullable Source reminded;
    private boolean waited;

    StartReminder(String name, Supplier<ConsumerHealth> health) {
        this.name = name;
        this.health = health;
        this.reminder = new Loop(
                name + "-reminder", true, this::remind, new StateLog(LOG, name + ": no reminder of a missing start"));
    }

    /** After a subscription was taken. */
    synchronized void subscribed(Source source, boolean replaced) {
        if (replaced) {
            LOG.warn(
                    "{}: the listener of {} is replaced by another one; the official SDK would call both",
                    name,
                    source);
        }
        ConsumerHealth now = health.get();
        boolean failed = now.cause() != null;
        if (now.state() != ConnectionState.NEW || (failed ? warnedOfFailedStart : warnedOfNoStart)) {
            return;
        }
        warnedOfNoStart = true;
        warnedOfFailedStart |= failed;
        warn(source);
        if (reminded == null) {
            reminded = source;
            // if there is no thread for it, the warning above must do
            boolean unused = reminder.start();
        }
    }

    /** The loop's first step waits, its second one reminds. */
    private synchronized long remind() {
        if (!waited) {
            waited = true;
            return REMINDED_AFTER_MILLIS;
        }
        Source source = reminded;
        if (source != null && isNotStarted()) {
            warn(source);
        }
        reminder.finish();
        return 0;
    }

    /** It is started, or stopped. */
    void over() {
        reminder.end();
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
