package com.alibaba.mqtt.server.presence;

import java.time.Clock;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Tells changes: claims what is due in the store, then calls the actions.
 *
 * <ol>
 *   <li>What is due stands in the store, not here: here is only which clients to look at, each once, and at most
 *       {@value #MOST_WAITING}. One that finds no place is found again by {@link PresenceStore#due}; so nothing is lost,
 *       and a client that changes faster than it is told is told its newest state only.
 *   <li>An action is called by who claimed the change, after the claim; so once, by one node.
 *   <li>A client is in {@code running} at most once; so its actions never meet, and come in the order of its changes.
 *   <li>Actions run outside of the monitor and of the store's locks.
 * </ol>
 */
final class Teller {
    private static final int MOST_WAITING = 10_000;

    private final PresenceStore store;
    private final Rules rules;
    private final Actions actions;
    private final Counters counters;
    private final Clock clock;
    private final Executor executor;
    private final int mostWorkers;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> running = new HashSet<>();
    private final Set<Thread> inAction = new HashSet<>();
    private int workers;
    private boolean stopped;

    Teller(
            PresenceStore store,
            Rules rules,
            Actions actions,
            Counters counters,
            Clock clock,
            Executor executor,
            int mostWorkers) {
        this.store = store;
        this.rules = rules;
        this.actions = actions;
        this.counters = counters;
        this.clock = clock;
        this.executor = executor;
        this.mostWorkers = mostWorkers;
    }

    /** Looks for what is due, also on behalf of nodes that are gone. */
    void tellDue() {
        for (String clientId : store.due(clock.millis(), MOST_WAITING)) {
            if (!tell(clientId)) {
                return;
            }
        }
    }

    /** Has a client looked at soon; false if there is no place for it now. Does not block, unless the executor does. */
    boolean tell(String clientId) {
        synchronized (this) {
            if (stopped) {
                return false;
            }
            if (waiting.size() >= MOST_WAITING && !waiting.contains(clientId)) {
                return false;
            }
            waiting.add(clientId);
            if (workers == mostWorkers) {
                return true;
            }
            workers++;
        }
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                workers--;
            }
            actions.report(clientId, e);
            return false;
        }
        return true;
    }

    private void work() {
        synchronized (this) {
            inAction.add(Thread.currentThread());
        }
        for (String clientId = take(null); clientId != null; clientId = take(clientId)) {
            try {
                claimAndTell(clientId);
            } catch (RuntimeException e) {
                // the store failed: the change is still due there
                actions.report(clientId, e);
            }
        }
    }

    private synchronized String take(String done) {
        running.remove(done);
        Iterator<String> next = waiting.iterator();
        // looks at no more than the running ones and one more
        while (!stopped && next.hasNext()) {
            String clientId = next.next();
            if (running.add(clientId)) {
                next.remove();
                return clientId;
            }
        }
        workers--;
        inAction.remove(Thread.currentThread());
        notifyAll();
        return null;
    }

    private void claimAndTell(String clientId) {
        long now = clock.millis();
        PresenceRecord[] before = new PresenceRecord[1];
        PresenceRecord after = store.update(clientId, record -> {
            before[0] = record;
            return record.told(now);
        });
        if (after == before[0]) {
            return;
        }
        ClientPresence presence = ClientPresence.of(clientId, after, rules, now);
        boolean well = true;
        if (after.told != before[0].told) {
            counters.told.increment();
            boolean online = after.told == PresenceState.ONLINE;
            well &= actions.run(
                    online ? actions.onOnline() : actions.onOffline(),
                    new PresenceChange(clientId, before[0].told, presence),
                    clientId);
        }
        if (before[0].burst.flappingDue()) {
            counters.told.increment();
            well &= actions.run(actions.onFlapping(), presence, clientId);
        }
        if (before[0].burst.fightDue()) {
            counters.told.increment();
            well &= actions.run(
                    actions.onDuplicateClientId(),
                    new DuplicateClientId(clientId, new Timeline(after.evidence, rules).sessions()),
                    clientId);
        }
        if (!well) {
            counters.actionErrors.increment();
        }
    }

    synchronized int waiting() {
        return waiting.size() + running.size();
    }

    /** Begins no other action; what was not told stays due in the store. */
    synchronized void stop() {
        stopped = true;
        waiting.clear();
    }

    /** Tells whether the current thread runs an action. */
    synchronized boolean isCurrent() {
        return inAction.contains(Thread.currentThread());
    }

    /** Waits for the actions that run; true if all ended in time. */
    synchronized boolean awaitEnd(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (workers > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
