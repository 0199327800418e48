package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.Failures;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes through many clients, one walk after the other, and marks those as uncertain whose newest evidence is older than the
 * walk's cutoff. The reconciler finds them in the store, so a mark is not lost; a walk is slowed by who calls {@link #step}, so
 * that there are never many marks that nobody could ask about yet. Internal, not exported.
 *
 * <p>What cannot be read of the store now is looked at again later: no walk ends with clients that it did not see.
 *
 * <p>Walks are added by any thread, and {@link #missed} is for any; the rest is for one.
 */
public final class Walks {
    private static final int MAX_LOOKED_AT = 10_000;
    private static final int MAX_MARKED = 100;
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long AGAIN_MILLIS = 60_000;

    private final GuardedStore store;
    private final Failures failures;
    private final Marker marker;
    private final LongSupplier nanos;
    private final Alarm alarm;
    private final WaitingWalks waiting;
    private volatile @Nullable Walk walk;

    private @Nullable Stream<Map.Entry<String, ClientRecord>> clients;
    private @Nullable Iterator<Map.Entry<String, ClientRecord>> next;

    /** Marks a client in the store; false if it is not to be rechecked. */
    public interface Marker {
        /** Marks it as uncertain up to the cutoff, in milliseconds since 1970. */
        boolean mark(String clientId, Uncertainty why, long cutoff);
    }

    /** Creates one without walks; {@code alarm} wakes who takes the steps. */
    public Walks(GuardedStore store, Failures failures, Marker marker, Alarm alarm, LongSupplier nanos) {
        this.store = store;
        this.failures = failures;
        this.marker = marker;
        this.alarm = alarm;
        this.nanos = nanos;
        this.waiting = new WaitingWalks(nanos);
    }

    /** After so long, goes through all clients of which nothing newer than the cutoff is known. */
    public void add(long inMillis, long cutoff, Uncertainty why) {
        waiting.add(inMillis, cutoff, why);
        alarm.in(inMillis);
    }

    /**
     * Goes through these clients only, immediately.
     *
     * @throws IllegalStateException if too many wait already
     */
    public void add(long cutoff, Uncertainty why, Collection<String> clientIds) {
        waiting.add(0, cutoff, why, clientIds);
        alarm.in(0);
    }

    /** Returns why a state may be wrong whose newest evidence is of then, although a walk has not come to it yet. */
    public Uncertainty missed(long newest) {
        Walk present = walk;
        if (present != null && present.concerns(newest)) {
            return present.why();
        }
        return waiting.missed(newest);
    }

    /** Goes on for some milliseconds; returns whether there is more to do now. */
    boolean step() {
        Walk present = walk;
        if (present == null) {
            present = begin();
            if (present == null) {
                return false;
            }
        }
        long end = nanos.getAsLong() + MAX_NANOS;
        int marked = 0;
        for (int looked = 0; looked < MAX_LOOKED_AT && marked < MAX_MARKED; looked++) {
            Map.Entry<String, ClientRecord> client = nextClient(present);
            if (client == null) {
                return true;
            }
            if (client.getValue().lastEvidenceAt() < present.cutoff() && mark(present, client.getKey())) {
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
        return walk != null ? 0 : waiting.leftMillis();
    }

    private @Nullable Walk begin() {
        Walk begun = waiting.take(first -> walk = first);
        if (begun == null) {
            return null;
        }
        try {
            clients = begun.clientIds() == null
                    ? store.clients()
                    : begun.clientIds().stream().map(clientId -> Map.entry(clientId, ClientRecord.EMPTY));
            next = clients.iterator();
        } catch (Throwable e) {
            putBack(begun);
            throw e;
        }
        return begun;
    }

    private Map.@Nullable Entry<String, ClientRecord> nextClient(Walk present) {
        Iterator<Map.Entry<String, ClientRecord>> rest = next;
        try {
            if (rest != null && rest.hasNext()) {
                Map.Entry<String, ClientRecord> client = rest.next();
                if (client == null) {
                    throw new IllegalStateException("the presence store returned null for a client");
                }
                return client;
            }
        } catch (Throwable e) {
            // such an iterator may never work again; who was marked already is not marked twice
            failures.countStore(e);
            putBack(present);
            throw e;
        }
        end();
        return null;
    }

    private boolean mark(Walk present, String clientId) {
        try {
            return marker.mark(clientId, present.why(), present.cutoff());
        } catch (Throwable e) {
            // it may be this one only
            waiting.addAgain(AGAIN_MILLIS, present, clientId);
            throw e;
        }
    }

    private void putBack(Walk present) {
        waiting.putBack(present);
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
