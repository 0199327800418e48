package com.alibaba.mqtt.server.query.model;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * What became of one client of a query for many: its status; or an error; or neither, if the service left it out of its
 * answer and so its state is not known.
 *
 * @param clientId the client asked about
 * @param status what the service said; null if it said nothing
 * @param error why there is no answer, or why what the cache said could not be confirmed; null for none
 */
public record QueryAnswer(
        String clientId,
        @Nullable ClientStatus status,
        @Nullable ServerException error) {
    @Override
    public String toString() {
        return "QueryAnswer[" + ForeignText.visible(clientId) + ", "
                + (status != null ? (status.online() ? "online, " : "offline, ") + status.source() : "unknown")
                + (error == null ? "" : ", " + error.getMessage()) + "]";
    }
}
