package com.alibaba.mqtt.server.presence.model;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, as far as it is known.
 *
 * @param channelId the connection's id, or null where the service sends none
 * @param clientIp the client's address as {@code ip:port}, or null if not sent
 * @param openedAt when it was opened, or null if that notice never came
 * @param endedAt when it ended, or null if no notice says so
 * @param end how it ended; UNKNOWN for one that has not ended
 */
public record Session(
        @Nullable String channelId,
        @Nullable String clientIp,
        @Nullable Instant openedAt,
        @Nullable Instant endedAt,
        SessionEnd end) {
    /** Fit for a log: what a device or the service wrote is shortened, and shows what would not be visible. */
    @Override
    public String toString() {
        return "Session[channelId=" + ForeignText.visible(channelId) + ", clientIp=" + ForeignText.visible(clientIp)
                + ", openedAt=" + openedAt + ", endedAt=" + endedAt + ", end=" + end + "]";
    }
}
