package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.threads.Slowness;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The troubles with what one source delivers, logged as states. What is foreign in them is made fit for a log. No method
 * throws, whatever the foreign objects do.
 */
final class SourceLog {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** So many of a series that are given up have a line of their own each. */
    private static final int WHOLE_LINES = 100;

    private static final ForeignText TEXT = ForeignText.hiding();

    private final String name;
    private final StateLog failing;
    private final StateLog unread;
    private final StateLog malformed;
    private final StateLog givenUp;
    private final StateLog notifying;
    /** Not over because it is quiet: a pause may be long. */
    private final StateLog notNow;

    private final AtomicInteger lines = new AtomicInteger();

    SourceLog(String owner, Source source) {
        this.name = owner + ", " + source;
        this.failing = new StateLog(LOG, name + ": listener calls fail");
        this.unread = new StateLog(LOG, name + ": deliveries cannot be handed to the listener");
        this.malformed = new StateLog(LOG, name + ": malformed deliveries, rejected");
        this.givenUp = new StateLog(LOG, name + ": given up");
        this.notifying = new StateLog(LOG, name + ": calls that notify of what is given up fail");
        this.notNow = new StateLog(LOG, name + ": paused, as the listener says \"not now\"");
    }

    void failed(Object call, int times, long pauseMillis, Throwable cause) {
        log(
                failing,
                () -> "the listener threw " + cause.getClass().getName() + " at attempt " + times
                        + ", it goes back to the server in " + pauseMillis + " ms: " + call,
                cause);
    }

    void unread(long pauseMillis, Throwable cause) {
        log(
                unread,
                () -> cause.getClass().getName() + ", which says nothing about the delivery; it goes back in "
                        + pauseMillis + " ms",
                cause);
    }

    void malformed(Throwable cause) {
        // our own word for it needs no stack
        log(malformed, cause::getMessage, cause instanceof IllegalArgumentException ? null : cause);
    }

    /** Each has a line of its own, so that it can be found; but not a night full of them. */
    void givenUp(Object call, int times, Throwable cause) {
        if (lines.getAndIncrement() < WHOLE_LINES) {
            try {
                LOG.error(
                        "{}: given up after {} attempts: {}: {}",
                        name,
                        times,
                        TEXT.show(call.toString()),
                        TEXT.show(cause.toString()));
            } catch (Throwable e) {
                log(givenUp, () -> "the listener threw " + cause.getClass().getName(), e);
            }
        } else {
            log(
                    givenUp,
                    () -> "more than " + WHOLE_LINES + ", the others are counted only; after " + times + " attempts: "
                            + call,
                    null);
        }
    }

    void notifyingFailed(Throwable cause) {
        log(
                notifying,
                () -> "it threw " + cause.getClass().getName() + "; what is given up is rejected nevertheless",
                cause);
    }

    void notNow(NotNowException said) {
        log(
                notNow,
                () -> text(said) + "; one is tried again after " + said.pause().toMillis() + " ms",
                said);
    }

    void notNowOver() {
        notNow.over();
    }

    /** Returns what was thrown in words fit for a log. */
    static String text(Throwable foreign) {
        String text = null;
        try {
            text = foreign.getMessage();
        } catch (Throwable e) {
            // foreign texts are foreign code
        }
        return TEXT.show(text == null ? foreign.getClass().getName() : text);
    }

    private interface Text {
        @Nullable
        String get();
    }

    private static void log(StateLog log, Text detail, @Nullable Throwable cause) {
        try {
            log.failed(TEXT.show(detail.get()), cause);
        } catch (Throwable e) {
            // foreign texts are foreign code
            log.failed("what was thrown cannot be shown", e);
        }
    }

    /** Ends the states that were quiet for long; returns whether any lasts. */
    boolean lasts() {
        boolean lasts = false;
        for (StateLog each : all()) {
            each.overIfQuietFor(Slowness.QUIET_NANOS);
            lasts |= each.isOn();
        }
        if (!lasts) {
            lines.set(0);
        }
        return lasts;
    }

    private StateLog[] all() {
        return new StateLog[] {failing, unread, malformed, givenUp, notifying};
    }
}
