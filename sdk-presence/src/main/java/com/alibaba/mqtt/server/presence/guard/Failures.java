package com.alibaba.mqtt.server.presence.guard;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Takes what actions, queries and the store have thrown on a tracker's own threads to the user's onError, or to the log, as
 * a state. No method throws, whatever onError does. Thread-safe. Internal, not exported.
 */
public final class Failures {
    /** Calls about different clients have little to do with each other: one that works is not the end of the trouble. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongAdder storeErrors = new LongAdder();
    private final LongAdder executorErrors = new LongAdder();
    private final @Nullable BiConsumer<@Nullable String, Throwable> onError;
    private final StateLog actions;
    private final StateLog queries;
    private final StateLog stores;
    private final StateLog onErrors;
    private final StateLog impossible;
    private volatile @Nullable Throwable lastOfStore;
    private volatile @Nullable Throwable lastOfQuery;

    /** Creates one for the tracker of that name; {@code onError} is null if failures are to be logged. */
    public Failures(String name, Logger log, @Nullable BiConsumer<@Nullable String, Throwable> onError) {
        this.onError = onError;
        this.actions = new StateLog(log, name + ": actions fail");
        this.queries = new StateLog(log, name + ": queries fail");
        this.stores = new StateLog(log, name + ": the store fails while a change is notified");
        this.onErrors = new StateLog(log, name + ": onError fails");
        this.impossible = new StateLog(log, name + ": notices are ignored");
    }

    /** Takes what an action threw. */
    public void ofAction(String clientId, Throwable error) {
        report(actions, clientId, error);
    }

    /** Takes note that a change is notified no more, as its actions failed so many times. */
    public void ofGivingUp(String clientId, int attempts) {
        report(
                actions,
                clientId,
                new IllegalStateException("the change was notified " + attempts
                        + " times, and an action failed each time; it is not notified again"));
    }

    /** Takes note of a notice about a client that there cannot be. */
    public void ofImpossibleId(String clientId) {
        impossible.failed("no client can have the id " + ForeignText.visible(clientId), null);
    }

    /** Takes note that an action worked. */
    public void actionWorked() {
        actions.overIfQuietFor(QUIET_NANOS);
    }

    /** Takes what a query threw; the client id is null if it was about many. */
    public void ofQuery(@Nullable String clientId, Throwable error) {
        lastOfQuery = error;
        report(queries, clientId, error);
    }

    /** Takes note that a query worked. */
    public void queryWorked() {
        lastOfQuery = null;
        queries.overIfQuietFor(QUIET_NANOS);
    }

    /** Counts what the store threw; who called it reports it. */
    public void countStore(Throwable error) {
        storeErrors.increment();
        lastOfStore = error;
    }

    /** Takes note that the store worked. Cheap, as it is called after each update. */
    public void storeWorked() {
        if (lastOfStore != null) {
            lastOfStore = null;
            stores.overIfQuietFor(QUIET_NANOS);
        }
    }

    /** Takes what the store threw at a thread that notifies changes. */
    public void ofNotifying(String clientId, Throwable error) {
        report(stores, clientId, error);
    }

    /** Counts that the executor took no work. */
    public void countExecutor() {
        executorErrors.increment();
    }

    /** Returns how often the store threw. */
    public long storeErrors() {
        return storeErrors.sum();
    }

    /** Returns how often the executor took no work. */
    public long executorErrors() {
        return executorErrors.sum();
    }

    /** Returns what the store threw last, null if it works. */
    public @Nullable Throwable lastOfStore() {
        return lastOfStore;
    }

    /** Returns what a query threw last, null if they work. */
    public @Nullable Throwable lastOfQuery() {
        return lastOfQuery;
    }

    private void report(StateLog log, @Nullable String clientId, Throwable error) {
        try {
            if (onError == null) {
                log.failed(about(clientId), error);
            } else {
                onError.accept(clientId, error);
                onErrors.overIfQuietFor(QUIET_NANOS);
            }
        } catch (Throwable e) {
            // Throwable: it is the user's, and nobody is left to be notified
            onErrors.failed(about(clientId) + ", it threw " + nameOf(e) + " when it was given " + nameOf(error), e);
        }
    }

    private static String about(@Nullable String clientId) {
        return clientId == null ? "about many clients" : "about " + ForeignText.visible(clientId);
    }

    private static String nameOf(Throwable error) {
        return error.getClass().getName();
    }
}
