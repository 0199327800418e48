package com.alibaba.mqtt.server.presence;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Asks the service about clients whose state is doubtful, one call at a time, within a budget.
 *
 * <ol>
 *   <li>Doubts come first: each is asked live, when the tolerance has passed that the answer needs to count.
 *   <li>Then walks through many clients: those whose newest evidence is older than the walk's cutoff are asked from the
 *       cache, ten in a call, as that is what the service bills as one. What the cache contradicts, and what it leaves
 *       out, becomes a doubt.
 *   <li>Whatever is found is merged as evidence like a notice; nothing is decided here.
 *   <li>A call that fails is made again, after a pause that doubles up to a minute.
 * </ol>
 *
 * {@link #step} is for one thread; the rest for any.
 */
final class Healer {
    /** What one call to the service can take. */
    static final int BATCH = 10;

    private static final int MOST_LOOKED_AT = 10_000;
    private static final long IDLE_MILLIS = 100;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    /** Where answers go. */
    interface Merger {
        /** Merges an answer; false if the state did not change. */
        boolean merge(String clientId, Evidence answer);
    }

    private final PresenceStore store;
    private final Rules rules;
    private final PresenceQuery<String, Boolean> live;
    private final PresenceQuery<Collection<String>, Map<String, Boolean>> cached;
    private final Merger merger;
    private final Counters counters;
    private final Actions actions;
    private final Clock clock;
    private final Budget budget;
    private final Doubts doubts = new Doubts();
    private final Queue<Walk> walks = new ArrayDeque<>();
    /** What the walk found and is not asked yet. */
    private final List<String> batch = new ArrayList<>();

    private Walk walk;
    private Stream<String> clients;
    private Iterator<String> next;
    private long pausedUntil;
    private long pause = FIRST_PAUSE_MILLIS;

    /** Through all clients if there are no ids. */
    private record Walk(long at, long cutoff, List<String> clientIds) {}

    /** Makes one; {@code cached} is null if there is no such query: all are asked live then. */
    Healer(
            PresenceStore store,
            Rules rules,
            PresenceQuery<String, Boolean> live,
            PresenceQuery<Collection<String>, Map<String, Boolean>> cached,
            int perSecond,
            Merger merger,
            Counters counters,
            Actions actions,
            Clock clock) {
        this.store = store;
        this.rules = rules;
        this.live = live;
        this.cached = cached;
        this.merger = merger;
        this.counters = counters;
        this.actions = actions;
        this.clock = clock;
        this.budget = new Budget(perSecond, clock.millis());
    }

    /** Asks about the client, not before the given time. */
    void doubt(String clientId, long at) {
        if (!doubts.add(clientId, at)) {
            counters.queriesPutOff.increment();
        }
    }

    /** Asks about the clients, if there is a place and if they are still in doubt. */
    void remind(Collection<String> clientIds, long now) {
        clientIds.forEach(clientId -> doubts.add(clientId, now));
    }

    /**
     * From the given time on, asks for all clients of which nothing newer than the cutoff is known. Is one with such a
     * walk that did not begin yet, so that a connection that comes and goes leaves no queue of them.
     */
    void walk(long at, long cutoff) {
        synchronized (walks) {
            long earliest = at;
            long newest = cutoff;
            for (Walk waiting : walks) {
                if (waiting.clientIds == null) {
                    earliest = Math.min(earliest, waiting.at);
                    newest = Math.max(newest, waiting.cutoff);
                }
            }
            walks.removeIf(waiting -> waiting.clientIds == null);
            walks.add(new Walk(earliest, newest, null));
        }
    }

    /** Does so for these clients only. */
    void walk(long at, long cutoff, Collection<String> clientIds) {
        synchronized (walks) {
            walks.add(new Walk(at, cutoff, List.copyOf(clientIds)));
        }
    }

    /** Makes one call at most, and returns the milliseconds to wait until the next step. Blocks for the call. */
    long step() throws InterruptedException {
        long now = clock.millis();
        if (now < pausedUntil) {
            return Math.min(IDLE_MILLIS, pausedUntil - now);
        }
        String doubted = nextDoubt(now);
        if (doubted == null && batch.isEmpty() && !lookOn(now)) {
            return batch.isEmpty() && walk == null ? IDLE_MILLIS : 0;
        }
        long wait = budget.take(now);
        if (wait > 0) {
            if (doubted != null) {
                doubt(doubted, now);
            }
            return wait;
        }
        counters.queries.increment();
        try {
            if (doubted != null) {
                askLive(doubted, now);
            } else if (cached == null) {
                askLive(batch.get(batch.size() - 1), now);
                batch.remove(batch.size() - 1);
            } else {
                askCached(List.copyOf(batch), now);
                batch.clear();
            }
            pause = FIRST_PAUSE_MILLIS;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failed(doubted, now, e);
        }
        return 0;
    }

    private void failed(String doubted, long now, Exception e) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("stopped while asking");
        }
        counters.queryErrors.increment();
        actions.report(doubted, e);
        pausedUntil = now + pause;
        if (doubted != null) {
            doubt(doubted, pausedUntil);
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }

    /** A doubt may be settled by itself while it waits. */
    private String nextDoubt(long now) {
        for (String clientId = doubts.next(now); clientId != null; clientId = doubts.next(now)) {
            PresenceRecord record = store.get(clientId);
            if (record.doubtful || record.isEmpty() || isToConfirm(record)) {
                return clientId;
            }
        }
        return null;
    }

    private boolean isToConfirm(PresenceRecord record) {
        return record.stateDueAt != 0
                && record.state == PresenceState.OFFLINE
                && !record.evidence.isOfflineConfirmed(
                        Verdict.of(record.evidence, rules).since(), rules);
    }

    /** Collects a batch; true if there is something to ask. */
    private boolean lookOn(long now) {
        if (walk == null) {
            synchronized (walks) {
                if (walks.isEmpty() || walks.peek().at > now) {
                    return false;
                }
                walk = walks.remove();
            }
            clients = walk.clientIds == null ? store.clients().map(Map.Entry::getKey) : walk.clientIds.stream();
            next = clients.iterator();
        }
        for (int looked = 0; looked < MOST_LOOKED_AT && batch.size() < BATCH; looked++) {
            if (!next.hasNext()) {
                endWalk();
                break;
            }
            String clientId = next.next();
            if (store.get(clientId).lastEvidenceAt() < walk.cutoff) {
                batch.add(clientId);
            }
        }
        return batch.size() == BATCH || (walk == null && !batch.isEmpty());
    }

    private void endWalk() {
        clients.close();
        walk = null;
        clients = null;
        next = null;
    }

    private void askLive(String clientId, long now) throws Exception {
        Boolean online = live.ask(clientId);
        if (online == null) {
            throw new IllegalStateException("the live query answered null for " + clientId);
        }
        healedIf(merger.merge(clientId, Evidence.ofLive(new Answer(online, now))));
    }

    private void askCached(List<String> clientIds, long now) throws Exception {
        Map<String, Boolean> answers = cached.ask(clientIds);
        for (String clientId : clientIds) {
            Boolean online = answers.get(clientId);
            if (online == null) {
                doubt(clientId, now);
            } else {
                healedIf(merger.merge(clientId, Evidence.ofCached(new Answer(online, now))));
                if (store.get(clientId).doubtful) {
                    doubt(clientId, now);
                }
            }
        }
    }

    private void healedIf(boolean changed) {
        if (changed) {
            counters.healed.increment();
        }
    }

    /** By the thread that calls {@link #step}, after its last step. */
    void close() {
        if (walk != null) {
            endWalk();
        }
    }

    static <T> PresenceQuery<Collection<String>, Map<String, Boolean>> many(
            PresenceQuery<Collection<String>, Map<String, T>> query, Function<? super T, Boolean> online) {
        return clientIds -> {
            Map<String, Boolean> states = new HashMap<>();
            query.ask(clientIds).forEach((clientId, answer) -> states.put(clientId, online.apply(answer)));
            return states;
        };
    }
}
