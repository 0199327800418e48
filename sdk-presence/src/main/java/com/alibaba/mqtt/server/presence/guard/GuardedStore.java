package com.alibaba.mqtt.server.presence.guard;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tracker's store, which may be the user's: counts what it throws, of whatever class, and passes it on; refuses null
 * where the contract has none. Knows whether the store is away, or fails for one client only. Thread-safe. Internal, not
 * exported.
 */
public final class GuardedStore {
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

    /** Creates the guard of a store, by a clock that only goes forward. */
    public GuardedStore(PresenceStore store, Failures failures, LongSupplier nanos) {
        this.store = store;
        this.failures = failures;
        this.nanos = nanos;
    }

    /** Returns the client's record; the empty one if there is none. */
    public ClientRecord get(String clientId) {
        try {
            return works("get", (ClientRecord) store.get(clientId));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    /** Replaces the client's record, see {@link PresenceStore#update}. */
    public ClientRecord update(String clientId, UnaryOperator<ClientRecord> change) {
        try {
            ClientRecord after = works("update", (ClientRecord) store.update(clientId, ofAny(change)));
            returnedIf(away);
            return after;
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    /** Each record is a {@link ClientRecord}: another one fails in the change. No adapter, as there would be one an update. */
    @SuppressWarnings("unchecked")
    private static UnaryOperator<PresenceRecord> ofAny(UnaryOperator<ClientRecord> change) {
        return (UnaryOperator<PresenceRecord>) (UnaryOperator<?>) change;
    }

    /** Returns the clients for which the task is due first. */
    public List<Due> due(Task task, int max) {
        try {
            return works("due", List.copyOf(store.due(task, max)));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    /** Returns for how many clients the task is due. */
    public long count(Task task) {
        try {
            return works("count", store.count(task));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    /** Returns all clients with their records. */
    @SuppressWarnings("unchecked") // as each record is a ClientRecord
    public Stream<Map.Entry<String, ClientRecord>> clients() {
        try {
            return works("clients", (Stream<Map.Entry<String, ClientRecord>>) (Stream<?>) store.clients());
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    /** Returns how many clients of each group are in which state. */
    public Map<String, StateCounts> counts() {
        try {
            return works("counts", store.counts());
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    /** Returns after how many nanoseconds a call to the service may be made. */
    public long nanosToCall(long nanosBetween) {
        try {
            return works("nanosToCall", store.nanosToCall(nanosBetween));
        } catch (Throwable e) {
            failures.countStore(e);
            throw e;
        }
    }

    private <T> T works(String call, @Nullable T answer) {
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
     * Takes note that a notice cannot be kept. Returns whether that is so because the store is away: by its own word, or as
     * nothing has worked since it failed before.
     */
    public boolean isAwayBy(Throwable failure) {
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

    /** Returns whether notices were refused because it is away, and it has not worked since. */
    public boolean isAway() {
        return away;
    }

    /** Returns whether it was away and works again, once for each time. */
    public boolean takeReturn() {
        boolean returned = wasAway;
        wasAway = false;
        return returned;
    }

    /** Lets {@link #takeReturn} return true, as something may have been missed. */
    public void returned() {
        wasAway = true;
    }

    /** Closes the store. */
    public void close() {
        store.close();
    }
}
