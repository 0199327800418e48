package com.alibaba.mqtt.server.presence.engine;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.Failures;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.merge.Merging;
import com.alibaba.mqtt.server.presence.merge.Notices;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.Session;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.notify.Listeners;
import com.alibaba.mqtt.server.presence.notify.Notifier;
import com.alibaba.mqtt.server.presence.notify.OnlineWaits;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.reconcile.QueryCalls;
import com.alibaba.mqtt.server.presence.reconcile.Reconciler;
import com.alibaba.mqtt.server.presence.reconcile.Walks;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.TaskRules;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Timeline;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Creates the parts of a tracker, connects them, and ends them. Thread-safe. Internal, not exported. */
public final class Engine {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration AWAY_PAUSE = Duration.ofSeconds(1);

    private final String name = "mqtt-presence-" + COUNT.incrementAndGet();
    private final Logger log;
    private final Rules rules;
    private final Clock clock;
    private final long closeMillis;
    private final long cacheMillis;
    private final boolean ownStore;
    private final GuardedStore store;
    private final Counters counters;
    private final Failures failures;
    private final Notices notices;
    private final TrackerThreads threads;
    private final Notifier notifier;
    private final Alarm timerAlarm;
    private final Listeners listeners;
    private final OnlineWaits onlineWaits;
    private final Walks walks;
    private final QueryCalls queryCalls;
    private final Merging merging;
    private final Ticks ticks;
    /** Null if there is nobody to ask. */
    private final @Nullable Reconciler reconciler;

    private volatile boolean closed;

    /**
     * Creates the parts of a tracker.
     *
     * @param used the store of the settings, or one of the tracker's own if these have none
     */
    public Engine(Settings settings, PresenceStore used, Logger log) {
        boolean rechecks = settings.liveQuery != null;
        boolean notifies = settings.actions().isAny();
        LongSupplier nanos = settings.nanos;
        TaskRules taskRules = settings.taskRules();
        this.log = log;
        this.rules = settings.rules();
        this.clock = settings.clock;
        this.closeMillis = settings.closeTimeout.toMillis();
        this.cacheMillis = taskRules.cacheMillis();
        this.ownStore = settings.store == null;
        this.failures = new Failures(name, log, settings.onErrorOfAll());
        this.store = new GuardedStore(used, failures, nanos);
        this.counters = new Counters(nanos);
        this.notices = new Notices(settings.maxAheadMillis(), counters);
        this.threads = new TrackerThreads(
                name,
                log,
                settings.executor,
                settings.queryExecutor,
                this::runTimer,
                rechecks ? this::reconcile : null);
        this.timerAlarm = new Alarm(nanos, threads::wakeTimer);
        Alarm reconcilerAlarm = new Alarm(nanos, threads::wakeReconciler);
        this.notifier = new Notifier(
                store,
                rules,
                settings.actions(),
                counters,
                failures,
                clock,
                threads.forActions,
                settings.actionThreads,
                settings.actionAttempts,
                timerAlarm);
        this.listeners = new Listeners(name, log, threads::runAsAction, this::presence);
        this.onlineWaits = new OnlineWaits(name, listeners, threads::runElsewhere);
        this.queryCalls = new QueryCalls(
                threads.forQueries, failures, settings.queryTimeout.toNanos(), nanos, threads::wakeReconciler);
        this.walks = new Walks(store, failures, this::mark, reconcilerAlarm, nanos);
        this.merging = new Merging(
                store,
                rules,
                taskRules,
                counters,
                clock,
                notifies ? notifier : null,
                listeners,
                walks::missed,
                timerAlarm,
                reconcilerAlarm,
                rechecks);
        this.reconciler = settings.liveQuery == null
                ? null
                : new Reconciler(
                        store,
                        merging,
                        queryCalls,
                        settings.liveQuery,
                        settings.cachedQuery,
                        cacheMillis,
                        settings.queriesPerSecond,
                        threads::runElsewhere,
                        counters,
                        walks,
                        reconcilerAlarm,
                        clock,
                        nanos);
        this.ticks = new Ticks(
                store,
                rules,
                merging,
                counters,
                notifier,
                notifies,
                ownStore ? null : listeners,
                walks,
                this::walkAfterGap,
                settings.maxAgeMillis(),
                timerAlarm,
                clock,
                nanos);
        // what is in the store now may be of long ago
        walk(Uncertainty.START, 0);
    }

    /** Starts the threads. */
    public void start() {
        threads.start();
    }

    private boolean mark(String clientId, Uncertainty why, long since) {
        return merging.mark(clientId, why, since);
    }

    /** Has all clients rechecked of which nothing newer than the present is known, when late notices have had that time. */
    private void walk(Uncertainty why, long afterMillis) {
        if (reconciler != null) {
            walks.add(Math.max(afterMillis, cacheMillis), clock.millis(), why);
        }
    }

