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
import java.net.UnknownHostException;
import org.apache.qpid.jms.JmsConnection;
import org.jspecify.annotations.Nullable;

/**
 * Connects and logs in once, at whichever address of the server takes the connection. The name is looked up each time.
 * The addresses are tried in turn and share the connection time-out; one that does not answer leaves to each other its
 * part of it.
 */
final class Opening implements Closeable {
    static final int CLOSE_MILLIS = 1_000;
    /** The server gets half of it. Broker-J refuses less than a second, RabbitMQ rounds it down to never. */
    private static final int MIN_HEARTBEAT = 2;

    /** A connection, and how deliveries come from it. */
    record Opened(JmsConnection connection, Route route) {}

    private final Dialer.Names names;
    private final ConnectionSettings config;
    private final Login login;
    private final Route.Factory routes;
    private @Nullable Route route;
    private boolean ended;

    Opening(Dialer.Names names, ConnectionSettings config, Login login, Route.Factory routes) {
        this.names = names;
        this.config = config;
        this.login = login;
        this.routes = routes;
    }

    /** Blocks; {@link #close} ends it. */
    Opened open() throws IOException, JMSException {
        InetAddress[] addresses = names.addresses(config.domain());
        Deadline deadline = Deadline.in(config.connectionTimeout());
        JMSException refused = null;
        for (int at = 0; at < addresses.length; at++) {
            Route next = next(addresses[at], deadline.partMillis(addresses.length - at));
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
        if (refused == null) {
            throw new UnknownHostException(config.domain());
        }
        throw refused;
    }

    private synchronized Route next(InetAddress address, int limit) throws SocketException {
        if (ended) {
            throw new SocketException("given up");
        }
        Route next = routes.to(address, limit);
        route = next;
        return next;
    }

    private Opened at(Route route) throws JMSException {
        JmsConnection connection = route.connectAs(login);
        if (route.isCut()) {
            connection.close();
            throw new JMSException("given up");
        }
        return new Opened(connection, route);
    }

    /** Ends what blocks, and what came of it. Any thread; does not block. */
    @Override
    public synchronized void close() {
        ended = true;
        if (route != null) {
            route.cut();
        }
    }

    /** Returns after how many seconds of silence a connection counts as lost; 0 = never. */
    static int heartbeat(ConnectionSettings config) {
        int requested = config.requestedHeartbeat();
        return requested == 0 ? 0 : Math.max(MIN_HEARTBEAT, requested);
    }

    /** Returns a time-out in Qpid JMS' way: it means "immediately" by 0, and "no limit" by -1. */
    static int limit(int millis) {
        return millis == 0 ? -1 : millis;
    }
}
