package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands.
 *
 * @param cause why it is in this state; null if that needs no reason
 * @param since when the state was entered
 * @param reconnects how often a lost connection was opened again
 * @param protocol what the last connection speaks or spoke; null before the first
 */
public record Standing(
        ConnectionState state,
        @Nullable ServerException cause,
        Instant since,
        long reconnects,
        @Nullable Protocol protocol) {
    static Standing atFirst() {
        return new Standing(ConnectionState.NEW, null, Instant.now(), 0, null);
    }

    boolean is(ConnectionState other) {
        return state == other;
    }

    /** Returns how it stands after a change of the state. */
    Standing next(ConnectionState state, @Nullable ServerException cause) {
        return new Standing(state, cause, Instant.now(), reconnects, protocol);
    }

    /** Returns how it stands with a connection, the first or another one. */
    Standing connected(Protocol by) {
        return new Standing(ConnectionState.CONNECTED, null, Instant.now(), protocol == null ? 0 : reconnects + 1, by);
    }

    /** Returns the same state for another reason. */
    Standing because(ServerException why) {
        return new Standing(state, why, since, reconnects, protocol);
    }
}
