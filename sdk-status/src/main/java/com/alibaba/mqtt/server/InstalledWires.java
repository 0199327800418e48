package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectErrors;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Opens a wire of the configured protocol, or of the one the server turns out to speak. */
final class InstalledWires implements WireOpener {
    /** There are two; the bound is for a file of services that cannot be read. */
    private static final int MOST_PROVIDERS = 16;

    private final ProtocolChoice choice = new ProtocolChoice();

    @Override
    public Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException {
        return choice.open(config, protocol -> open(protocol, config, onLost));
    }

    private static Wire open(Protocol protocol, ConnectionSettings config, Consumer<ServerException> onLost)
            throws ServerException {
        // the class loader that has the SDK: an application server's thread may have any other
        Iterator<WireProvider> providers = ServiceLoader.load(WireProvider.class, WireProvider.class.getClassLoader())
                .iterator();
        Error broken = null;
        for (int tries = 0; tries < MOST_PROVIDERS; tries++) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                WireProvider provider = providers.next();
                if (provider.protocol() == protocol) {
                    return provider.open(config, onLost);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // a wire that cannot be loaded costs only itself: the other may be the one that is needed
                broken = e;
            }
        }
        if (broken != null) {
            throw new ServerException(
                    ErrorCode.BAD_CONFIGURATION,
                    "the wire for " + protocol + " cannot be loaded: "
                            + new ConnectErrors(config).of(broken).getMessage(),
                    false,
                    broken);
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