    /** Has all clients rechecked that a gap that has ended can have touched. */
    public void walkAfterGap() {
        walk(Uncertainty.GAP, rules.tolerance());
    }

    /** Has these clients rechecked of which nothing is known yet. */
    public void watch(Collection<String> clientIds) {
        if (reconciler != null) {
            walks.add(1, Uncertainty.WATCHED, clientIds);
        }
    }

    /** Takes in a notice; counts and ignores it if no client can have its id. */
    public void process(StatusNotice notice) {
        threads.ensureStarted();
        String clientId = notice.getClientId();
        if (!ClientIds.isPossibleInNotice(clientId)) {
            counters.ignored.increment();
            failures.ofImpossibleId(clientId);
            return;
        }
        long now = clock.millis();
        Fact fact = notices.fact(notice, now);
        try {
            merging.merge(clientId, Evidence.of(fact), fact, now);
        } catch (Throwable e) {
            if (store.isAwayBy(e)) {
                throw new NotNowException("the presence store is away", AWAY_PAUSE, e);
            }
            throw e;
        }
    }

    /** Takes note that a notice of a client will not come again. */
    public void givenUp(String clientId) {
        if (reconciler == null || closed || !ClientIds.isPossibleInNotice(clientId)) {
            return;
        }
        try {
            mark(clientId, Uncertainty.GIVEN_UP, clock.millis());
        } catch (Throwable e) {
            // the store, most likely as before; then all are rechecked
            store.returned();
        }
    }

    /** Returns what is known of a client. */
    public ClientPresence presence(String clientId) {
        return merging.presence(clientId);
    }

    /** Returns what a client's record says. */
    public ClientPresence presence(Map.Entry<String, ClientRecord> client) {
        return merging.presence(client.getKey(), client.getValue());
    }

    /** Returns the known sessions of a client, the newest first. */
    public List<Session> sessions(String clientId) {
        return new Timeline(store.get(clientId).evidence(), rules).sessions();
    }

    /** Returns all clients with their records. */
    public Stream<Map.Entry<String, ClientRecord>> records() {
        return store.clients();
    }

    /** Forgets a client; false if nothing was known of it. */
    public boolean remove(String clientId) {
        return merging.remove(clientId);
    }

    /** Asks about a client before all others. */
    public CompletableFuture<ClientPresence> refresh(String clientId) {
        if (reconciler == null || closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    closed ? name + " is closed" : "liveQuery is not set; refresh needs one"));
        }
        return reconciler.refresh(clientId);
    }

    /** Adds a listener of a client, and returns what ends it. */
    public Runnable listen(String clientId, Consumer<? super ClientPresence> listener) {
        Runnable end = listeners.add(clientId, listener);
        timerAlarm.in(0);
        return end;
    }

    /** Returns a future that is completed when the client is online. */
    public CompletableFuture<ClientPresence> awaitOnline(String clientId, Duration timeout) {
        CompletableFuture<ClientPresence> online = onlineWaits.await(clientId, timeout);
        timerAlarm.in(0);
        if (reconciler != null && presence(clientId).isUncertain()) {
            CompletableFuture<ClientPresence> unused = reconciler.refresh(clientId);
        }
        return online;
    }

    private long runTimer() {
        threads.ensureStarted();
        tick();
        return ticks.restMillis();
    }

    /** Does what the timer thread does again and again, see {@link Ticks#tick}. */
    public void tick() {
        ticks.tick();
    }

    /** Does what the query thread does again and again, see {@link Reconciler#step}. */
    public long reconcile() {
        threads.ensureStarted();
        Reconciler present = reconciler;
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
        return clock.millis();
    }

    /** Returns the counters. */
    public Counters counters() {
        return counters;
    }

    /** Returns the store. */
    public GuardedStore store() {
        return store;
    }

    /** Returns what failed. */
    public Failures failures() {
        return failures;
    }

    /** Returns the threads. */
    public TrackerThreads threads() {
        return threads;
    }

    /** Returns who calls the actions. */
    public Notifier notifier() {
        return notifier;
    }

    /** Returns the calls of queries. */
    public QueryCalls queryCalls() {
        return queryCalls;
    }

    /** Returns how long no query is made yet because the last ones failed. */
    public long queriesPauseMillis() {
        return reconciler == null ? 0 : reconciler.pausedMillis();
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
        Deadline deadline = Deadline.in(Math.max(1, closeMillis));
        notifier.stop();
        listeners.end();
        onlineWaits.end();
        threads.end();
        queryCalls.interrupt();
        boolean ended = threads.awaitEnd(notifier, deadline);
        notifier.end();
        if (reconciler != null && threads.hasReconcilerEnded()) {
            reconciler.close();
        }
        if (!ended) {
            log.warn("{}: closed while calls of actions, queries or the store still run", name);
        }
        if (ownStore) {
            store.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
