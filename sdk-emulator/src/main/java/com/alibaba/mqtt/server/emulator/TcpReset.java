package com.alibaba.mqtt.server.emulator;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.qpid.server.transport.AbstractAMQPConnection;
import org.apache.qpid.server.transport.NonBlockingConnection;
import org.apache.qpid.server.transport.network.NetworkConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections of Broker-J with a TCP reset. Broker-J itself always ends with a FIN, and shows its sockets to nobody,
 * hence the reflection.
 *
 * <ol>
 *   <li>A socket is closed by its own IO thread only, so that Broker-J does not use it at the same time.
 *   <li>The reset is sent when no selector knows the socket any more, and a selector forgets when it wakes up. Closing
 *       wakes the one that is in use; that of the port, where each connection begins, is woken by a new connection.
 * </ol>
 */
final class TcpReset {
    private static final Logger LOG = LoggerFactory.getLogger(TcpReset.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(5);

    private TcpReset() {}

    /**
     * Resets the connections, without what they have still to send, and returns when that is done.
     *
     * @param ports the numbers of the ports, which are open, that the connections have come to
     */
    static void send(Collection<AbstractAMQPConnection<?, ?>> connections, Collection<Integer> ports) {
        List<SocketChannel> sockets = new ArrayList<>();
        for (AbstractAMQPConnection<?, ?> connection : connections) {
            SocketChannel socket = socket(connection.getNetwork());
            sockets.add(socket);
            Future<?> unused = connection.doOnIOThreadAsync(() -> close(socket, connection.getNetwork()));
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (sockets.stream().anyMatch(socket -> socket.isOpen() || socket.isRegistered())) {
            if (System.nanoTime() > deadline) {
                LOG.warn("not all AMQP connections were reset within {}", LIMIT);
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
            ports.forEach(TcpReset::wake);
        }
    }

    private static void close(SocketChannel socket, NetworkConnection connection) {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        } catch (IOException e) {
            LOG.debug("the connection has ended already", e);
        }
        connection.close();
    }

    private static void wake(int port) {
        try (Socket visitor = new Socket(Loopback.address(), port)) {
            visitor.setSoTimeout((int) PATIENCE.toMillis());
            visitor.shutdownOutput();
            // until the port has taken it and let it go, so that none is left when the port is closed
            visitor.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("port {} takes no connection", port, e);
        }
    }

    private static SocketChannel socket(NetworkConnection connection) {
        try {
            Method socket = NonBlockingConnection.class.getDeclaredMethod("getSocketChannel");
            socket.setAccessible(true);
            return (SocketChannel) socket.invoke(connection);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Broker-J hides its sockets in another way", e);
        }
    }
}
