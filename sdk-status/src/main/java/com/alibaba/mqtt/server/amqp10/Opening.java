package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.connect.Dialer;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import jakarta.jms.JMSException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.meta.JmsConnectionId;
import org.apache.qpid.jms.meta.JmsConnectionInfo;
import org.apache.qpid.jms.policy.JmsDefaultDeserializationPolicy;
import org.apache.qpid.jms.policy.JmsDefaultMessageIDPolicy;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.apache.qpid.jms.policy.JmsDefaultPresettlePolicy;
import org.apache.qpid.jms.policy.JmsDefaultRedeliveryPolicy;
import org.apache.qpid.jms.provider.Provider;

/**
 * Connects and logs in once, at whichever address of the server takes the connection. The name is looked up each time.
 * The addresses are tried in turn and share the connection time-out; one that does not answer leaves to each other its
 * part of it.
 */
final class Opening implements Closeable {
    static final int CLOSE_MILLIS = 1_000;
    /** The server is told half of it. Broker-J refuses less than a second, RabbitMQ rounds it down to never. */
    private static final int MIN_HEARTBEAT = 2;

    /** A connection, and what is below it. */
    record Opened(JmsConnection connection, Shortcut way, Line line) {}

    private final Dialer.Names names;
    private final ConnectionSettings config;
    private final Login login;
    private final SSLContext tls;
    private Line line;
    private boolean ended;

    /** @param tls null for none */
    Opening(Dialer.Names names, ConnectionSettings config, Login login, SSLContext tls) {
        this.names = names;
        this.config = config;
        this.login = login;
        this.tls = tls;
    }

    /** Blocks; {@link #close} ends it. */
    Opened open() throws IOException, JMSException {
        InetAddress[] addresses = names.addresses(config.domain());
        Deadline deadline = Deadline.in(config.connectionTimeout());
        JMSException refused = null;
        for (int at = 0; at < addresses.length; at++) {
            Line next = next(addresses[at], deadline.partMillis(addresses.length - at));
            try {
                return at(next);
            } catch (JMSException e) {
                if (next.wasReached()) {
                    throw e;
                }
                if (refused != null) {
                    e.addSuppressed(refused);
                }
                refused = e;
            }
        }
        throw refused;
    }

    private synchronized Line next(InetAddress address, int limit) throws SocketException {
        if (ended) {
            throw new SocketException("given up");
        }
        line = new Line(config, address, limit, tls);
        return line;
    }

    private Opened at(Line line) throws JMSException {
        Factory factory = new Factory(config, login, new Engine(config, line, heartbeat(config)));
        JmsConnection connection = (JmsConnection) factory.createConnection();
        if (line.isCut()) {
            connection.close();
            throw new JMSException("given up");
        }
        return new Opened(connection, factory.way, line);
    }

    /** Ends what blocks, and what came of it. Any thread; does not block. */
    @Override
    public synchronized void close() {
        ended = true;
        if (line != null) {
            line.cut();
        }
    }

    /** After how many seconds of silence a connection counts as lost; 0 = never. */
    static int heartbeat(ConnectionSettings config) {
        int requested = config.requestedHeartbeat();
        return requested == 0 ? 0 : Math.max(MIN_HEARTBEAT, requested);
    }

    /**
     * Makes one connection on an engine. Sets it up by setters: Qpid JMS would copy its own settings by reflection, by the
     * rules of the locale, and leave its classes in the JDK's caches.
     */
    private static final class Factory extends JmsConnectionFactory {
        private static final long serialVersionUID = 1L;

        private final transient ConnectionSettings config;
        private final transient Engine engine;
        private final transient Shortcut way;

        Factory(ConnectionSettings config, Login login, Engine engine) {
            super(login.userName(), login.password());
            this.config = config;
            this.engine = engine;
            this.way = new Shortcut(engine);
        }

        @Override
        protected JmsConnectionInfo configureConnectionInfo(String userName, String password) {
            String id = "ID:" + UUID.randomUUID();
            JmsConnectionInfo info = new JmsConnectionInfo(new JmsConnectionId(id + ":1"));
            info.setClientId(id, false);
            info.setUsername(userName);
            info.setPassword(password);
            info.setConfiguredURI(engine.getRemoteURI());
            info.setMessageIDPolicy(new JmsDefaultMessageIDPolicy());
            info.setPrefetchPolicy(new JmsDefaultPrefetchPolicy());
            info.setPresettlePolicy(new JmsDefaultPresettlePolicy());
            info.setRedeliveryPolicy(new JmsDefaultRedeliveryPolicy());
            info.setDeserializationPolicy(new JmsDefaultDeserializationPolicy());
            info.setConnectTimeout(limit(config.handshakeTimeout()));
            info.setRequestTimeout(limit(config.handshakeTimeout()));
            // short: who closes has waited for what is in flight, and when a connection is lost with sends in flight
            // Qpid JMS waits this long, twice, before it can be replaced
            info.setCloseTimeout(CLOSE_MILLIS);
            // open at once, so that a refusal is seen here and not at the first use
            info.setAwaitClientID(false);
            info.setUseDaemonThread(true);
            // a header of a message may have any name
            info.setValidatePropertyNames(false);
            // see Shortcut
            info.setForceAsyncAcks(true);
            return info;
        }

        /** Qpid JMS means "at once" by 0, and "no limit" by -1. */
        private static int limit(int millis) {
            return millis == 0 ? -1 : millis;
        }

        @Override
        protected Provider createProvider(URI remote) {
            return way;
        }
    }
}
