package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;

/**
 * A change that is told.
 *
 * @param clientId the full client id
 * @param before the state told before; UNKNOWN the first time. The present one is in {@code presence}, as is its cause:
 *     source, end and times
 * @param presence the state at the moment of telling
 */
public record PresenceChange(String clientId, PresenceState before, ClientPresence presence) {
    /** Fit for a log: what a device or the service wrote is shortened, and shows what would not be visible. */
    @Override
    public String toString() {
        return "PresenceChange[clientId=" + ForeignText.visible(clientId) + ", before=" + before + ", presence="
                + presence + "]";
    }
}
