package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Tls;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import jakarta.jms.JMSException;
import java.net.URI;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.provider.Provider;

/** Opens AMQP 1.0 wires. Found by {@link java.util.ServiceLoader}. */
public final class Amqp10WireProvider implements WireProvider {
    private static final int CLOSE_MILLIS = 1_000;
    /** The server is told half of it. Broker-J refuses less than a second, RabbitMQ rounds it down to never. */
    private static final int LEAST_HEARTBEAT = 2;

    @Override
    public Protocol protocol() {
        return Protocol.AMQP_1_0;
    }

    @Override
    public Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException {
        Amqp10Errors errors = new Amqp10Errors(config);
        Factory factory = new Factory(uri(config));
        if (config.isTls()) {
            factory.setSslContext(Tls.context(config));
        }
        Credentials credentials = config.credentials();
        Login login = login(config, credentials);
        factory.setUsername(login.userName());
        factory.setPassword(login.password());
        try {
            JmsConnection connection = (JmsConnection) factory.createConnection();
            return new Amqp10Wire(connection, factory.way, config, errors, onLost);
        } catch (JMSException e) {
            throw errors.whileConnecting(credentials, e);
        }
    }

    /** Puts the shortcut into the one connection it makes. */
    private static final class Factory extends JmsConnectionFactory {
        private static final long serialVersionUID = 1L;

        private transient Shortcut way;

        Factory(String uri) {
            super(uri);
        }

        @Override
        protected Provider createProvider(URI remote) throws Exception {
            way = new Shortcut(super.createProvider(remote));
            return way;
        }
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
                        config.consumerGroupId(),
                        credentials,
                        config.signMethod(),
                        now);
        };
    }

    /** After how many seconds of silence a connection counts as lost; 0 = never. */
    static int heartbeat(ConnectionSettings config) {
        int requested = config.requestedHeartbeat();
        return requested == 0 ? 0 : Math.max(LEAST_HEARTBEAT, requested);
    }

    /** No secret belongs in here: the library logs this text and names threads with parts of it. */
    private static String uri(ConnectionSettings config) {
        boolean ipv6 = config.domain().contains(":") && !config.domain().startsWith("[");
        String host = ipv6 ? "[" + config.domain() + "]" : config.domain();
        return (config.isTls() ? "amqps://" : "amqp://") + host + ":" + config.port()
                // PLAIN only: the login is a signature for this mechanism
                + "?amqp.saslMechanisms=PLAIN"
                + "&amqp.idleTimeout=" + heartbeat(config) * 1_000L
                + "&transport.connectTimeout=" + config.connectionTimeout()
                + (config.isTls() ? "&transport.verifyHost=" + config.isVerifyHostName() : "")
                + "&jms.connectTimeout=" + limit(config.handshakeTimeout())
                + "&jms.requestTimeout=" + limit(config.handshakeTimeout())
                // short: who closes has waited for what is in flight, and when a connection is lost with sends in
                // flight
                // Qpid JMS waits this long, twice, before it can be replaced
                + "&jms.closeTimeout=" + CLOSE_MILLIS
                // open at once, so that a refusal is seen here and not at the first use
                + "&jms.awaitClientID=false"
                + "&jms.useDaemonThread=true"
                // a header of a message may have any name
                + "&jms.validatePropertyNames=false"
                // see Shortcut
                + "&jms.forceAsyncAcks=true";
    }

    /** Qpid JMS means "at once" by 0, and "no limit" by -1. */
    private static int limit(int millis) {
        return millis == 0 ? -1 : millis;
    }
}
