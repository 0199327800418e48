package com.alibaba.mqtt.server.presence;

/**
 * What a {@link PresenceStore} keeps of one client: the evidence, the state it proves, what of it was told, and what the
 * service is to be asked. Immutable.
 * A store needs to know no more than what is public here.
 *
 * <p>{@link #toBytes()} and {@link #of(byte[])} are the form in which stores on disk and in a network keep it, about 30
 * bytes for a client that is online. The form belongs to a {@link #VERSION}.
 */
public final class PresenceRecord {
    /** The version of the bytes; a store that outlives the process keeps it beside them, or in its keys. */
    public static final int VERSION = 1;

    /** Of a client of which nothing is known; not stored. */
    public static final PresenceRecord EMPTY =
            new PresenceRecord(Evidence.NONE, PresenceState.UNKNOWN, Doubt.NONE, Told.NONE, Ask.NONE, Burst.NONE, 0, 0);

    /** Far beyond what the bounds of {@link Rules} let grow. */
    private static final int MAX_BYTES = 1 << 20;

    private static final long PASSED_MILLIS = 1_000;
    /** An offline that the service denied is not told for so long without another answer. */
    private static final long DENIED_MILLIS = 600_000;

    final Evidence evidence;
    final PresenceState state;
    /** What the evidence itself leaves open. */
    final Doubt doubt;

    final Told told;
    final Ask ask;
    final Burst burst;
    final int sessions;
    final int flaps;

    PresenceRecord(
            Evidence evidence,
            PresenceState state,
            Doubt doubt,
            Told told,
            Ask ask,
            Burst burst,
            int sessions,
            int flaps) {
        this.evidence = evidence;
        this.state = state;
        this.doubt = doubt;
        this.told = told;
        this.ask = ask;
        this.burst = burst;
        this.sessions = sessions;
        this.flaps = flaps;
    }

