package com.alibaba.mqtt.server.cli.service;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking about one client.
 *
 * @param clientId the client
 * @param status what the service said; null if it said nothing
 * @param error why there is no status, or why what the cache said could not be confirmed; null for none
 */
public record Answer(
        String clientId,
        @Nullable ClientStatus status,
        @Nullable ServerException error) {
    /** What an answer says in one word. */
    public enum State {
        /** It has a connection. */
        online,
        /** It has none. */
        offline,
        /** The service left it out. */
        unanswered,
        /** Asking failed. */
        failed
    }

    /** Returns it in one word. */
    public State state() {
        if (status != null && error == null) {
            return status.online() ? State.online : State.offline;
        }
        return error == null ? State.unanswered : State.failed;
    }
}
