package com.alibaba.mqtt.server.presence.model;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one client id that keep ending each other: two devices with one id, or one device whose links break
 * without a word, so that the server ends the old connection when the next one comes. The addresses show which.
 *
 * @param clientId the full client id
 * @param sessions the connections seen lately, with their addresses, the newest first; at least two
 */
public record DuplicateClientId(String clientId, List<Session> sessions) {
    /** What the addresses say. */
    public enum Cause {
        /** Certain: connections came from one address, from another one, and from the first one again. */
        TWO_DEVICES,
        /**
         * Likely: all came from one address, so it is one device that reconnects over a bad link. Or devices behind one
         * router, which looks the same.
         */
        ONE_DEVICE,
        /** The address changed once, as for a device that moves from one network to another; or none is known. */
        UNSURE
    }

    /** Returns the cause, as far as the addresses of the sessions show; ports do not count. */
    public Cause cause() {
        List<String> hosts = sessions.stream()
                .map(session -> host(session.clientIp()))
                .filter(Objects::nonNull)
                .toList();
        Set<String> left = new LinkedHashSet<>();
        @Nullable String present = null;
        for (String host : hosts) {
            if (left.contains(host)) {
                return Cause.TWO_DEVICES;
            }
            if (present != null && !present.equals(host)) {
                left.add(present);
            }
            present = host;
        }
        return hosts.size() < 2 || !left.isEmpty() ? Cause.UNSURE : Cause.ONE_DEVICE;
    }

    private static @Nullable String host(@Nullable String address) {
        if (address == null) {
            return null;
        }
        int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }

    /** Fit for a log: what a device or the service wrote is shortened, and shows what would not be visible. */
    @Override
    public String toString() {
        return "DuplicateClientId[clientId=" + ForeignText.visible(clientId) + ", cause=" + cause() + ", sessions="
                + sessions + "]";
    }
}
