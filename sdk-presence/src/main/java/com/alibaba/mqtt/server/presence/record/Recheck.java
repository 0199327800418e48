package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Verdict;
import com.alibaba.mqtt.server.presence.store.Task;
import org.jspecify.annotations.Nullable;

/**
 * What the service is to be asked about a client and when, and what may have been missed. Immutable; part of the record, so
 * that whoever shares the store can ask, and nothing is forgotten. Internal, not exported.
 *
 * <ol>
 *   <li>What the evidence itself leaves open is asked live, when the tolerance has passed that an answer needs to count:
 *       {@link Task#RECHECK}.
 *   <li>A client of which something may have been {@code missed} is uncertain until there is evidence of {@code missedAt} or
 *       later.
 *   <li>Who asks moves {@code at} to when its claim ends; so nobody else asks meanwhile.
 *   <li>While queries about this client fail, its pause grows. New notices do not shorten it.
 * </ol>
 *
 * @param task null if nothing is to be asked
 * @param at when, in milliseconds; 0 if nothing is
 * @param failures in a row
 * @param missed why something may have been missed; NONE if not
 * @param missedAt when that was, in milliseconds
 */
public record Recheck(@Nullable Task task, long at, int failures, Uncertainty missed, long missedAt) {
    static final Recheck NONE = new Recheck(null, 0, 0, Uncertainty.NONE, 0);

    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long MAX_PAUSE_MILLIS = 60_000;
    /** After a refusal, which is about this client and will not soon be another answer. */
    private static final long FIRST_LONG_PAUSE_MILLIS = 10_000;

    private static final long MAX_LONG_PAUSE_MILLIS = 3_600_000;

    boolean isNone() {
        return task == null && missed == Uncertainty.NONE;
    }

    /**
     * Returns what is to be asked now that the evidence is this.
     *
     * @param answered whether the newest of it is an answer of the service
     * @param confirmAt when an offline is to be confirmed; 0 if it is not
     * @param cacheMillis how old the answers to routine rechecks may be
     */
    Recheck next(
            Evidence evidence,
            Verdict verdict,
            boolean answered,
            long confirmAt,
            long cacheMillis,
            long now,
            Rules rules) {
        boolean settled = missed == Uncertainty.NONE || evidence.newest() >= missedAt;
        if (settled && confirmAt == 0 && !verdict.isUncertain()) {
            return NONE;
        }
        Uncertainty stillMissed = settled ? Uncertainty.NONE : missed;
        Task next = null;
        long nextAt = 0;
        if (verdict.isUncertain() && !evidence.isEmpty()) {
            next = Task.RECHECK;
            long counts = evidence.answersCountFrom(rules);
            nextAt = kept(next, counts, answered) ? at : Math.max(now + rules.tolerance() + 1, counts);
        } else if (stillMissed != Uncertainty.NONE) {
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
        Recheck recheck = new Recheck(
                next,
                failing ? Math.max(at, nextAt) : nextAt,
                failing ? failures : 0,
                stillMissed,
                settled ? 0 : missedAt);
        return recheck.isNone() ? NONE : recheck;
    }

    private boolean kept(Task next, long notBefore, boolean answered) {
        return task == next && !answered && at >= notBefore;
    }

    private static boolean isAskedLive(Uncertainty missed) {
        return missed == Uncertainty.UNANSWERED || missed == Uncertainty.GIVEN_UP;
    }

    /** Returns it as uncertain because something was missed then. */
    Recheck missed(Uncertainty why, long since) {
        return new Recheck(task, at, failures, why, Math.max(since, missedAt));
    }

    /** Returns whether the task is this one, and is due. */
    public boolean isDue(Task which, long now) {
        return task == which && at <= now;
    }

    /** Returns it with another time. */
    public Recheck movedTo(long later) {
        return new Recheck(task, later, failures, missed, missedAt);
    }

    /** Returns it after a query failed. */
    public Recheck failed(long now, boolean retryable) {
        long pause = retryable
                ? Backoff.doubled(FIRST_PAUSE_MILLIS, failures, MAX_PAUSE_MILLIS)
                : Backoff.doubled(FIRST_LONG_PAUSE_MILLIS, failures, MAX_LONG_PAUSE_MILLIS);
        return new Recheck(task, now + pause, failures + 1, missed, missedAt);
    }
}
