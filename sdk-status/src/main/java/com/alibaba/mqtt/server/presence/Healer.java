package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks the service about clients whose state is doubtful, one call at a time, within a budget.
 *
 * <ol>
 *   <li>Doubts come first: each is asked live, when the tolerance has passed that the answer needs to count.
 *   <li>Then walks through many clients: those whose newest evidence is older than the walk's cutoff are asked from the
 *       cache, ten in a call, as that is what the service bills as one. What the cache contradicts, and what it leaves
 *       out, becomes a doubt.
 *   <li>Whatever is found is merged as evidence like a notice; nothing is decided here.
 *   <li>A call that fails, or is given up, is made again, after the others and after a pause that doubles up to a minute.
 *   <li>Whatever the store throws, no client that was to be asked about is lost.
 * </ol>
 *
 * {@link #step} is for one thread; the rest for any.
 */
final class Healer {
    /** What one call to the service can take. */
    static final int BATCH = 10;

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
    private final Asking asking;
    private final Asking.Question live;
    /** Null if there is no such query: all are asked live then. */
    private final Asking.Question cached;

    private final Merger merger;
    private final Counters counters;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Budget budget;
    private final Doubts doubts = new Doubts();
    private final Walks walks;

    private volatile Asked asked;
    private volatile long pausedUntil;
    private long pause = FIRST_PAUSE_MILLIS;

    /** What is being asked; {@code at} by the wall clock, as an answer is evidence of that time. */
    private record Asked(Asking.Call call, List<String> clientIds, boolean doubted, boolean toLive, long at) {}

    Healer(
            PresenceStore store,
            Rules rules,
            Asking asking,
            Asking.Question live,
            Asking.Question cached,
            int perSecond,
            Merger merger,
            Counters counters,
            Failures failures,
            Clock clock,
            LongSupplier nanos) {
        this.store = store;
        this.rules = rules;
        this.asking = asking;
        this.live = live;
        this.cached = cached;
        this.merger = merger;
        this.counters = counters;
        this.clock = clock;
        this.nanos = nanos;
        this.budget = new Budget(perSecond, clock.millis());
        this.walks = new Walks(store, failures);
        this.pausedUntil = nanos.getAsLong();
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

    /** From the given time on, asks for all clients of which nothing newer than the cutoff is known. */
    void walk(long at, long cutoff) {
        walks.add(at, cutoff);
    }

    /** Does so for these clients only. */
    void walk(long at, long cutoff, Collection<String> clientIds) {
        walks.add(at, cutoff, clientIds);
    }

    /** Begins one call at most, and returns the milliseconds to wait until the next step. Does not wait for the call. */
    long step() {
        Asked present = asked;
        if (present != null) {
            return look(present);
        }
        long paused = pausedMillis();
        if (paused > 0 || asking.isFull()) {
            return paused > 0 ? Math.min(IDLE_MILLIS, paused) : IDLE_MILLIS;
        }
        long now = clock.millis();
        String doubted = nextDoubt(now);
        boolean toLive = doubted != null || cached == null;
        if (doubted == null && !walks.lookOn(now, toLive ? 1 : BATCH)) {
            return walks.isIdle() ? IDLE_MILLIS : 0;
        }
        long wait = budget.take(now);
        if (wait > 0) {
            if (doubted != null) {
                doubt(doubted, now);
            }
            return wait;
        }
        counters.queries.increment();
        List<String> clientIds = doubted != null ? List.of(doubted) : walks.take(toLive ? 1 : BATCH);
        Asking.Call call = asking.ask(toLive ? live : cached, clientIds);
        asked = new Asked(call, clientIds, doubted != null, toLive, now);
        return call.isOver() ? look(asked) : IDLE_MILLIS;
    }

    private long look(Asked present) {
        long left = present.call.leftMillis();
        if (!present.call.isOver() && left > 0) {
            return Math.min(IDLE_MILLIS, left);
        }
        asked = null;
        if (!present.call.isOver()) {
            counters.queriesGivenUp.increment();
            present.call.giveUp();
            failed(present);
            asking.reportTimeout(present.call);
            return 0;
        }
        Map<String, Boolean> answers = present.call.answers();
        if (answers == null) {
            failed(present);
            return 0;
        }
        pause = FIRST_PAUSE_MILLIS;
        asking.worked();
        merge(present, answers);
        return 0;
    }

    private void failed(Asked present) {
        counters.queryErrors.increment();
        pausedUntil = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(pause);
        again(present, clock.millis() + pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }

    private void again(Asked present, long at) {
        if (present.doubted) {
            doubt(present.clientIds.get(0), at);
        } else {
            walks.again(at, present.clientIds);
        }
    }

    private void merge(Asked present, Map<String, Boolean> answers) {
        try {
            for (String clientId : present.clientIds) {
                Boolean online = answers.get(clientId);
                if (online == null) {
                    doubt(clientId, present.at);
                } else {
                    merge(clientId, new Answer(online, present.at), present.toLive);
                }
            }
        } catch (Throwable e) {
            // the store failed; what is merged already is not old any more
            again(present, clock.millis() + FIRST_PAUSE_MILLIS);
            throw e;
        }
    }

    private void merge(String clientId, Answer answer, boolean fromLive) {
        if (merger.merge(clientId, fromLive ? Evidence.ofLive(answer) : Evidence.ofCached(answer))) {
            counters.healed.increment();
        }
        if (!fromLive && store.get(clientId).doubtful) {
            doubt(clientId, answer.askedAt());
        }
    }

    /** A doubt may be settled by itself while it waits. */
    private String nextDoubt(long now) {
        for (String clientId = doubts.next(now); clientId != null; clientId = doubts.next(now)) {
            if (isInDoubt(clientId, now)) {
                return clientId;
            }
        }
        return null;
    }

    private boolean isInDoubt(String clientId, long now) {
        try {
            PresenceRecord record = store.get(clientId);
            return record.doubtful || record.isEmpty() || isToConfirm(record);
        } catch (Throwable e) {
            // else this failure of the store would be the end of the doubt
            doubt(clientId, now + FIRST_PAUSE_MILLIS);
            throw e;
        }
    }

    private boolean isToConfirm(PresenceRecord record) {
        return record.stateDueAt != 0
                && record.state == PresenceState.OFFLINE
                && !record.evidence.isOfflineConfirmed(
                        Verdict.of(record.evidence, rules).since(), rules);
    }

    /** Returns how long no question is asked yet because the last ones failed. */
    long pausedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(Math.max(0, pausedUntil - nanos.getAsLong()));
    }

    /** By the thread that calls {@link #step}, after its last step, or when there is none any more. */
    void close() {
        walks.end();
    }

    static <T> Asking.Question one(PresenceQuery<String, T> query, Function<? super T, Boolean> online) {
        return clientIds -> {
            T answer = query.ask(clientIds.get(0));
            if (answer == null) {
                throw new IllegalStateException(
                        "the live query answered null for " + ForeignText.visible(clientIds.get(0)));
            }
            return Map.of(clientIds.get(0), online.apply(answer));
        };
    }

    /** A client whose answer is null is left out, and so asked about on its own. */
    static <T> Asking.Question many(
            PresenceQuery<Collection<String>, Map<String, T>> query, Function<? super T, Boolean> online) {
        return clientIds -> {
            Map<String, T> answers = query.ask(clientIds);
            if (answers == null) {
                throw new IllegalStateException("the cached query answered null");
            }
            Map<String, Boolean> states = new HashMap<>();
            for (String clientId : clientIds) {
                T answer = answers.get(clientId);
                if (answer != null) {
                    states.put(clientId, online.apply(answer));
                }
            }
            return states;
        };
    }
}
