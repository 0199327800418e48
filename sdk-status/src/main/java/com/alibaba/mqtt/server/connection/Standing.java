package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands.
 *
 * @param cause why it is in this state; null if that needs no reason
 * @param since when the state was entered
 * @param reconnects how often a lost connection was opened again
 */
public record Standing(ConnectionState state, @Nullable ServerException cause, Instant since, long reconnects) {
    static Standing atFirst() {
        return new Standing(ConnectionState.NEW, null, Instant.now(), 0);
    }

    boolean is(ConnectionState other) {
        return state == other;
    }

    /** Returns how it stands after a change of the state. */
    Standing next(ConnectionState state, @Nullable ServerException cause, boolean reconnected) {
        return new Standing(state, cause, Instant.now(), reconnects + (reconnected ? 1 : 0));
    }

    /** Returns the same state for another reason. */
    Standing because(ServerException why) {
        return new Standing(state, why, since, reconnects);
    }
}
