package com.alibaba.mqtt.server.presence;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The border to a tracker's store, which may be the user's: counts what it throws, of whatever class, and passes it on;
 * refuses null where the contract has none.
 */
final class StoreBorder implements PresenceStore {
    private final PresenceStore store;
    private final Failures failures;

    StoreBorder(PresenceStore store, Failures failures) {
        this.store = store;
        this.failures = failures;
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
            return works("update", store.update(clientId, change));
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
        return answer;
    }

    @Override
    public void close() {
        store.close();
    }
}
