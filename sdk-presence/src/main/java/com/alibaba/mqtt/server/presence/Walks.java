package com.alibaba.mqtt.server.presence;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Goes through many clients, one walk after the other, and marks those as doubtful whose newest evidence is older than the
 * walk's cutoff. Who asks finds them in the store, so a mark is not lost; a walk is slowed by who calls {@link #step}, so that
 * there are never many marks that nobody could ask about yet.
 *
 * <p>What cannot be read of the store now is looked at again later: no walk ends with clients that it did not see.
 *
 * <p>Walks are added by any thread, and {@link #doubt} is for any; the rest is for one.
 */
final class Walks {
    private static final int MAX_LOOKED_AT = 10_000;
    private static final int MAX_MARKED = 100;
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long AGAIN_MILLIS = 60_000;
    private static final int MAX_WATCHED = 10_000_000;

    private final PresenceStore store;
    private final Failures failures;
    private final Marker marker;
    private final LongSupplier nanos;
    private final Queue<Walk> waiting = new ArrayDeque<>();
    private volatile Walk walk;
    /** Of all walks so far: no state that is newer is doubted by one. */
    private volatile long newestCutoff;

    private Stream<? extends Map.Entry<String, PresenceRecord>> clients;
    private Iterator<? extends Map.Entry<String, PresenceRecord>> next;

    /** Marks a client in the store; false if it is not to be asked about. */
    interface Marker {
        boolean mark(String clientId, Doubt why, long cutoff);
    }

    /** Through all clients if there are no ids. */
    private record Walk(long atNanos, long cutoff, Doubt why, List<String> clientIds) {}

    Walks(PresenceStore store, Failures failures, Marker marker, LongSupplier nanos) {
        this.store = store;
        this.failures = failures;
        this.marker = marker;
        this.nanos = nanos;
    }

    /**
     * After so long, goes through all clients of which nothing newer than the cutoff is known. Is one with such a walk that
     * did not begin yet, so that a connection that comes and goes leaves no queue of them.
     */
    void add(long inMillis, long cutoff, Doubt why) {
        Walk added = new Walk(nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(inMillis), cutoff, why, null);
        synchronized (waiting) {
            for (Walk other : waiting) {
                if (other.clientIds == null) {
                    added = new Walk(
                            other.atNanos - added.atNanos < 0 ? other.atNanos : added.atNanos,
                            Math.max(other.cutoff, added.cutoff),
                            other.cutoff > added.cutoff ? other.why : added.why,
                            null);
                }
            }
            waiting.removeIf(other -> other.clientIds == null);
            waiting.add(added);
            newestCutoff = Math.max(newestCutoff, added.cutoff);
        }
    }

    /**
     * Goes through these clients only, at once.
     *
     * @throws IllegalStateException if too many wait already
     */
    void add(long cutoff, Doubt why, Collection<String> clientIds) {
        synchronized (waiting) {
            long before = waiting.stream()
                    .filter(each -> each.clientIds != null)
                    .mapToLong(each -> each.clientIds.size())
                    .sum();
            if (before + clientIds.size() > MAX_WATCHED) {
                throw new IllegalStateException(before + " clients to watch wait already to be looked at, and "
                        + clientIds.size() + " more are too many; " + MAX_WATCHED + " may wait");
            }
            waiting.add(new Walk(nanos.getAsLong(), cutoff, why, List.copyOf(clientIds)));
        }
    }

    private void again(String clientId) {
        synchronized (waiting) {
            waiting.add(new Walk(
                    nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS),
                    walk.cutoff,
                    walk.why,
                    List.of(clientId)));
        }
    }

    /** Returns why a state that was last heard of then is doubtful although a walk has not come to it yet. */
    Doubt doubt(long newest) {
        Walk present = walk;
        if (present != null && isDoubted(present, newest)) {
            return present.why;
        }
        // many a state is read, and nearly never a walk waits
        if (newest >= newestCutoff) {
            return Doubt.NONE;
        }
        synchronized (waiting) {
            for (Walk each : waiting) {
                if (isDoubted(each, newest)) {
                    return each.why;
                }
            }
        }
        return Doubt.NONE;
    }

    private static boolean isDoubted(Walk walk, long newest) {
        return walk.clientIds == null && walk.why != Doubt.AGE && newest < walk.cutoff;
    }

    /** Goes on for some milliseconds; returns whether there is more to do now. */
    boolean step() {
        if (walk == null && !begin()) {
            return false;
        }
        long end = nanos.getAsLong() + MAX_NANOS;
        int marked = 0;
        for (int looked = 0; looked < MAX_LOOKED_AT && marked < MAX_MARKED; looked++) {
            Map.Entry<String, PresenceRecord> client = nextClient();
            if (client == null) {
                return true;
            }
            if (client.getValue().lastEvidenceAt() < walk.cutoff && mark(client.getKey())) {
                marked++;
            }
            if (nanos.getAsLong() - end > 0) {
                break;
            }
        }
        return true;
    }

    /** Returns the milliseconds until the next walk is to begin; {@link Long#MAX_VALUE} if none is. */
    long leftMillis() {
        if (walk != null) {
            return 0;
        }
        long now = nanos.getAsLong();
        synchronized (waiting) {
            return waiting.stream()
                    .mapToLong(each -> Math.max(0, TimeUnit.NANOSECONDS.toMillis(each.atNanos - now)))
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }

    private boolean begin() {
        Walk begun;
        synchronized (waiting) {
            long now = nanos.getAsLong();
            begun = waiting.stream()
                    .filter(each -> each.atNanos - now <= 0)
                    .findFirst()
                    .orElse(null);
            if (begun == null) {
                return false;
            }
            waiting.remove(begun);
            walk = begun;
        }
        try {
            clients = begun.clientIds == null
                    ? store.clients()
                    : begun.clientIds.stream().map(clientId -> Map.entry(clientId, PresenceRecord.EMPTY));
            next = clients.iterator();
        } catch (Throwable e) {
            putBack();
            throw e;
        }
        return true;
    }

    private Map.Entry<String, PresenceRecord> nextClient() {
        try {
            if (next.hasNext()) {
                Map.Entry<String, PresenceRecord> client = next.next();
                if (client == null) {
                    throw new IllegalStateException("the presence store returned null for a client");
                }
                return client;
            }
        } catch (Throwable e) {
            // such an iterator may never work again; who was marked already is not marked twice
            failures.countStore(e);
            putBack();
            throw e;
        }
        end();
        return null;
    }

    private boolean mark(String clientId) {
        try {
            return marker.mark(clientId, walk.why, walk.cutoff);
        } catch (Throwable e) {
            // it may be this one only
            again(clientId);
            throw e;
        }
    }

    private void putBack() {
        synchronized (waiting) {
            waiting.add(new Walk(nanos.getAsLong(), walk.cutoff, walk.why, walk.clientIds));
        }
        end();
    }

    /** Ends the walk that is under way. */
    void end() {
        Stream<?> open = clients;
        walk = null;
        clients = null;
        next = null;
        if (open != null) {
            open.close();
        }
    }
}
