package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Verdict;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.Task;

/**
 * What is kept of one client: the evidence, the state it proves, what of it was notified, and what the service is to be
 * asked. Immutable. Internal, not exported.
 */
public final class ClientRecord implements PresenceRecord {
    /** Of a client of which nothing is known; not stored. */
    public static final ClientRecord EMPTY = new ClientRecord(
            Evidence.NONE, PresenceState.UNKNOWN, Uncertainty.NONE, Notified.NONE, Recheck.NONE, Burst.NONE, 0, 0);

    private static final long PASSED_MILLIS = 1_000;

    final Evidence evidence;
    final PresenceState state;
    /** What the evidence itself leaves open. */
    final Uncertainty uncertainty;

    final Notified notified;
    final Recheck recheck;
    final Burst burst;
    final int sessions;
    final int flaps;

    ClientRecord(
            Evidence evidence,
            PresenceState state,
            Uncertainty uncertainty,
            Notified notified,
            Recheck recheck,
            Burst burst,
            int sessions,
            int flaps) {
        this.evidence = evidence;
        this.state = state;
        this.uncertainty = uncertainty;
        this.notified = notified;
        this.recheck = recheck;
        this.burst = burst;
        this.sessions = sessions;
        this.flaps = flaps;
    }

    @Override
    public byte[] toBytes() {
        return RecordCodec.bytes(this);
    }

    @Override
    public PresenceState state() {
        return state;
    }

    /** Returns what is known of the client's channels. */
    public Evidence evidence() {
        return evidence;
    }

    /** Returns what of the client's states was notified. */
    public Notified notified() {
        return notified;
    }

    /** Returns what the service is to be asked. */
    public Recheck recheck() {
        return recheck;
    }

    /** Returns whether the client flaps, or its id is used twice. */
    public Burst burst() {
        return burst;
    }

    /** Returns the connections counted so far. */
    public int sessions() {
        return sessions;
    }

    /** Returns whether the state may be wrong although the notices that came prove it; the service is asked then. */
    public boolean isUncertain() {
        return uncertainty() != Uncertainty.NONE;
    }

    /** Returns why the state may be wrong; {@link Uncertainty#NONE} if it may not. */
    public Uncertainty uncertainty() {
        return uncertainty == Uncertainty.NONE ? recheck.missed() : uncertainty;
    }

    @Override
    public long dueAt(Task task) {
        if (task == Task.NOTIFY) {
            return burst.isDue() ? 1 : notified.nextAt();
        }
        return task == recheck.task() ? recheck.at() : 0;
    }

    @Override
    public long lastChangeAt() {
        return Math.max(evidence.size() == 0 ? evidence.newest() : evidence.newestFact(), notified.number());
    }

    /** Returns the time of the newest notice or answer, in milliseconds since 1970; 0 if there is none. */
    public long lastEvidenceAt() {
        return evidence.newest();
    }

    @Override
    public boolean isEmpty() {
        return evidence.isEmpty() && recheck.isNone();
    }

    /** Adds evidence, and works out what is due because of it. Returns this if it adds nothing. */
    public ClientRecord merge(Evidence more, long now, Rules rules, TaskRules taskRules, String clientId) {
        Evidence merged =
                evidence.withoutAnswersAfter(now + Rules.MAX_AHEAD_MILLIS).merge(more, rules);
        if (merged.equals(evidence)) {
            return this;
        }
        Verdict verdict = Verdict.of(merged, rules);
        int newSessions = 0;
        int newFlaps = 0;
        for (int at = 0; at < merged.size(); at++) {
            Fact fact = merged.fact(at);
            if (fact.opens() && isNewOpening(fact)) {
                newSessions++;
                newFlaps += evidence.newestOpening() != null
                                && fact.time() - evidence.newestOpening().time() < rules.flapPeriod()
                        ? 1
                        : 0;
            }
        }
        Burst nextBurst = burst.next(verdict.timeline(), rules, taskRules);
        boolean answered = more.live() != null || more.cached() != null;
        return judged(
                merged, verdict, recheck, answered, nextBurst, newSessions, newFlaps, now, rules, taskRules, clientId);
    }

