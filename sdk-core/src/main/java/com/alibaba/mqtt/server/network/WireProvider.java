package com.alibaba.mqtt.server.network;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import java.util.function.Consumer;

/** Opens wires of one protocol. Found by {@link java.util.ServiceLoader}; stateless. */
public interface WireProvider {
    /** How many settlements of a kind a wire keeps back at most, to send them together. */
    int MAX_SETTLED_TOGETHER = 64;

    /** Returns the one protocol its wires speak; never {@link Protocol#AUTO}. */
    Protocol protocol();

    /**
     * Connects and logs in with a fresh signature. Blocks, within the configured time-outs.
     *
     * @param config a complete configuration, which nobody changes meanwhile
     * @param onLost called at most once, by a thread of the wire, when the connection or one of its subscriptions is
     *     lost after this method returned; not called because of {@link Wire#close()}. It must not block
     * @throws ServerException if there is no connection; nothing is left open then
     */
    Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException;
}
