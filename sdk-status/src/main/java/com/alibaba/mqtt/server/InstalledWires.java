package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Opens a wire of the configured protocol, or of the one the server turns out to speak. */
final class InstalledWires implements WireOpener {
    private final ProtocolChoice choice = new ProtocolChoice();

    @Override
    public Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException {
        return choice.open(config, protocol -> open(protocol, config, onLost));
    }

    private static Wire open(Protocol protocol, ConnectionSettings config, Consumer<ServerException> onLost)
            throws ServerException {
        // the class loader that has the SDK: an application server's thread may have any other
        for (WireProvider provider : ServiceLoader.load(WireProvider.class, WireProvider.class.getClassLoader())) {
            if (provider.protocol() == protocol) {
                return provider.open(config, onLost);
            }
        }
        throw new ServerException(
                ErrorCode.BAD_CONFIGURATION,
                protocol == Protocol.AMQP_0_9_1
                        ? "AMQP 0-9-1 is needed: add dev.mqttstatus:sdk-amqp091 (or server-sdk, which brings it) to the class path"
                        : "AMQP 1.0 is needed: sdk-status must be on the class path as it was published, with META-INF/services",
                false,
                null);
    }
}
