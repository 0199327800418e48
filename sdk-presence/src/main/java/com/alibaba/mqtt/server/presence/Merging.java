package com.alibaba.mqtt.server.presence;

import java.time.Clock;

/** Puts what is heard into the store, and sees to it that what follows from it is told and asked. Thread-safe. */
final class Merging {
    private static final long BUSY_MILLIS = 100;

    private final PresenceStore store;
    private final Rules rules;
    private final Telling telling;
    private final Counters counters;
    private final Clock clock;
    /** Null if this tracker tells nothing. */
    private final Teller teller;

    private final Listening listening;
    private final Walks walks;
    private final Alarm timerAlarm;
    private final Alarm askerAlarm;
    /** Whether this tracker asks the service. */
    private final boolean asks;

    Merging(
            PresenceStore store,
            Rules rules,
            Telling telling,
            Counters counters,
            Clock clock,
            Teller teller,
            Listening listening,
            Walks walks,
            Alarm timerAlarm,
            Alarm askerAlarm,
            boolean asks) {
        this.store = store;
        this.rules = rules;
        this.telling = telling;
        this.counters = counters;
        this.clock = clock;
        this.teller = teller;
        this.listening = listening;
        this.walks = walks;
        this.timerAlarm = timerAlarm;
        this.askerAlarm = askerAlarm;
        this.asks = asks;
    }

    /**
     * Merges evidence; false if the state did not change.
     *
     * @param fact the evidence, if it is one notice; else null
     */
    boolean merge(String clientId, Evidence more, Fact fact, long now) {
        PresenceRecord[] before = new PresenceRecord[1];
        PresenceRecord after = store.update(clientId, record -> {
            before[0] = record;
            return record.merge(more, now, rules, telling, clientId);
        });
        if (after == before[0]) {
            counters.repeated.increment();
            return false;
        }
        counters.merged(clientId, fact, before[0], after, now);
        tell(clientId, after.dueAt(Task.NOTIFY), now);
        ask(after.ask, now);
        boolean changed = after.state != before[0].state;
        if (changed) {
            listening.changed(clientId);
        }
        return changed;
    }

    private void tell(String clientId, long dueAt, long now) {
        if (teller == null || dueAt == 0) {
            return;
        }
        if (dueAt > now) {
            timerAlarm.in(dueAt - now);
        } else if (!teller.tell(clientId)) {
            counters.deferred.increment();
            timerAlarm.in(BUSY_MILLIS);
        }
    }

    private void ask(Ask ask, long now) {
        if (asks && ask.task() != null) {
            askerAlarm.in(ask.at() - now);
        }
    }

    /** Marks the client as doubtful up to then; false if it is not, or is already. */
    boolean mark(String clientId, Doubt why, long since) {
        long now = clock.millis();
        boolean[] marked = new boolean[1];
        PresenceRecord after = store.update(clientId, record -> {
            PresenceRecord doubtful = record.missed(why, since, now, rules, telling, clientId);
            marked[0] = doubtful != record;
            return doubtful;
        });
        if (marked[0]) {
            ask(after.ask, now);
        }
        return marked[0];
    }

    /** Has all clients asked about of which nothing newer than the present is known, when late notices have had that time. */
    void walk(Doubt why, long afterMillis) {
        if (asks) {
            walks.add(Math.max(afterMillis, telling.cacheMillis()), clock.millis(), why);
            askerAlarm.in(afterMillis);
        }
    }

    /** Returns the record after the service gave no answer about its client. */
    PresenceRecord unanswered(String clientId, PresenceRecord record) {
        return record.unanswered(clock.millis(), rules, telling, clientId);
    }

    ClientPresence presence(String clientId) {
        return presence(clientId, store.get(clientId));
    }

    ClientPresence presence(String clientId, PresenceRecord record) {
        Doubt missed = record.ask.missed();
        if (missed == Doubt.NONE && !record.isEmpty()) {
            missed = walks.doubt(record.lastEvidenceAt());
        }
        return ClientPresence.of(clientId, record, missed, rules, clock.millis());
    }

    /**
     * After our clock was set back: nothing waits until it is as late again. Whatever fails, all the others are put right.
     *
     * @throws IllegalStateException if the store failed for one of them
     */
    void putRight(int max) {
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
        askerAlarm.in(0);
        if (failure != null) {
            throw new IllegalStateException("not all could be put right after the clock was set back", failure);
        }
    }

    private Throwable putRight(String clientId, long now, Throwable before) {
        try {
            store.update(clientId, record -> record.dueBy(now, telling.maxMillis(rules)));
            return before;
        } catch (Throwable e) {
            // Throwable: the store may be the user's; it may be this client only
            return e;
        }
    }
}
