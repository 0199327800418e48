package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.model.PresenceState;

/**
 * What of a client's states was notified, and what is to be notified when. Immutable. Internal, not exported.
 *
 * @param state notified last; UNKNOWN if none was
 * @param number of the change notified last: when it was claimed, in milliseconds, or one more than the one before
 * @param changedAt when the state was first found to differ from the one notified; 0 if it does not
 * @param dueAt when that is to be notified; 0 if it is not
 * @param retryAt when the change notified last is notified again, as its action has not returned; 0 if it is not
 * @param attempts how often the action was called for it, if it is notified again
 * @param before the state notified before, if it is notified again
 */
public record Notified(
        PresenceState state,
        long number,
        long changedAt,
        long dueAt,
        long retryAt,
        int attempts,
        PresenceState before) {
    static final Notified NONE = new Notified(PresenceState.UNKNOWN, 0, 0, 0, 0, 0, PresenceState.UNKNOWN);
    private static final Notified ONLINE = new Notified(PresenceState.ONLINE, 0, 0, 0, 0, 0, PresenceState.UNKNOWN);
    private static final Notified OFFLINE = new Notified(PresenceState.OFFLINE, 0, 0, 0, 0, 0, PresenceState.UNKNOWN);

    /** Returns one with nothing but a state; always the same, as there may be one for each client. */
    static Notified of(PresenceState state) {
        return switch (state) {
            case UNKNOWN -> NONE;
            case ONLINE -> ONLINE;
            case OFFLINE -> OFFLINE;
        };
    }

    /** Returns when an action is to be called next; 0 if none is. */
    long nextAt() {
        return dueAt == 0 || retryAt == 0 ? dueAt + retryAt : Math.min(dueAt, retryAt);
    }

    /** Returns it with a change that waits from {@code changedAt} to {@code dueAt}; with none if both are 0. */
    Notified waiting(long changedAt, long dueAt) {
        return changedAt == this.changedAt && dueAt == this.dueAt
                ? this
                : new Notified(state, number, changedAt, dueAt, retryAt, attempts, before);
    }

    /** Returns it as if the state had been notified, without a number. */
    Notified as(PresenceState now) {
        if (number != 0) {
            return now == state && dueAt == 0 ? this : new Notified(now, number, 0, 0, 0, 0, PresenceState.UNKNOWN);
        }
        return of(now);
    }

    /** Returns whether a change of the state is to be notified by now. */
    public boolean isStateDue(long now) {
        return dueAt != 0 && dueAt <= now;
    }

    boolean isRetryDue(long now) {
        return retryAt != 0 && retryAt <= now;
    }

    /**
     * Returns it as claimed by who calls the action now.
     *
     * @param retryAt when the claim is void, so that another one may call it; 0 for never
     */
    Notified claimed(PresenceState present, long now, long retryAt) {
        return isStateDue(now)
                ? new Notified(present, Math.max(number + 1, now), 0, 0, retryAt, retryAt == 0 ? 0 : 1, state)
                : new Notified(state, number, changedAt, dueAt, retryAt, attempts + 1, before);
    }

    /** Returns it with the change of that number to be notified again then; never again if that is 0. */
    public Notified retried(long number, long at) {
        return number != this.number || retryAt == 0
                ? this
                : new Notified(state, number, changedAt, dueAt, at, at == 0 ? 0 : attempts, before);
    }
}
