package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.connect.ConnectErrors;
import com.alibaba.mqtt.server.internal.connect.Dialer;
import com.alibaba.mqtt.server.internal.connect.Step;
import com.alibaba.mqtt.server.internal.connect.Tls;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import java.net.InetAddress;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** Opens AMQP 1.0 wires. Found by {@link java.util.ServiceLoader}. */
public final class Amqp10WireProvider implements WireProvider {
    /** TLS, the login, the connection, its first session. */
    private static final int STEPS = 4;

    private final Dialer.Names names;

    /** Creates a provider. */
    public Amqp10WireProvider() {
        this(InetAddress::getAllByName);
    }

    Amqp10WireProvider(Dialer.Names names) {
        this.names = names;
    }

    @Override
    public Protocol protocol() {
        return Protocol.AMQP_1_0;
    }

    @Override
    public Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException {
        Credentials credentials = config.credentials();
        Login login = login(config, credentials);
        ConnectErrors shown = new ConnectErrors(config).hiding(credentials, login);
        try {
            // may fail to load, where a class path lacks what it needs
            return open(config, credentials, login, onLost, shown);
        } catch (LinkageError e) {
            throw shown.of(e);
        }
    }

    private Wire open(
            ConnectionSettings config,
            Credentials credentials,
            Login login,
            Consumer<ServerException> onLost,
            ConnectErrors shown)
            throws ServerException {
        Amqp10Errors errors = new Amqp10Errors(shown, Opening.heartbeat(config));
        SSLContext tls = config.isTls() ? Tls.context(config) : null;
        Opening opening = new Opening(names, config, login, QpidInternals.routes(config, tls));
        boolean opened = false;
        try {
            Wire wire = Step.within(
                    limit(config),
                    WireThreads.NEW,
                    opening,
                    () -> new Amqp10Wire(opening.open(), config, errors, onLost));
            opened = true;
            return wire;
        } catch (Throwable e) {
            // Throwable: a class path may lack what the library needs, and this machine threads
            throw errors.whileConnecting(credentials, e);
        } finally {
            if (!opened) {
                opening.close();
            }
        }
    }

    /** Each step has its own time-out; this is for the lookup of the name, and so that nothing is forgotten. */
    private static Deadline limit(ConnectionSettings config) {
        boolean none = config.connectionTimeout() == 0 || config.handshakeTimeout() == 0;
        return Deadline.in(none ? 0 : config.connectionTimeout() + (long) STEPS * config.handshakeTimeout());
    }

    private static Login login(ConnectionSettings config, Credentials credentials) {
        String connectionId = UUID.randomUUID().toString().replace("-", "");
        long now = System.currentTimeMillis();
        return switch (config.dialect()) {
            case MQTT -> Login.aksign(connectionId, config.instanceId(), credentials, config.signMethod(), now);
            case IOT_PLATFORM ->
                Login.iotPlatform(
                        connectionId,
                        config.instanceId(),
                        // IoT Platform has one, as the settings have checked
                        Objects.requireNonNull(config.consumerGroupId()),
                        credentials,
                        config.signMethod(),
                        now);
        };
    }
}
