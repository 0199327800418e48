package com.alibaba.mqtt.server.emulator.brokerj;

import com.alibaba.mqtt.server.emulator.instance.Loopback;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.qpid.server.transport.NonBlockingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections of Broker-J with a TCP reset. Broker-J itself always ends with a FIN, and shows its sockets to nobody,
 * hence the reflection.
 *
 * <ol>
 *   <li>A socket is closed immediately, even if its IO thread is busy with it: that thread then fails, and ends the
 *       connection. If it were told, it would first go on with all messages of the queue. Only an idle connection has to
 *       be told.
 *   <li>The reset is sent when no selector knows the socket any more, and a selector forgets when it wakes up. Two can
 *       know it: the one that is in use, and that of the port, where each connection begins, and which only a new
 *       connection wakes.
 * </ol>
 */
public final class TcpReset {
    private static final Logger LOG = LoggerFactory.getLogger(TcpReset.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(1);

    private final List<NonBlockingConnection> connections;

    /** @param connections those to reset */
    public TcpReset(List<NonBlockingConnection> connections) {
        this.connections = connections;
    }

    /**
     * Resets the connections, without what they have still to send, and returns when the resets are sent.
     *
     * @param ports the numbers of the ports, which are open, that the connections have come to
     */
    public void send(Collection<Integer> ports) {
        List<SocketChannel> sockets = connections.stream().map(TcpReset::socket).toList();
        sockets.forEach(TcpReset::close);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (sockets.stream().anyMatch(SocketChannel::isRegistered)) {
            if (System.nanoTime() > deadline) {
                LOG.warn("not all AMQP connections were reset within {}", LIMIT);
                return;
            }
            connections.forEach(TcpReset::wakeSelector);
            ports.forEach(TcpReset::visit);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** To be called until Broker-J has ended the connections. */
    public void tellIdle() {
        for (NonBlockingConnection connection : connections) {
            if (connection.setScheduled()) {
                connection.clearScheduled();
                connection.close();
            }
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        } catch (IOException e) {
            LOG.debug("the connection has ended already", e);
        }
    }

    private static void visit(int port) {
        try (Socket visitor = new Socket(Loopback.address(), port)) {
            visitor.setSoTimeout((int) PATIENCE.toMillis());
            visitor.shutdownOutput();
            // until the port has taken it and let it go, so that none is left when the port is closed
            visitor.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("port {} takes no visitor", port, e);
        }
    }

    private static SocketChannel socket(NonBlockingConnection connection) {
        return (SocketChannel) call(NonBlockingConnection.class, "getSocketChannel", connection);
    }

    private static void wakeSelector(NonBlockingConnection connection) {
        Object selection = connection.getSelectionTask();
        if (selection != null) {
            call(selection.getClass(), "wakeup", selection);
        }
    }

    private static Object call(Class<?> type, String method, Object target) {
        try {
            Method hidden = type.getDeclaredMethod(method);
            hidden.setAccessible(true);
            return hidden.invoke(target);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Broker-J has no " + method, e);
        }
    }
}
