package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.List;

/**
 * Two devices with one client id, which keep ending each other's connection.
 *
 * @param clientId the full client id
 * @param sessions the connections seen lately, with their addresses, the newest first; at least two
 */
public record DuplicateClientId(String clientId, List<Session> sessions) {
    /** Fit for a log: what a device or the service wrote is shortened, and shows what would not be visible. */
    @Override
    public String toString() {
        return "DuplicateClientId[clientId=" + ForeignText.visible(clientId) + ", sessions=" + sessions + "]";
    }
}
