package com.alibaba.mqtt.server.delivery;

import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.network.Outcome;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Deliveries that are settled later, each after its pause. Thread-safe; its monitor is not held while one is settled. */
final class Pauses {
    private static final long AGAIN_MILLIS = 100;

    private record Pause(long endNanos, OutstandingDelivery delivery, Outcome outcome) {
        static Pause of(long millis, OutstandingDelivery delivery, Outcome outcome) {
            return new Pause(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), delivery, outcome);
        }

        long leftNanos() {
            return endNanos - System.nanoTime();
        }
    }

    private final Queue<Pause> pauses = new PriorityQueue<>((a, b) -> Long.signum(a.endNanos - b.endNanos));
    private final StateLog broken;
    private boolean ended;

    /** @param broken is notified of deliveries that cannot be settled */
    Pauses(StateLog broken) {
        this.broken = broken;
    }

    /** Settles the delivery later; returns false after {@link #end}. */
    synchronized boolean add(OutstandingDelivery delivery, Outcome outcome, long millis) {
        if (ended) {
            return false;
        }
        pauses.add(Pause.of(millis, delivery, outcome));
        delivery.pause();
        return true;
    }

    private synchronized void addAgain(Pause over) {
        if (!ended) {
            pauses.add(Pause.of(AGAIN_MILLIS, over.delivery, over.outcome));
        }
    }

    /** Settles those whose pause is over. */
    void settle() {
        for (Pause next = poll(false); next != null; next = poll(false)) {
            settle(next);
        }
    }

    private void settle(Pause over) {
        try {
            over.delivery.settle(over.outcome);
        } catch (Throwable e) {
            // of the JVM, such as an OutOfMemoryError: the wire itself does not throw
            broken.failed("a delivery could not be settled; it is tried again until its connection is closed", e);
            if (over.delivery.owner.from().isOpen()) {
                addAgain(over);
            }
        }
    }

    private synchronized @Nullable Pause poll(boolean any) {
        Pause next = pauses.peek();
        return next == null || (!any && next.leftNanos() > 0) ? null : pauses.poll();
    }

    /** Returns after how many milliseconds the next pause is over, at least 1; {@code none} if there is none. */
    synchronized long leftMillis(long none) {
        Pause next = pauses.peek();
        return next == null ? none : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.leftNanos()) + 1);
    }

    /** Forgets those of a connection that is lost: the server delivers them again. */
    synchronized void forget(Connection lost) {
        pauses.removeIf(pause -> pause.delivery.endPauseIfFrom(lost));
    }

    synchronized int size() {
        return pauses.size();
    }

    /** Settles all, and takes no more. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        for (Pause next = poll(true); next != null; next = poll(true)) {
            settle(next);
        }
    }
}
