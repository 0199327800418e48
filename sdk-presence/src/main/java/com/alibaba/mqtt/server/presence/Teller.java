package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Workers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells changes: claims what is due in the store, then calls the actions.
 *
 * <ol>
 *   <li>What is due stands in the store, not here: here is only which clients to look at, each once, and at most
 *       {@value #MAX_WAITING}. One that finds no place is found again by {@link PresenceStore#due}; so nothing is lost,
 *       and a client that changes faster than it is told is told its newest state only.
 *   <li>An action is called by who claimed the change, after the claim; so by one node. Unless it is to be told again, that
 *       is once. Else the claim ends after {@value #CLAIM_MILLIS} ms, which is put off while the action runs; and it is told
 *       again after a failure, up to a maximum.
 *   <li>A client is in {@code running} at most once; so its actions never meet, and come in the order of its changes.
 *   <li>Actions run outside of the monitor and of the store's locks.
 *   <li>A worker's place comes back however it ends, and once: an executor may throw and run it all the same, or late.
 *   <li>After {@link #stop} nothing is claimed; after {@link #end} no action begins.
 * </ol>
 */
final class Teller {
    private static final int MAX_WAITING = 10_000;
    /** So many are looked at when it may be that few are due. */
    private static final int FEW = 100;

    private static final long CLAIM_MILLIS = 60_000;
    private static final long BUSY_MILLIS = 100;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long MAX_PAUSE_MILLIS = 60_000;

    private final PresenceStore store;
    private final Rules rules;
    private final Actions actions;
    private final Counters counters;
    private final Failures failures;
    private final Clock clock;
    private final Workers executor;
    private final int maxWorkers;
    /** How often an action is called for one change at most; 1 if never again. */
    private final int maxAttempts;

    private final Alarm alarm;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> running = new HashSet<>();
    private final Set<Turn> begun = new HashSet<>();
    /** Handed over and not ended, so more than have begun. */
    private int workers;

    private volatile boolean stopped;
    private boolean ended;

    Teller(
            PresenceStore store,
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
        this.executor = executor;
        this.maxWorkers = maxWorkers;
        this.maxAttempts = maxAttempts;
        this.alarm = alarm;
    }

    /** Looks for what is due, also on behalf of nodes that are gone. */
    void tellDue() {
        long now = clock.millis();
        List<Due> page = store.due(Task.NOTIFY, FEW);
        if (page.size() == FEW && page.get(FEW - 1).at() <= now) {
            page = store.due(Task.NOTIFY, MAX_WAITING);
        }
        for (Due next : page) {
            if (next.at() > now) {
                alarm.in(next.at() - now);
                return;
            }
            if (!tell(next.clientId())) {
                break;
            }
        }
        if (page.size() >= FEW) {
            alarm.in(BUSY_MILLIS);
        }
    }

    /** Puts off the end of the claims of actions that take long, so that no other node calls them meanwhile. */
    void keepClaims() {
        long now = clock.millis();
        List<Turn> slow = new ArrayList<>();
        synchronized (this) {
            for (Turn turn : begun) {
                if (turn.claimedUntil != 0 && turn.claimedUntil - now < CLAIM_MILLIS / 2) {
                    slow.add(turn);
                }
            }
        }
        for (Turn turn : slow) {
            keepClaim(turn, now + CLAIM_MILLIS);
        }
    }

    private void keepClaim(Turn turn, long until) {
        String clientId = turn.claimedFor;
        try {
            store.update(clientId, record -> record.with(record.told.retried(turn.number, until)));
            turn.claimedUntil = until;
        } catch (Throwable e) {
            // Throwable: the store may be the user's; it may be this client only, and is tried again soon
            failures.ofTelling(clientId, e);
        }
    }

    /** Asks an executor again that took no work when it was asked. */
    void wake() {
        synchronized (this) {
            if (stopped || workers >= Math.min(maxWorkers, waiting.size())) {
                return;
            }
            workers++;
        }
        begin();
    }

    /** Tells whether the executor took no work when it was last asked. */
    boolean isRefused() {
        return executor.isFailing();
    }

    /**
     * Has a client looked at soon; false if there is no place for it now, or the executor takes no work. Does not block,
     * unless the executor does.
     */
    boolean tell(String clientId) {
        synchronized (this) {
            if (stopped) {
                return false;
            }
            if (waiting.size() >= MAX_WAITING && !waiting.contains(clientId)) {
                return false;
            }
            waiting.add(clientId);
            if (workers == maxWorkers) {
                return true;
            }
            workers++;
        }
        return begin();
    }

    private boolean begin() {
        boolean taken = executor.start(new Turn());
        if (!taken) {
            failures.executorErrors.increment();
        }
        return taken;
    }

    /** One thread's turn at telling, until nothing waits. */
    private final class Turn extends Workers.Worker {
        private Thread thread;
        private String clientId;
        private long since;
        /** 0 if no claim is to be kept; the others belong to it. */
        private volatile long claimedUntil;

        private volatile String claimedFor;
        private volatile long number;
        private boolean over;

        @Override
        protected void work() {
            boolean interrupted = Thread.currentThread().isInterrupted();
            while (takeNext(this)) {
                try {
                    claimAndTell(this, clientId);
                } catch (Throwable e) {
                    // Throwable: the store may be the user's; the change is still due there
                    failures.ofTelling(clientId, e);
                }
                if (!interrupted) {
                    // an interrupt that an action left behind is not meant for the next one
                    boolean unused = Thread.interrupted();
                }
            }
        }

        @Override
        protected void end(Throwable died) {
            giveBack(this);
        }
    }

    private synchronized boolean takeNext(Turn turn) {
        if (turn.thread == null) {
            turn.thread = Thread.currentThread();
            begun.add(turn);
        }
        running.remove(turn.clientId);
        turn.clientId = null;
        Iterator<String> next = waiting.iterator();
        // looks at no more than the running ones and one more
        while (!stopped && next.hasNext()) {
            String clientId = next.next();
            if (running.add(clientId)) {
                next.remove();
                turn.clientId = clientId;
                turn.since = System.nanoTime();
                return true;
            }
        }
        // in the same step: else one that waits from now on could find all places taken by who takes no more
        giveBack(turn);
        return false;
    }

    private synchronized void giveBack(Turn turn) {
        if (!turn.over) {
            turn.over = true;
            running.remove(turn.clientId);
            begun.remove(turn);
            workers--;
            notifyAll();
        }
    }

    private void claimAndTell(Turn turn, String clientId) {
        long now = clock.millis();
        long until = maxAttempts > 1 ? now + CLAIM_MILLIS : 0;
        PresenceRecord[] before = new PresenceRecord[1];
        PresenceRecord after = store.update(clientId, record -> {
            before[0] = record;
            return stopped ? record : record.claimed(now, until);
        });
        if (after == before[0]) {
            return;
        }
        boolean stateToo =
                after.told.number() != before[0].told.number() || after.told.attempts() > before[0].told.attempts();
        if (stateToo && until != 0) {
            turn.claimedFor = clientId;
            turn.number = after.told.number();
            turn.claimedUntil = until;
            alarm.in(CLAIM_MILLIS / 2);
        }
        boolean well;
        try {
            well = tell(clientId, before[0], after, stateToo, now);
        } finally {
            turn.claimedUntil = 0;
        }
        if (stateToo && until != 0) {
            settle(clientId, after.told, well);
        }
        if (!well) {
            counters.actionErrors.increment();
        }
    }

    private boolean tell(String clientId, PresenceRecord before, PresenceRecord after, boolean stateToo, long now) {
        ClientPresence presence = ClientPresence.of(clientId, after, rules, now);
        boolean well = true;
        if (stateToo) {
            PresenceState told = after.told.retryAt() == 0 ? before.told.state() : after.told.before();
            PresenceChange change = new PresenceChange(clientId, told, presence, after.told.number());
            well &= run(actions.of(change), change, clientId);
        }
        if (before.burst.flappingDue()) {
            well &= run(actions.onFlapping(), presence, clientId);
        }
        if (before.burst.fightDue()) {
            well &= run(
                    actions.onDuplicateClientId(),
                    new DuplicateClientId(clientId, new Timeline(after.evidence, rules).sessions()),
                    clientId);
        }
        return well;
    }

    private void settle(String clientId, Told claimed, boolean well) {
        long now = clock.millis();
        int attempts = claimed.attempts();
        boolean again = !well && attempts < maxAttempts;
        long pause = Pauses.doubled(FIRST_PAUSE_MILLIS, attempts - 1, MAX_PAUSE_MILLIS);
        store.update(clientId, record -> record.with(record.told.retried(claimed.number(), again ? now + pause : 0)));
        if (again) {
            alarm.in(pause);
        } else if (!well) {
            counters.gaveUp.increment();
            failures.ofGivingUp(clientId, attempts);
        }
    }

    /** The border to the user's actions. Tells whether it went well, or there is no such action. */
    private <T> boolean run(List<Consumer<T>> all, T what, String clientId) {
        boolean well = true;
        for (Consumer<T> action : all) {
            if (hasEnded()) {
                // what is to be told again is told by whoever takes over
                return well && maxAttempts == 1;
            }
            counters.told.increment();
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

    private synchronized boolean hasEnded() {
        return ended;
    }

    synchronized int waiting() {
        return waiting.size() + running.size();
    }

    /** Returns for how long the longest call runs that is under way, of the store or an action, in nanoseconds. */
    synchronized long longestNanos() {
        long now = System.nanoTime();
        return begun.stream()
                .filter(turn -> turn.clientId != null)
                .mapToLong(turn -> now - turn.since)
                .max()
                .orElse(0);
    }

    /** Claims nothing more; what was not told stays due in the store. */
    synchronized void stop() {
        stopped = true;
        waiting.clear();
    }

    /** Begins no other action: what was claimed and is not begun stays untold. */
    synchronized void end() {
        ended = true;
    }

    /** Tells whether the current thread runs an action. */
    synchronized boolean isCurrent() {
        return begun.stream().anyMatch(turn -> turn.thread == Thread.currentThread());
    }

    /** Waits for the actions that run, but for the one that calls this; true if all ended in time. */
    synchronized boolean awaitEnd(Deadline deadline) throws InterruptedException {
        int own = isCurrent() ? 1 : 0;
        while (begun.size() > own) {
            long left = deadline.leftMillis();
            if (left == 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
