package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The border to a tracker's store, which may be the user's: counts what it throws, of whatever class, and passes it on;
 * refuses null where the contract has none. Tells whether the store is away, or fails for one client only.
 */
final class StoreBorder implements PresenceStore {
    /** Some times as long as it takes until a refused notice is tried again. */
    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PresenceStore store;
    private final Failures failures;
    private final LongSupplier nanos;
    /** Whether it failed and has not worked since; about, as nobody waits for anybody here. */
    private volatile boolean failing;

    /** Whether notices were refused, and it has not worked since. */
    private volatile boolean away;

    private volatile long refusedAt;

    private volatile boolean wasAway;

    StoreBorder(PresenceStore store, Failures failures, LongSupplier nanos) {
        this.store = store;
        this.failures = failures;
        this.nanos = nanos;
    }

    @Override
    public PresenceRecord get(String clientId) {
        try {
            return works("get", store.get(clientId));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    @Override
    public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        try {
            PresenceRecord after = works("update", store.update(clientId, change));
            returnedIf(away);
            return after;
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    @Override
    public List<Due> due(Task task, int max) {
        try {
            return works("due", List.copyOf(store.due(task, max)));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    @Override
    public long count(Task task) {
        try {
            return works("count", store.count(task));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    @Override
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        try {
            return works("clients", store.clients());
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    @Override
    public Map<String, StateCounts> counts() {
        try {
            return works("counts", store.counts());
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    @Override
    public long nanosToCall(long nanosBetween) {
        try {
            return works("nanosToCall", store.nanosToCall(nanosBetween));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    private <T> T works(String call, T answer) {
        if (answer == null) {
            throw new IllegalStateException("the presence store returned null for " + call);
        }
        failures.storeWorked();
        if (failing) {
            failing = false;
        }
        // a store that answers may still refuse to write, as the notice says that is tried again all the time
        returnedIf(away && nanos.getAsLong() - refusedAt > REFUSED_NANOS);
        return answer;
    }

    private void returnedIf(boolean returned) {
        if (returned) {
            wasAway = true;
            away = false;
        }
    }

    /**
     * Takes note that a notice cannot be kept. Tells whether that is so because the store is away: by its own word, or as
     * nothing has worked since it failed before.
     */
    boolean isAwayBy(Throwable failure) {
        ServerException known = Causes.first(failure, ServerException.class);
        boolean first = !failing;
        failing = true;
        boolean now = known != null ? known.isRetryable() : !first && !(failure instanceof Error);
        if (now) {
            refusedAt = nanos.getAsLong();
            away = true;
        }
        return now;
    }

    boolean isAway() {
        return away;
    }

    /** Tells whether it was away and works again, once for each time. */
    boolean takeReturn() {
        boolean returned = wasAway;
        wasAway = false;
        return returned;
    }

    /** Has {@link #takeReturn} say so, as something may have been missed. */
    void returned() {
        wasAway = true;
    }

    @Override
    public void close() {
        store.close();
    }
}
