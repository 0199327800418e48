package com.alibaba.mqtt.server.presence.notify;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Workers;
import com.alibaba.mqtt.server.presence.guard.Alarm;
import com.alibaba.mqtt.server.presence.guard.Failures;
import com.alibaba.mqtt.server.presence.guard.GuardedStore;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.DuplicateClientId;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.notify.Turns.Claim;
import com.alibaba.mqtt.server.presence.notify.Turns.Turn;
import com.alibaba.mqtt.server.presence.numbers.Counters;
import com.alibaba.mqtt.server.presence.record.Backoff;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.Notified;
import com.alibaba.mqtt.server.presence.record.Presences;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Timeline;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * Notifies actions of changes: claims what is due in the store, then calls the actions. Thread-safe. Internal, not exported.
 *
 * <ol>
 *   <li>What is due stands in the store; here is only which clients to look at, see {@link Turns}. One that finds no place is
 *       found again by {@link GuardedStore#due}; so nothing is lost, and of a client that changes faster than its actions
 *       return only the newest state is notified.
 *   <li>An action is called by who claimed the change, after the claim; so by one node. Unless it is to be notified again, that
 *       is once. Else the claim ends after {@value #CLAIM_MILLIS} ms, which is put off while the action runs; and it is
 *       notified again after a failure, up to a maximum.
 *   <li>Actions run outside of the store's locks.
 *   <li>After {@link #stop} nothing is claimed; after {@link #end} no action begins.
 * </ol>
 */
public final class Notifier {
    /** So many are looked at when it may be that few are due. */
    private static final int FEW = 100;

    private static final long CLAIM_MILLIS = 60_000;
    private static final long BUSY_MILLIS = 100;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long MAX_PAUSE_MILLIS = 60_000;

    private final GuardedStore store;
    private final Rules rules;
    private final Actions actions;
    private final Counters counters;
    private final Failures failures;
    private final Clock clock;
    /** How often an action is called for one change at most; 1 if never again. */
    private final int maxAttempts;

    private final Alarm alarm;
    private final Turns turns;

    /** Creates one whose actions run on so many threads of the executor at most. */
    public Notifier(
            GuardedStore store,
            Rules rules,
            Actions actions,
            Counters counters,
            Failures failures,
            Clock clock,
            Workers executor,
            int maxWorkers,
            int maxAttempts,
            Alarm alarm) {
        this.store = store;
        this.rules = rules;
        this.actions = actions;
        this.counters = counters;
        this.failures = failures;
        this.clock = clock;
        this.maxAttempts = maxAttempts;
        this.alarm = alarm;
        this.turns = new Turns(executor, maxWorkers, this::claimAndNotify, failures::countExecutor);
    }

    /** Looks for what is due, also on behalf of nodes that are gone. */
    public void notifyDue() {
        long now = clock.millis();
        List<Due> page = store.due(Task.NOTIFY, FEW);
        if (page.size() == FEW && page.get(FEW - 1).at() <= now) {
            page = store.due(Task.NOTIFY, Turns.MAX_WAITING);
        }
        for (Due next : page) {
            if (next.at() > now) {
                alarm.in(next.at() - now);
                return;
            }
            if (!look(next.clientId())) {
                break;
            }
        }
        if (page.size() >= FEW) {
            alarm.in(BUSY_MILLIS);
        }
    }

    /** Puts off the end of the claims of actions that take long, so that no other node calls them meanwhile. */
    public void keepClaims() {
        long now = clock.millis();
        for (Claim claim : turns.endingClaims(now, CLAIM_MILLIS / 2)) {
            long until = now + CLAIM_MILLIS;
            try {
                store.update(
                        claim.clientId, record -> record.with(record.notified().retried(claim.number, until)));
                claim.until = until;
            } catch (Throwable e) {
                // Throwable: the store may be the user's; it may be this client only, and is tried again soon
                failures.ofNotifying(claim.clientId, e);
            }
        }
    }

    /** Asks an executor again that took no work when it was asked. */
    public void wake() {
        turns.wake();
    }

    /** Returns whether the executor took no work when it was last asked. */
    public boolean isRefused() {
        return turns.isRefused();
    }

    /**
     * Has a client looked at soon; false if there is no place for it now, or the executor takes no work. Does not block,
     * unless the executor does.
     */
    public boolean look(String clientId) {
        return turns.add(clientId);
    }

    private void claimAndNotify(Turn turn) {
        String clientId = turn.clientId();
        try {
            claimAndNotify(turn, clientId);
        } catch (Throwable e) {
            // Throwable: the store may be the user's; the change is still due there
            failures.ofNotifying(clientId, e);
        }
    }

    private void claimAndNotify(Turn turn, String clientId) {
        long now = clock.millis();
        long until = maxAttempts > 1 ? now + CLAIM_MILLIS : 0;
        ClientRecord[] before = new ClientRecord[1];
        ClientRecord after = store.update(clientId, record -> {
            before[0] = record;
            return turns.isStopped() ? record : record.claimed(now, until);
        });
        if (after == before[0]) {
            return;
        }
        Notified old = before[0].notified();
        Notified claimed = after.notified();
        boolean stateToo = claimed.number() != old.number() || claimed.attempts() > old.attempts();
        if (stateToo && until != 0) {
            turn.claimed(new Claim(clientId, claimed.number(), until));
            alarm.in(CLAIM_MILLIS / 2);
        }
        boolean well;
        try {
            well = call(clientId, before[0], after, stateToo, now);
        } finally {
            turn.claimed(null);
        }
        if (stateToo && until != 0) {
            settle(clientId, claimed, well);
        }
        if (!well) {
            counters.actionErrors.increment();
        }
    }

    private boolean call(String clientId, ClientRecord before, ClientRecord after, boolean stateToo, long now) {
        ClientPresence presence = Presences.of(clientId, after, rules, now);
        boolean well = true;
        if (stateToo) {
            Notified claimed = after.notified();
            PresenceState notifiedBefore =
                    claimed.retryAt() == 0 ? before.notified().state() : claimed.before();
            PresenceChange change = new PresenceChange(clientId, notifiedBefore, presence, claimed.number());
            well &= run(actions.of(change), change, clientId);
        }
        if (before.burst().flappingDue()) {
            well &= run(actions.onFlapping(), presence, clientId);
        }
        if (before.burst().takeoverDue()) {
            well &= run(
                    actions.onDuplicateClientId(),
                    new DuplicateClientId(clientId, new Timeline(after.evidence(), rules).sessions()),
                    clientId);
        }
        return well;
    }

    private void settle(String clientId, Notified claimed, boolean well) {
        long now = clock.millis();
        int attempts = claimed.attempts();
        boolean again = !well && attempts < maxAttempts;
        long pause = Backoff.doubled(FIRST_PAUSE_MILLIS, attempts - 1, MAX_PAUSE_MILLIS);
        store.update(
                clientId, record -> record.with(record.notified().retried(claimed.number(), again ? now + pause : 0)));
        if (again) {
            alarm.in(pause);
        } else if (!well) {
            counters.gaveUp.increment();
            failures.ofGivingUp(clientId, attempts);
        }
    }

    /** Calls the user's actions. Returns whether it went well, or there is no such action. */
    private <T> boolean run(List<Consumer<T>> all, T what, String clientId) {
        boolean well = true;
        for (Consumer<T> action : all) {
            if (turns.hasEnded()) {
                // what is to be notified again is notified by whoever takes over
                return well && maxAttempts == 1;
            }
            counters.notified.increment();
            try {
                action.accept(what);
                failures.actionWorked();
            } catch (Throwable e) {
                failures.ofAction(clientId, e);
                well = false;
            }
        }
        return well;
    }

    /** Returns how many clients wait or are notified of now. */
    public int waiting() {
        return turns.waiting();
    }

    /** Returns for how long the longest call runs that is under way, of the store or an action, in nanoseconds. */
    public long longestNanos() {
        return turns.longestNanos();
    }

    /** Claims nothing more; what was not notified stays due in the store. */
    public void stop() {
        turns.stop();
    }

    /** Begins no other action: what was claimed and is not begun is not notified. */
    public void end() {
        turns.end();
    }

    /** Returns whether the current thread runs an action. */
    public boolean isCurrent() {
        return turns.isCurrent();
    }

    /** Waits for the actions that run, but for the one that calls this; true if all ended in time. */
    public boolean awaitEnd(Deadline deadline) throws InterruptedException {
        return turns.awaitEnd(deadline);
    }
}
