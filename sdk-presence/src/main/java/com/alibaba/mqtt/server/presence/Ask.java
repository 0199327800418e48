package com.alibaba.mqtt.server.presence;

/**
 * What the service is to be asked about a client and when, and what may have been missed. Immutable; part of the record, so
 * that whoever shares the store can ask, and nothing is forgotten.
 *
 * <ol>
 *   <li>Doubts that the evidence itself raises are asked about live, when the tolerance has passed that an answer needs to
 *       count: {@link Task#RECHECK}.
 *   <li>What may have been {@code missed} is doubtful until there is evidence of {@code missedAt} or later.
 *   <li>Who asks moves {@code at} to when it takes the question for lost; so nobody else asks meanwhile.
 *   <li>While questions about this client fail, its pause grows. New notices do not shorten it.
 * </ol>
 *
 * @param task null if nothing is to be asked
 * @param at when, in milliseconds; 0 if nothing is
 * @param failures in a row
 * @param missed why something may have been missed; NONE if not
 * @param missedAt when that was, in milliseconds
 */
record Ask(Task task, long at, int failures, Doubt missed, long missedAt) {
    static final Ask NONE = new Ask(null, 0, 0, Doubt.NONE, 0);

    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long MAX_PAUSE_MILLIS = 60_000;
    /** After a refusal, which is about this client and will not soon be another answer. */
    private static final long FIRST_LONG_PAUSE_MILLIS = 10_000;

    private static final long MAX_LONG_PAUSE_MILLIS = 3_600_000;

    boolean isNone() {
        return task == null && missed == Doubt.NONE;
    }

    /**
     * Returns what is to be asked now that the evidence is this.
     *
     * @param answered whether the newest of it is an answer of the service
     * @param confirmAt when an offline is to be confirmed; 0 if it is not
     * @param cacheMillis how old the answers to routine questions may be
     */
    Ask next(
            Evidence evidence,
            Verdict verdict,
            boolean answered,
            long confirmAt,
            long cacheMillis,
            long now,
            Rules rules) {
        boolean settled = missed == Doubt.NONE || evidence.newest() >= missedAt;
        Doubt stillMissed = settled ? Doubt.NONE : missed;
        Task next = null;
        long nextAt = 0;
        if (verdict.isDoubtful() && !evidence.isEmpty()) {
            next = Task.RECHECK;
            long counts = evidence.answersCountFrom(rules);
            nextAt = kept(next, counts, answered) ? at : Math.max(now + rules.tolerance() + 1, counts);
        } else if (stillMissed != Doubt.NONE) {
            next = isAskedLive(stillMissed) ? Task.RECHECK : Task.RECONCILE;
            long counts = missedAt + (next == Task.RECONCILE ? cacheMillis : 0);
            // not later because of one more gap: who is asked too early for it is asked again
            nextAt = kept(next, 0, answered) ? at : Math.max(now, counts);
        }
        if (confirmAt != 0 && (next == null || confirmAt <= nextAt)) {
            next = Task.CONFIRM;
            nextAt = kept(next, confirmAt, answered) ? at : confirmAt;
        }
        boolean failing = failures > 0 && !answered && next != null;
        Ask ask = new Ask(
                next,
                failing ? Math.max(at, nextAt) : nextAt,
                failing ? failures : 0,
                stillMissed,
                settled ? 0 : missedAt);
        return ask.isNone() ? NONE : ask;
    }

    private boolean kept(Task next, long notBefore, boolean answered) {
        return task == next && !answered && at >= notBefore;
    }

    private static boolean isAskedLive(Doubt missed) {
        return missed == Doubt.UNANSWERED || missed == Doubt.GIVEN_UP;
    }

    /** Returns it with the doubt that something was missed then. */
    Ask missed(Doubt why, long since) {
        return new Ask(task, at, failures, why, Math.max(since, missedAt));
    }

    boolean isDue(Task which, long now) {
        return task == which && at <= now;
    }

    Ask movedTo(long later) {
        return new Ask(task, later, failures, missed, missedAt);
    }

    /** Returns it after a question failed. */
    Ask failed(long now, boolean retryable) {
        long pause = retryable
                ? Pauses.doubled(FIRST_PAUSE_MILLIS, failures, MAX_PAUSE_MILLIS)
                : Pauses.doubled(FIRST_LONG_PAUSE_MILLIS, failures, MAX_LONG_PAUSE_MILLIS);
        return new Ask(task, now + pause, failures + 1, missed, missedAt);
    }
}
