package com.alibaba.mqtt.server.presence.engine;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.guard.Failures;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.Session;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.notify.Notifier;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.reconcile.QueryCalls;
import com.alibaba.mqtt.server.presence.reconcile.Reconciler;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.rule.Timeline;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** Creates the parts of a tracker, connects them, and ends them. Thread-safe. Internal, not exported. */
public final class Engine {
    private static final Duration AWAY_PAUSE = Duration.ofSeconds(1);

    private final Parts parts;
    private volatile boolean closed;

    /**
     * Creates the parts of a tracker.
     *
     * @param used the store of the settings, or one of the tracker's own if these have none
     */
    public Engine(Settings settings, PresenceStore used, Logger log) {
        this.parts = new Parts(settings, used, log, this::runTimer, this::reconcile);
        // what is in the store now may be of long ago
        parts.walk(Uncertainty.START, 0);
    }

    /** Starts the threads. */
    public void start() {
        parts.threads.start();
    }

    /** Has all clients rechecked that a gap that has ended can have touched. */
    public void walkAfterGap() {
        parts.walkAfterGap();
    }

    /** Has these clients rechecked of which nothing is known yet. */
    public void watch(Collection<String> clientIds) {
        if (parts.reconciler != null) {
            parts.walks.add(1, Uncertainty.WATCHED, clientIds);
        }
    }

    /** Takes in a notice; counts and ignores it if no client can have its id. */
    public void process(StatusNotice notice) {
        parts.threads.ensureStarted();
        String clientId = notice.getClientId();
        if (!ClientIds.isPossibleInNotice(clientId)) {
            parts.counters.ignored.increment();
            parts.failures.ofImpossibleId(clientId);
            return;
        }
        long now = parts.clock.millis();
        Fact fact = parts.notices.fact(notice, now);
        try {
            parts.merging.merge(clientId, Evidence.of(fact), fact, now);
        } catch (Throwable e) {
            if (parts.store.isAwayBy(e)) {
                throw new NotNowException("the presence store is away", AWAY_PAUSE, e);
            }
            throw e;
        }
    }

    /** Takes note that a notice of a client will not come again. */
    public void givenUp(String clientId) {
        if (parts.reconciler == null || closed || !ClientIds.isPossibleInNotice(clientId)) {
            return;
        }
        try {
            parts.merging.mark(clientId, Uncertainty.GIVEN_UP, parts.clock.millis());
        } catch (Throwable e) {
            // the store, most likely as before; then all are rechecked
            parts.store.returned();
        }
    }

    /** Returns what is known of a client. */
    public ClientPresence presence(String clientId) {
        return parts.merging.presence(clientId);
    }

    /** Returns what a client's record says. */
    public ClientPresence presence(Map.Entry<String, ClientRecord> client) {
        return parts.merging.presence(client.getKey(), client.getValue());
    }

    /** Returns the known sessions of a client, the newest first. */
    public List<Session> sessions(String clientId) {
        return new Timeline(parts.store.get(clientId).evidence(), parts.rules).sessions();
    }

    /** Returns all clients with their records. */
    public Stream<Map.Entry<String, ClientRecord>> records() {
        return parts.store.clients();
    }

    /** Forgets a client; false if nothing was known of it. */
    public boolean remove(String clientId) {
        return parts.merging.remove(clientId);
    }

    /** Asks about a client before all others. */
    public CompletableFuture<ClientPresence> refresh(String clientId) {
        if (parts.reconciler == null || closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    closed ? parts.name + " is closed" : "liveQuery is not set; refresh needs one"));
        }
        return parts.reconciler.refresh(clientId);
    }

    /** Adds a listener of a client, and returns what ends it. */
    public Runnable listen(String clientId, Consumer<? super ClientPresence> listener) {
        Runnable end = parts.listeners.add(clientId, listener);
        parts.timerAlarm.in(0);
        return end;
    }

    /** Returns a future that is completed when the client is online. */
    public CompletableFuture<ClientPresence> awaitOnline(String clientId, Duration timeout) {
        CompletableFuture<ClientPresence> online = parts.onlineWaits.await(clientId, timeout);
        parts.timerAlarm.in(0);
        if (parts.reconciler != null && presence(clientId).isUncertain()) {
            CompletableFuture<ClientPresence> unused = parts.reconciler.refresh(clientId);
        }
        return online;
    }

    private long runTimer() {
        parts.threads.ensureStarted();
        tick();
        return parts.ticks.restMillis();
    }

    /** Does what the timer thread does again and again, see {@link Ticks#tick}. */
    public void tick() {
        parts.ticks.tick();
    }

    /** Does what the query thread does again and again, see {@link Reconciler#step}. */
    public long reconcile() {
        parts.threads.ensureStarted();
        Reconciler present = parts.reconciler;
        if (present == null) {
            return Long.MAX_VALUE;
        }
        try {
            return present.step();
        } finally {
            if (closed) {
                present.close();
            }
        }
    }

    /** Returns whether it is closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Returns the time by the tracker's clock. */
    public long now() {
        return parts.clock.millis();
    }

    /** Returns the counters. */
    public Counters counters() {
        return parts.counters;
    }

    /** Returns the store. */
    public GuardedStore store() {
        return parts.store;
    }

    /** Returns what failed. */
    public Failures failures() {
        return parts.failures;
    }

    /** Returns the threads. */
    public TrackerThreads threads() {
        return parts.threads;
    }

    /** Returns who calls the actions. */
    public Notifier notifier() {
        return parts.notifier;
    }

    /** Returns the calls of queries. */
    public QueryCalls queryCalls() {
        return parts.queryCalls;
    }

    /** Returns how long no query is made yet because the last ones failed. */
    public long queriesPauseMillis() {
        return parts.reconciler == null ? 0 : parts.reconciler.pausedMillis();
    }

    /** Ends it, see {@code PresenceTracker.close()}. Idempotent. */
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // 0 waits for nothing, but as a deadline it would be none
        Deadline deadline = Deadline.in(Math.max(1, parts.closeMillis));
        parts.notifier.stop();
        parts.listeners.end();
        parts.onlineWaits.end();
        parts.threads.end();
        parts.queryCalls.interrupt();
        boolean ended = parts.threads.awaitEnd(parts.notifier, deadline);
        parts.notifier.end();
        if (parts.reconciler != null && parts.threads.hasReconcilerEnded()) {
            parts.reconciler.close();
        }
        if (!ended) {
            parts.log.warn("{}: closed while calls of actions, queries or the store still run", parts.name);
        }
        if (parts.ownStore) {
            parts.store.close();
        }
    }

    @Override
    public String toString() {
        return parts.name;
    }
}
