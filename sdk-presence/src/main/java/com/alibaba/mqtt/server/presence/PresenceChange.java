package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;

/**
 * A change that is told.
 *
 * @param clientId the full client id
 * @param before the state told before; UNKNOWN the first time. The present one is in {@code presence}, as is its cause:
 *     source, end and times
 * @param presence the state at the moment of telling
 * @param number grows with each change of the client, over restarts and over all trackers on a store: who gets a change with
 *     a smaller number than the last one of the same client drops it. It is when the change was claimed, in milliseconds
 *     since 1970, or one more than the one before
 */
public record PresenceChange(String clientId, PresenceState before, ClientPresence presence, long number) {
    /** Tells whether nothing was told of the client before. */
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
