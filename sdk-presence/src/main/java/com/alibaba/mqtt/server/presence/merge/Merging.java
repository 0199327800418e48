package com.alibaba.mqtt.server.presence.merge;

import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.notify.Listeners;
import com.alibaba.mqtt.server.presence.notify.Notifier;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.Presences;
import com.alibaba.mqtt.server.presence.record.Recheck;
import com.alibaba.mqtt.server.presence.record.TaskRules;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Clock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts evidence into the store, and sees to it that what follows from it is notified and rechecked. Thread-safe. Internal,
 * not exported.
 */
public final class Merging {
    private static final long BUSY_MILLIS = 100;

    private final GuardedStore store;
    private final Rules rules;
    private final TaskRules taskRules;
    private final Counters counters;
    private final Clock clock;
    /** Null if this tracker notifies nobody. */
    private final @Nullable Notifier notifier;

    private final Listeners listeners;
    private final LongFunction<Uncertainty> missed;
    private final Alarm timerAlarm;
    private final Alarm reconcilerAlarm;
    /** Whether this tracker asks the service. */
    private final boolean rechecks;

    /**
     * Creates one.
     *
     * @param notifier null if this tracker notifies nobody
     * @param missed returns why a state may be wrong whose newest evidence is of that time, though its record does not say so
     *     yet
     * @param rechecks whether this tracker asks the service
     */
    public Merging(
            GuardedStore store,
            Rules rules,
            TaskRules taskRules,
            Counters counters,
            Clock clock,
            @Nullable Notifier notifier,
            Listeners listeners,
            LongFunction<Uncertainty> missed,
            Alarm timerAlarm,
            Alarm reconcilerAlarm,
            boolean rechecks) {
        this.store = store;
        this.rules = rules;
        this.taskRules = taskRules;
        this.counters = counters;
        this.clock = clock;
        this.notifier = notifier;
        this.listeners = listeners;
        this.missed = missed;
        this.timerAlarm = timerAlarm;
        this.reconcilerAlarm = reconcilerAlarm;
        this.rechecks = rechecks;
    }

    /**
     * Merges evidence; false if the state did not change.
     *
     * @param fact the evidence, if it is one notice; else null
     */
    public boolean merge(String clientId, Evidence more, @Nullable Fact fact, long now) {
        ClientRecord[] before = new ClientRecord[1];
        ClientRecord after = store.update(clientId, record -> {
            before[0] = record;
            return record.merge(more, now, rules, taskRules, clientId);
        });
        if (after == before[0]) {
            counters.repeated.increment();
            return false;
        }
        counters.merged(clientId, fact, before[0], after, now);
        wakeNotifier(clientId, after.dueAt(Task.NOTIFY), now);
        wakeReconciler(after.recheck(), now);
        boolean changed = after.state() != before[0].state();
        if (changed) {
            listeners.changed(clientId);
        }
        return changed;
    }

    private void wakeNotifier(String clientId, long dueAt, long now) {
        if (notifier == null || dueAt == 0) {
            return;
        }
        if (dueAt > now) {
            timerAlarm.in(dueAt - now);
        } else if (!notifier.look(clientId)) {
            counters.deferred.increment();
            timerAlarm.in(BUSY_MILLIS);
        }
    }

    private void wakeReconciler(Recheck recheck, long now) {
        if (rechecks && recheck.task() != null) {
            reconcilerAlarm.in(recheck.at() - now);
        }
    }

    /** Marks the client as uncertain up to then; false if it is not, or is already. */
    public boolean mark(String clientId, Uncertainty why, long since) {
        long now = clock.millis();
        boolean[] marked = new boolean[1];
        ClientRecord after = store.update(clientId, record -> {
            ClientRecord uncertain = record.missed(why, since, now, rules, taskRules, clientId);
            marked[0] = uncertain != record;
            return uncertain;
        });
        if (marked[0]) {
            wakeReconciler(after.recheck(), now);
        }
        return marked[0];
    }

    /** Returns the record after the service gave no answer about its client. */
    public ClientRecord unanswered(String clientId, ClientRecord record) {
        return record.unanswered(clock.millis(), rules, taskRules, clientId);
    }

    /** Returns what is known of a client now. */
    public ClientPresence presence(String clientId) {
        return presence(clientId, store.get(clientId));
    }

    /** Returns what a client's record says now. */
    public ClientPresence presence(String clientId, ClientRecord record) {
        Uncertainty why = record.recheck().missed();
        if (why == Uncertainty.NONE && !record.isEmpty()) {
            why = missed.apply(record.lastEvidenceAt());
        }
        return Presences.of(clientId, record, why, rules, clock.millis());
    }

    /** Forgets a client; false if nothing was known of it. */
    public boolean remove(String clientId) {
        boolean[] known = new boolean[1];
        store.update(clientId, record -> {
            known[0] = !record.isEmpty();
            return known[0] ? ClientRecord.EMPTY : record;
        });
        if (known[0]) {
            listeners.changed(clientId);
        }
        return known[0];
    }

    /**
     * Puts right what the store holds after our clock was set back: nothing waits until it is as late again. Whatever fails,
     * all the others are put right.
     *
     * @throws IllegalStateException if the store failed for one of them
     */
    public void putRight(int max) {
        long now = clock.millis();
        Throwable failure = null;
        for (Task task : Task.values()) {
            try {
                for (Due due : store.due(task, max)) {
                    failure = putRight(due.clientId(), now, failure);
                }
            } catch (Throwable e) {
                failure = e;
            }
        }
        timerAlarm.in(0);
        reconcilerAlarm.in(0);
        if (failure != null) {
            throw new IllegalStateException("not all could be put right after the clock was set back", failure);
        }
    }

    private @Nullable Throwable putRight(String clientId, long now, @Nullable Throwable before) {
        try {
            store.update(clientId, record -> record.dueBy(now, taskRules.maxMillis(rules)));
            return before;
        } catch (Throwable e) {
            // Throwable: the store may be the user's; it may be this client only
            return e;
        }
    }
}
