package com.alibaba.mqtt.server.query.model;

import com.alibaba.mqtt.server.internal.ForeignText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The status of one client in an answer of the service.
 *
 * @param clientId the client asked about
 * @param online whether it had a connection. The service documents no special answer for a client it has never seen:
 *     expect {@code false}
 * @param source live or from the service's cache
 * @param receivedAt when the answer arrived, by this machine's clock
 * @param requestId the service's id of the request, which its support asks for; null if it sent none
 */
public record ClientStatus(
        String clientId,
        boolean online,
        QuerySource source,
        Instant receivedAt,
        @Nullable String requestId) {
    @Override
    public String toString() {
        // a client chooses its id, and may choose one with line breaks
        return "ClientStatus[clientId=" + ForeignText.visible(clientId) + ", online=" + online + ", source=" + source
                + ", receivedAt=" + receivedAt + ", requestId=" + requestId + "]";
    }
}
