package com.alibaba.mqtt.server.connection;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.connect.MissingLibrary;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * Opens a wire of the configured protocol, or of the one the server turns out to speak. A provider that cannot be loaded
 * costs only itself; what it lacks is said if just that one is needed.
 */
public final class InstalledWires implements WireOpener {
    /** So that a loader that fails forever ends the search. */
    private static final int MAX_BROKEN = 16;

    private final ProtocolChoice choice = new ProtocolChoice();

    /** Creates an opener for one consumer or producer. */
    public InstalledWires() {}

    @Override
    public Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException {
        return choice.open(config, protocol -> open(protocol, config, onLost));
    }

    private static Wire open(Protocol protocol, ConnectionSettings config, Consumer<ServerException> onLost)
            throws ServerException {
        String needed = (protocol == Protocol.AMQP_0_9_1 ? "AMQP 0-9-1" : "AMQP 1.0") + " is needed";
        try {
            return provider(protocol, needed).open(config, lost -> onLost.accept(named(needed, lost)));
        } catch (ServerException e) {
            throw named(needed, e);
        } catch (LinkageError e) {
            throw MissingLibrary.failure(needed, e);
        }
    }

    /** A library that cannot be linked may do its work on a thread of its own, and then looks like a lost connection. */
    private static ServerException named(String needed, ServerException failure) {
        LinkageError cause = Causes.first(failure, LinkageError.class);
        return cause == null || failure.getCode().equals(ErrorCode.BAD_CONFIGURATION)
                ? failure
                : MissingLibrary.failure(needed, cause);
    }

    /**
     * By what {@code META-INF/services} or {@code module-info} say, and if that does not name it by its class name: two
     * of our jars have a file of that name, and when jars are put together to one, only one file may be left.
     */
    private static WireProvider provider(Protocol protocol, String needed) throws ServerException {
        // the class loader that has the SDK: an application server's thread may have any other
        ClassLoader loader = WireProvider.class.getClassLoader();
        Iterator<WireProvider> installed =
                ServiceLoader.load(WireProvider.class, loader).iterator();
        for (int broken = 0; broken < MAX_BROKEN; ) {
            try {
                if (!installed.hasNext()) {
                    break;
                }
                WireProvider provider = installed.next();
                if (provider.protocol() == protocol) {
                    return provider;
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // whose error it is, it does not say; the one that is needed says it again below
                broken++;
            }
        }
        String name = "com.alibaba.mqtt.server."
                + (protocol == Protocol.AMQP_0_9_1 ? "amqp091.Amqp091WireProvider" : "amqp10.Amqp10WireProvider");
        try {
            return Class.forName(name, true, loader)
                    .asSubclass(WireProvider.class)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw new ServerException(
                    ErrorCode.BAD_CONFIGURATION,
                    needed
                            + (protocol == Protocol.AMQP_0_9_1
                                    ? ": add dev.mqttstatus:sdk-amqp091 (or server-sdk, which brings it) to the class"
                                            + " path or the module path"
                                    : ": sdk-status must be on the class path as it was published"),
                    false,
                    e);
        } catch (ReflectiveOperationException | LinkageError e) {
            LinkageError cause = Causes.first(e, LinkageError.class);
            if (cause != null) {
                throw MissingLibrary.failure(needed, cause);
            }
            throw new ServerException(
                    ErrorCode.BAD_CONFIGURATION, needed + ", but " + name + " cannot be created: " + e, false, e);
        }
    }
}
