package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.lanes.Lanes;
import com.alibaba.mqtt.server.threads.Slowness;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the clock of a {@link Dispatcher} does each time: looks for what is slow, due or to be sent. */
final class Tick {
    /** While there is nothing else to do: how often a trouble is asked whether it is over. */
    private static final long TROUBLED_REST_MILLIS = 10_000;

    private static final long REST_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final DeliverySettings settings;
    private final Lanes lanes;
    private final Settling settling;
    private final Collection<OfSource> sources;
    private final StateLog hanging;
    private volatile @Nullable Connection current;

    /**
     * @param sources may grow at any time
     * @param hanging is notified of listener calls that hang
     */
    Tick(DeliverySettings settings, Lanes lanes, Settling settling, Collection<OfSource> sources, StateLog hanging) {
        this.settings = settings;
        this.lanes = lanes;
        this.settling = settling;
        this.sources = sources;
        this.hanging = hanging;
    }

    /** The connection whose settlements are sent from now on. */
    void flushes(Connection connection) {
        current = connection;
    }

    /** Returns after how many milliseconds it is needed again. */
    long run() {
        // first: whatever fails in the rest, who waits is called
        lanes.tick(Slowness.STUCK_NANOS);
        lanes.openGates(System.nanoTime(), hangReportNanos());
        settling.pauses.settle();
        reportHanging();
        park();
        // before the flush, so that what ended before this look is sent now
        boolean idle = lanes.isEmpty();
        sources.forEach(Tick::logIfOpen);
        flush();
        return idle ? restMillis() : Slowness.TICK_MILLIS;
    }

    private void reportHanging() {
        lanes.watch().report(hangReportNanos(), (task, thread) -> {
            OutstandingDelivery running = (OutstandingDelivery) task;
            IllegalStateException stack = new IllegalStateException("where " + thread.getName() + " is");
            stack.setStackTrace(thread.getStackTrace());
            hanging.failed(
                    running.owner.source() + ": "
                            + ForeignText.visible(running.call().toString()),
                    stack);
        });
        if (hanging.isOn() && hanging() == 0) {
            hanging.over();
        }
    }

    /** Returns how many listener calls hang now. */
    int hanging() {
        return lanes.watch().count(hangReportNanos());
    }

    private long hangReportNanos() {
        return TimeUnit.MILLISECONDS.toNanos(settings.hangReportMillis());
    }

    private void park() {
        if (lanes.size() - settling.parked.count() > settings.credit() / 2) {
            lanes.watch().behind(Slowness.HANG_NANOS, task -> ((OutstandingDelivery) task).park());
        }
    }

    private static void logIfOpen(OfSource source) {
        if (source.gate().pause() == null) {
            source.log().notNowOver();
        }
    }

    private void flush() {
        Connection connection = current;
        if (connection != null && connection.isOpen()) {
            connection.wire().flush();
        }
    }

    private long restMillis() {
        boolean troubled = hanging.isOn();
        for (OfSource each : sources) {
            troubled |= each.log().lasts();
        }
        long rest = settling.pauses.leftMillis(troubled ? TROUBLED_REST_MILLIS : REST_MILLIS);
        return lanes.leftMillis(System.nanoTime(), rest);
    }
}