    /**
     * Reads what {@link #toBytes()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are null or no record of this version; whatever they are, nothing
     *     else is thrown
     */
    public static PresenceRecord of(byte[] bytes) {
        if (bytes == null || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a presence record is "
                    + (bytes == null
                            ? "null"
                            : bytes.length + " bytes long, and at most " + MAX_BYTES + " are allowed"));
        }
        try {
            return new RecordReader(bytes).readAll();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "a presence record of " + bytes.length + " bytes is damaged or cut off", e);
        }
    }

    /** Returns the record in bytes, a new array at each call. */
    public byte[] toBytes() {
        return new RecordWriter().write(this);
    }

    /** Returns the state that the evidence proves. */
    public PresenceState state() {
        return state;
    }

    /** Returns whether the state may be wrong although the notices that came prove it; the service is asked then. */
    public boolean isDoubtful() {
        return doubt() != Doubt.NONE;
    }

    /** Returns why the state may be wrong; {@link Doubt#NONE} if it may not. */
    public Doubt doubt() {
        return doubt == Doubt.NONE ? ask.missed() : doubt;
    }

    /**
     * Returns when the task is to be done for the client, in milliseconds since 1970; 0 if it is not. A store finds records
     * by this number, see {@link PresenceStore#due}.
     */
    public long dueAt(Task task) {
        if (task == Task.NOTIFY) {
            return burst.isDue() ? 1 : told.nextAt();
        }
        return task == ask.task() ? ask.at() : 0;
    }

    /**
     * Returns when something was last heard of the client or told of it, in milliseconds since 1970: the time of the newest
     * notice, if there is none of the newest answer, or when a change was told; 0 if nothing ever was. By it a store knows whom
     * it may forget: a client that is asked about again and again is not heard of by that.
     */
    public long lastChangeAt() {
        return Math.max(evidence.size() == 0 ? evidence.newest() : evidence.newestFact(), told.number());
    }

    /** Returns the time of the newest notice or answer, in milliseconds since 1970; 0 if there is none. */
    public long lastEvidenceAt() {
        return evidence.newest();
    }

    /** Tells whether nothing is known, so that there is nothing to store. */
    public boolean isEmpty() {
        return evidence.isEmpty() && ask.isNone();
    }

    /** Adds evidence, and finds out what is to be told and asked because of it. Returns this if it adds nothing. */
    PresenceRecord merge(Evidence more, long now, Rules rules, Telling telling, String clientId) {
        Evidence merged =
                evidence.withoutAnswersAfter(now + Times.MAX_AHEAD_MILLIS).merge(more, rules);
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
        Burst nextBurst = burst.next(verdict.timeline(), rules, telling);
        boolean answered = more.live() != null || more.cached() != null;
        return judged(merged, verdict, ask, answered, nextBurst, newSessions, newFlaps, now, rules, telling, clientId);
    }

    private PresenceRecord judged(
            Evidence merged,
            Verdict verdict,
            Ask before,
            boolean answered,
            Burst nextBurst,
            int newSessions,
            int newFlaps,
            long now,
            Rules rules,
            Telling telling,
            String clientId) {
        Told nextTold = nextTold(merged, verdict, now, rules, telling, clientId);
        Ask nextAsk = telling.asks()
                ? before.next(
                        merged,
                        verdict,
                        answered,
                        confirmAt(merged, verdict, nextTold, rules, telling, clientId),
                        telling.cacheMillis(),
                        now,
                        rules)
                : Ask.NONE;
        return new PresenceRecord(
                merged,
                verdict.state(),
                verdict.doubt(),
                nextTold,
                nextAsk,
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

    private Told nextTold(Evidence merged, Verdict verdict, long now, Rules rules, Telling telling, String clientId) {
        PresenceState next = verdict.state();
        if (!telling.isOn()) {
            return next == PresenceState.UNKNOWN ? told : told.as(next);
        }
        if (next == told.state() || next == PresenceState.UNKNOWN) {
            return told.waiting(0, 0);
        }
        long changedAt = told.changedAt() != 0 && state == next ? told.changedAt() : now;
        long dueAt = changedAt + (next == PresenceState.OFFLINE ? telling.graceMillis(clientId) : 0);
        if (isToConfirm(merged, verdict, rules, telling)) {
            dueAt = Math.max(dueAt, merged.answersCountFrom(rules)) + telling.confirmMillis();
            if (merged.isOfflineDenied(verdict.since(), rules)) {
                // there is an answer, which says online; the next one decides
                dueAt = Math.max(dueAt, merged.live().askedAt() + DENIED_MILLIS);
            }
        }
        if (verdict.isOpen()) {
            dueAt = Math.max(dueAt, changedAt + telling.doubtMillis());
        }
        return told.waiting(changedAt, dueAt);
    }

    private static boolean isToConfirm(Evidence merged, Verdict verdict, Rules rules, Telling telling) {
        return telling.confirmMillis() > 0
                && verdict.state() == PresenceState.OFFLINE
                && !merged.isOfflineConfirmed(verdict.since(), rules);
    }

    private static long confirmAt(
            Evidence merged, Verdict verdict, Told next, Rules rules, Telling telling, String clientId) {
        if (next.changedAt() == 0 || !isToConfirm(merged, verdict, rules, telling)) {
            return 0;
        }
        return Math.max(next.changedAt() + telling.graceMillis(clientId), merged.answersCountFrom(rules));
    }

    /**
     * Returns the record with the doubt that something was missed up to then, to be asked about; this very object if there is
     * evidence of then or later, or it is so already.
     */
    PresenceRecord missed(Doubt why, long since, long now, Rules rules, Telling telling, String clientId) {
        // for its age it is asked about in any case; else each look at the ages would put that off
        boolean isNews = why == Doubt.UNANSWERED || (why != Doubt.AGE && ask.missedAt() < since);
        boolean known = ask.missed() != Doubt.NONE && !isNews;
        if (known || evidence.newest() >= since) {
            return this;
        }
        Verdict verdict = Verdict.of(evidence, rules);
        return judged(evidence, verdict, ask.missed(why, since), false, burst, 0, 0, now, rules, telling, clientId);
    }

    /** Returns the record after the cached query gave no answer about it: it is asked live. */
    PresenceRecord unanswered(long now, Rules rules, Telling telling, String clientId) {
        Ask answerless = new Ask(null, 0, 0, ask.missed(), ask.missedAt());
        long since = ask.missedAt() == 0 ? now : ask.missedAt();
        return with(answerless)
                .missed(Doubt.UNANSWERED, Math.max(since, evidence.newest() + 1), now, rules, telling, clientId);
    }

    PresenceRecord with(Ask another) {
        return another.equals(ask)
                ? this
                : new PresenceRecord(evidence, state, doubt, told, another, burst, sessions, flaps);
    }

    PresenceRecord with(Told another) {
        return another.equals(told)
                ? this
                : new PresenceRecord(evidence, state, doubt, another, ask, burst, sessions, flaps);
    }

    /**
     * Returns the record as claimed by who calls the actions that are due now; this very object if none is.
     *
     * @param retryAt when the claim is void; 0 for never
     */
    PresenceRecord claimed(long now, long retryAt) {
        boolean again = told.isRetryDue(now);
        boolean passed = again && !told.isStateDue(now) && state != told.state();
        boolean changed = !passed && (again || told.isStateDue(now));
        if (!again && !changed && !burst.isDue()) {
            return this;
        }
        Told claimed = changed ? told.claimed(state, now, retryAt) : told;
        if (passed) {
            // it is not so any more; the change that waits will take its place, or it comes back
            claimed = told.retried(told.number(), Math.max(now, told.dueAt()) + PASSED_MILLIS);
        }
        return new PresenceRecord(evidence, state, doubt, claimed, ask, burst.told(), sessions, flaps);
    }

    /** Returns the record with what a clock that was ahead has put off due now, or soon. */
    PresenceRecord dueBy(long now, long maxMillis) {
        Told sooner = told;
        if (told.dueAt() > now + maxMillis) {
            sooner = sooner.waiting(now, now + Math.min(told.dueAt() - told.changedAt(), maxMillis));
        }
        if (told.retryAt() > now + maxMillis) {
            sooner = sooner.retried(told.number(), now);
        }
        // one whose pause is that long is asked about once too often
        return with(sooner).with(ask.at() > now + maxMillis ? ask.movedTo(now) : ask);
    }

    @Override
    public String toString() {
        return "PresenceRecord[" + state + " told=" + told + " ask=" + ask + " " + evidence + "]";
    }
}
