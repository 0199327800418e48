package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Wire;
import java.util.function.Consumer;

/** Opens wires; the contract is that of {@link com.alibaba.mqtt.server.network.WireProvider#open}. */
@FunctionalInterface
public interface WireOpener {
    /** Opens a wire; blocks. */
    Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException;
}
