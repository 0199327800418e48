package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a tracker takes what actions, queries and the store have thrown on its own threads: to the user's onError, or to
 * the log, as a state. No method throws, whatever onError does.
 */
final class Failures {
    /** Calls about different clients have little to do with each other: one that works is not the end of the trouble. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(PresenceTracker.class);

    final LongAdder storeErrors = new LongAdder();
    final LongAdder executorErrors = new LongAdder();
    private final BiConsumer<String, Throwable> onError;
    private final StateLog actions;
    private final StateLog queries;
    private final StateLog stores;
    private final StateLog onErrors;
    private final StateLog impossible;
    private volatile Throwable lastOfStore;
    private volatile Throwable lastOfQuery;

    /** Makes one for the tracker of that name; {@code onError} is null if failures are to be logged. */
    Failures(String name, BiConsumer<String, Throwable> onError) {
        this.onError = onError;
        this.actions = new StateLog(LOG, name + ": actions fail");
        this.queries = new StateLog(LOG, name + ": queries fail");
        this.stores = new StateLog(LOG, name + ": the store fails while a change is told");
        this.onErrors = new StateLog(LOG, name + ": onError fails");
        this.impossible = new StateLog(LOG, name + ": notices are ignored");
    }

    /** Takes what an action threw. */
    void ofAction(String clientId, Throwable error) {
        report(actions, clientId, error);
    }

    /** Takes note that a change is told no more, as its actions failed so many times. */
    void ofGivingUp(String clientId, int attempts) {
        report(
                actions,
                clientId,
                new IllegalStateException("the change was told " + attempts
                        + " times, and an action failed each time; it is" + " not told again"));
    }

    /** Takes note of a notice about a client that there cannot be. */
    void ofImpossibleId(String clientId) {
        impossible.failed("no client can have the id " + ForeignText.visible(clientId), null);
    }

    void actionWorked() {
        actions.overIfQuietFor(QUIET_NANOS);
    }

    /** Takes what a query threw; the client id is null if it was about many. */
    void ofQuery(String clientId, Throwable error) {
        lastOfQuery = error;
        report(queries, clientId, error);
    }

    void queryWorked() {
        lastOfQuery = null;
        queries.overIfQuietFor(QUIET_NANOS);
    }

    /** Counts what the store threw; who called it reports it. */
    void countStore(Throwable error) {
        storeErrors.increment();
        lastOfStore = error;
    }

    /** Cheap, as it is called after each update. */
    void storeWorked() {
        if (lastOfStore != null) {
            lastOfStore = null;
            stores.overIfQuietFor(QUIET_NANOS);
        }
    }

    /** Takes what the store threw at a thread that tells changes. */
    void ofTelling(String clientId, Throwable error) {
        report(stores, clientId, error);
    }

    /** Returns what the store threw last, null if it works. */
    Throwable lastOfStore() {
        return lastOfStore;
    }

    /** Returns what a query threw last, null if they work. */
    Throwable lastOfQuery() {
        return lastOfQuery;
    }

    private void report(StateLog log, String clientId, Throwable error) {
        try {
            if (onError == null) {
                log.failed(about(clientId), error);
            } else {
                onError.accept(clientId, error);
                onErrors.overIfQuietFor(QUIET_NANOS);
            }
        } catch (Throwable e) {
            // Throwable: it is the user's, and nobody is left to be told
            onErrors.failed(about(clientId) + ", it threw " + nameOf(e) + " when it was given " + nameOf(error), e);
        }
    }

    private static String about(String clientId) {
        return clientId == null ? "about many clients" : "about " + ForeignText.visible(clientId);
    }

    private static String nameOf(Throwable error) {
        return error.getClass().getName();
    }
}
