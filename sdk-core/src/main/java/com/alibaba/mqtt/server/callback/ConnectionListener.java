package com.alibaba.mqtt.server.callback;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of each change of a consumer's connection: one that was set for it, and listeners of its subscriptions that
 * implement this too.
 */
@FunctionalInterface
public interface ConnectionListener {
    /**
     * The connection is in another state now.
     *
     * <p>Called one at a time and in order by the consumer's thread {@code mqtt-c<n>-events}. It may block, which delays
     * later calls only; when 1000 wait the oldest are left out. What it throws is logged and changes nothing.
     *
     * @param state the new state
     * @param cause why: for RECOVERING what was lost, for NEW why the start failed; null for the others
     */
    void onState(ConnectionState state, @Nullable ServerException cause);
}
