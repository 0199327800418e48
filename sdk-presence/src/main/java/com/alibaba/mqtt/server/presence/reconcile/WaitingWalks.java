package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.presence.model.Uncertainty;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The walks that have not begun. Thread-safe. */
final class WaitingWalks {
    private static final int MAX_WATCHED = 10_000_000;

    private final LongSupplier nanos;
    private final Queue<Walk> waiting = new ArrayDeque<>();
    /** Of all walks so far: no state that is newer is uncertain by one. */
    private volatile long newestCutoff;

    WaitingWalks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private long in(long millis) {
        return nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /**
     * Adds one through all clients. It is one with such a walk that did not begin yet, so that a connection that comes and
     * goes leaves no queue of them.
     */
    synchronized void add(long inMillis, long cutoff, Uncertainty why) {
        Walk added = new Walk(in(inMillis), cutoff, why, null);
        for (Walk other : waiting) {
            if (other.clientIds() == null) {
                added = other.and(added);
            }
        }
        waiting.removeIf(other -> other.clientIds() == null);
        waiting.add(added);
        newestCutoff = Math.max(newestCutoff, added.cutoff());
    }

    /**
     * Adds one through some clients.
     *
     * @throws IllegalStateException if too many wait already
     */
    synchronized void add(long inMillis, long cutoff, Uncertainty why, Collection<String> clientIds) {
        long before = waiting.stream().mapToLong(WaitingWalks::size).sum();
        if (before + clientIds.size() > MAX_WATCHED) {
            throw new IllegalStateException(before + " clients to watch wait already to be looked at, and "
                    + clientIds.size() + " more are too many; " + MAX_WATCHED + " may wait");
        }
        waiting.add(new Walk(in(inMillis), cutoff, why, List.copyOf(clientIds)));
    }

    private static long size(Walk walk) {
        List<String> clientIds = walk.clientIds();
        return clientIds == null ? 0 : clientIds.size();
    }

    /** Adds a walk to one client of another walk, whatever waits. */
    synchronized void addAgain(long inMillis, Walk walk, String clientId) {
        waiting.add(new Walk(in(inMillis), walk.cutoff(), walk.why(), List.of(clientId)));
    }

    /** Puts back one that could not be ended; it begins again now. */
    synchronized void putBack(Walk walk) {
        waiting.add(new Walk(in(0), walk.cutoff(), walk.why(), walk.clientIds()));
    }

    /** Takes the first that is to begin now; null if none is. {@code whenTaken} is called before it waits no more. */
    synchronized @Nullable Walk take(Consumer<Walk> whenTaken) {
        long now = nanos.getAsLong();
        for (Walk each : waiting) {
            if (each.atNanos() - now <= 0) {
                waiting.remove(each);
                whenTaken.accept(each);
                return each;
            }
        }
        return null;
    }

    Uncertainty missed(long newest) {
        // many a state is read, and nearly never a walk waits
        if (newest >= newestCutoff) {
            return Uncertainty.NONE;
        }
        synchronized (this) {
            for (Walk each : waiting) {
                if (each.concerns(newest)) {
                    return each.why();
                }
            }
        }
        return Uncertainty.NONE;
    }

    synchronized long leftMillis() {
        long now = nanos.getAsLong();
        return waiting.stream()
                .mapToLong(each -> Math.max(0, TimeUnit.NANOSECONDS.toMillis(each.atNanos() - now)))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