    private ClientRecord judged(
            Evidence merged,
            Verdict verdict,
            Recheck before,
            boolean answered,
            Burst nextBurst,
            int newSessions,
            int newFlaps,
            long now,
            Rules rules,
            TaskRules taskRules,
            String clientId) {
        Notified nextNotified = NextTasks.notified(this, merged, verdict, now, rules, taskRules, clientId);
        Recheck nextRecheck = taskRules.rechecks()
                ? before.next(
                        merged,
                        verdict,
                        answered,
                        NextTasks.confirmAt(merged, verdict, nextNotified, rules, taskRules, clientId),
                        taskRules.cacheMillis(),
                        now,
                        rules)
                : Recheck.NONE;
        return new ClientRecord(
                merged,
                verdict.state(),
                verdict.uncertainty(),
                nextNotified,
                nextRecheck,
                nextBurst,
                sessions + newSessions,
                flaps + newFlaps);
    }

    private boolean isNewOpening(Fact opening) {
        for (int at = 0; at < evidence.size(); at++) {
            Fact known = evidence.fact(at);
            if (known.opens() && known.channel().equals(opening.channel()) && opening.repeats(known)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the record as uncertain because something was missed up to then, to be rechecked; this very object if there is
     * evidence of then or later, or it is so already.
     */
    public ClientRecord missed(
            Uncertainty why, long since, long now, Rules rules, TaskRules taskRules, String clientId) {
        // for its age it is rechecked in any case; else each look at the ages would put that off
        boolean isNews = why == Uncertainty.UNANSWERED || (why != Uncertainty.AGE && recheck.missedAt() < since);
        boolean known = recheck.missed() != Uncertainty.NONE && !isNews;
        if (known || evidence.newest() >= since) {
            return this;
        }
        Verdict verdict = Verdict.of(evidence, rules);
        return judged(
                evidence, verdict, recheck.missed(why, since), false, burst, 0, 0, now, rules, taskRules, clientId);
    }

    /** Returns the record after the cached query gave no answer about it: it is asked live. */
    public ClientRecord unanswered(long now, Rules rules, TaskRules taskRules, String clientId) {
        Recheck answerless = new Recheck(null, 0, 0, recheck.missed(), recheck.missedAt());
        long since = recheck.missedAt() == 0 ? now : recheck.missedAt();
        return with(answerless)
                .missed(
                        Uncertainty.UNANSWERED,
                        Math.max(since, evidence.newest() + 1),
                        now,
                        rules,
                        taskRules,
                        clientId);
    }

    /** Returns the record with another recheck; this very object if it is the same. */
    public ClientRecord with(Recheck another) {
        return another.equals(recheck)
                ? this
                : new ClientRecord(evidence, state, uncertainty, notified, another, burst, sessions, flaps);
    }

    /** Returns the record with other notifications; this very object if they are the same. */
    public ClientRecord with(Notified another) {
        return another.equals(notified)
                ? this
                : new ClientRecord(evidence, state, uncertainty, another, recheck, burst, sessions, flaps);
    }

    /**
     * Returns the record as claimed by who calls the actions that are due now; this very object if none is.
     *
     * @param retryAt when the claim is void; 0 for never
     */
    public ClientRecord claimed(long now, long retryAt) {
        boolean again = notified.isRetryDue(now);
        boolean passed = again && !notified.isStateDue(now) && state != notified.state();
        boolean changed = !passed && (again || notified.isStateDue(now));
        if (!again && !changed && !burst.isDue()) {
            return this;
        }
        Notified claimed = changed ? notified.claimed(state, now, retryAt) : notified;
        if (passed) {
            // it is not so any more; the change that waits will take its place, or it comes back
            claimed = notified.retried(notified.number(), Math.max(now, notified.dueAt()) + PASSED_MILLIS);
        }
        return new ClientRecord(evidence, state, uncertainty, claimed, recheck, burst.notified(), sessions, flaps);
    }

    /** Returns the record with what a clock that was ahead has put off due now, or soon. */
    public ClientRecord dueBy(long now, long maxMillis) {
        Notified sooner = notified;
        if (notified.dueAt() > now + maxMillis) {
            sooner = sooner.waiting(now, now + Math.min(notified.dueAt() - notified.changedAt(), maxMillis));
        }
        if (notified.retryAt() > now + maxMillis) {
            sooner = sooner.retried(notified.number(), now);
        }
        // one whose pause is that long is rechecked once too often
        return with(sooner).with(recheck.at() > now + maxMillis ? recheck.movedTo(now) : recheck);
    }

    @Override
    public String toString() {
        return "ClientRecord[" + state + " notified=" + notified + " recheck=" + recheck + " " + evidence + "]";
    }
}
