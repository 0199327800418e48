package com.alibaba.mqtt.server.presence;

/**
 * What a {@link PresenceStore} keeps of one client: the evidence, the state it proves, and what of it was told. Immutable.
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
            new PresenceRecord(Evidence.NONE, PresenceState.UNKNOWN, false, PresenceState.UNKNOWN, 0, Burst.NONE, 0, 0);

    /** Far beyond what the bounds of {@link Rules} let grow. */
    private static final int MAX_BYTES = 1 << 20;

    final Evidence evidence;
    final PresenceState state;
    final boolean doubtful;
    final PresenceState told;
    final long stateDueAt;
    final Burst burst;
    final int sessions;
    final int flaps;

    PresenceRecord(
            Evidence evidence,
            PresenceState state,
            boolean doubtful,
            PresenceState told,
            long stateDueAt,
            Burst burst,
            int sessions,
            int flaps) {
        this.evidence = evidence;
        this.state = state;
        this.doubtful = doubtful;
        this.told = told;
        this.stateDueAt = stateDueAt;
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

    /**
     * Returns when something about the client is to be told, in milliseconds since 1970; 0 if nothing is. A store finds
     * records by this number, see {@link PresenceStore#due}.
     */
    public long dueAt() {
        return burst.isDue() ? 1 : stateDueAt;
    }

    /** Returns the time of the newest notice or answer, in milliseconds since 1970; 0 if there is none. */
    public long lastEvidenceAt() {
        return evidence.newest();
    }

    /** Tells whether nothing is known, so that there is nothing to store. */
    public boolean isEmpty() {
        return evidence.isEmpty();
    }

    /** Adds evidence, and finds out whether something is to be told because of it. Returns this if it adds nothing. */
    PresenceRecord merge(Evidence more, long now, Rules rules, Telling telling, String clientId) {
        Evidence merged = evidence.merge(more, rules);
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
        PresenceState nowTold = telling.isOn() || verdict.state() == PresenceState.UNKNOWN ? told : verdict.state();
        return new PresenceRecord(
                merged,
                verdict.state(),
                verdict.doubtful(),
                nowTold,
                dueAt(merged, verdict, nowTold, now, rules, telling, clientId),
                burst.next(verdict.timeline(), rules, telling),
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

    private long dueAt(
            Evidence merged,
            Verdict verdict,
            PresenceState nowTold,
            long now,
            Rules rules,
            Telling telling,
            String clientId) {
        PresenceState next = verdict.state();
        if (next == nowTold || next == PresenceState.UNKNOWN) {
            return 0;
        }
        if (next == PresenceState.ONLINE) {
            return stateDueAt != 0 && state == next ? stateDueAt : now;
        }
        boolean confirmed = merged.isOfflineConfirmed(verdict.since(), rules);
        if (stateDueAt == 0 || state != next) {
            return now + telling.graceMillis(clientId) + (confirmed ? 0 : telling.confirmMillis());
        }
        boolean justConfirmed = confirmed && !evidence.isOfflineConfirmed(verdict.since(), rules);
        return justConfirmed ? Math.max(now, stateDueAt - telling.confirmMillis()) : stateDueAt;
    }

    /** Returns the record after everything was told that is due now; this very object if nothing is. */
    PresenceRecord told(long now) {
        boolean stateToo = stateDueAt != 0 && stateDueAt <= now;
        if (!stateToo && !burst.isDue()) {
            return this;
        }
        return new PresenceRecord(
                evidence,
                state,
                doubtful,
                stateToo ? state : told,
                stateToo ? 0 : stateDueAt,
                burst.told(),
                sessions,
                flaps);
    }

    @Override
    public String toString() {
        return "PresenceRecord[" + state + " told=" + told + " dueAt=" + dueAt() + " " + evidence + "]";
    }
}
