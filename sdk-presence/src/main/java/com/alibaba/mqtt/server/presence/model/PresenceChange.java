package com.alibaba.mqtt.server.presence.model;

import com.alibaba.mqtt.server.internal.ForeignText;

/**
 * A change of a client's state, of which actions are notified.
 *
 * @param clientId the full client id
 * @param before the state notified before; UNKNOWN the first time. The present one is in {@code presence}, as is its cause:
 *     source, end and times
 * @param presence the state at the moment of the notification
 * @param number grows with each change of the client, over restarts and over all trackers on a store: who gets a change with
 *     a smaller number than the last one of the same client drops it. It is when the change was claimed, in milliseconds
 *     since 1970, or one more than the one before
 */
public record PresenceChange(String clientId, PresenceState before, ClientPresence presence, long number) {
    /** Returns whether no change of the client was notified before. */
    public boolean isFirst() {
        return before == PresenceState.UNKNOWN;
    }

    /** Fit for a log: what a device or the service wrote is shortened, and shows what would not be visible. */
    @Override
    public String toString() {
        return "PresenceChange[clientId=" + ForeignText.visible(clientId) + ", before=" + before + ", presence="
                + presence + ", number=" + number + "]";
    }
}
