package com.alibaba.mqtt.server.presence.engine;

import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.Failures;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.merge.Merging;
import com.alibaba.mqtt.server.presence.merge.Notices;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.notify.Listeners;
import com.alibaba.mqtt.server.presence.notify.Notifier;
import com.alibaba.mqtt.server.presence.notify.OnlineWaits;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.reconcile.QueryCalls;
import com.alibaba.mqtt.server.presence.reconcile.Reconciler;
import com.alibaba.mqtt.server.presence.reconcile.Walks;
import com.alibaba.mqtt.server.presence.record.TaskRules;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The parts of a tracker, connected. */
final class Parts {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final String name = "mqtt-presence-" + COUNT.incrementAndGet();
    final Logger log;
    final Rules rules;
    final Clock clock;
    final long closeMillis;
    final long cacheMillis;
    final boolean ownStore;
    final GuardedStore store;
    final Counters counters;
    final Failures failures;
    final Notices notices;
    final TrackerThreads threads;
    final Notifier notifier;
    final Alarm timerAlarm;
    final Listeners listeners;
    final OnlineWaits onlineWaits;
    final Walks walks;
    final QueryCalls queryCalls;
    final Merging merging;
    final Ticks ticks;
    /** Null if there is nobody to ask. */
    final @Nullable Reconciler reconciler;

    /**
     * Creates the parts of a tracker, and starts no thread.
     *
     * @param used the store of the settings, or one of the tracker's own if these have none
     * @param timerStep what the timer does
     * @param reconcilerStep what the thread of the reconciler does, if there is somebody to ask
     */
    Parts(Settings settings, PresenceStore used, Logger log, Loop.Step timerStep, Loop.Step reconcilerStep) {
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
                name, log, settings.executor, settings.queryExecutor, timerStep, rechecks ? reconcilerStep : null);
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
        this.listeners = new Listeners(name, log, threads::runAsAction, clientId -> presence(clientId));
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
    }

    private boolean mark(String clientId, Uncertainty why, long since) {
        return merging.mark(clientId, why, since);
    }

    private ClientPresence presence(String clientId) {
        return merging.presence(clientId);
    }

    /** Has all clients rechecked of which nothing newer than the present is known, when late notices have had that time. */
    void walk(Uncertainty why, long afterMillis) {
        if (reconciler != null) {
            walks.add(Math.max(afterMillis, cacheMillis), clock.millis(), why);
        }
    }

    /** Has all clients rechecked that a gap that has ended can have touched. */
    void walkAfterGap() {
        walk(Uncertainty.GAP, rules.tolerance());
    }
}
