package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.brokerj.TcpReset;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import com.alibaba.mqtt.server.emulator.instance.Uninterrupted;
import com.alibaba.mqtt.server.emulator.tls.TlsIdentity;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.qpid.server.configuration.IllegalConfigurationException;
import org.apache.qpid.server.model.KeyStore;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.Protocol;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.transport.AbstractAMQPConnection;
import org.apache.qpid.server.transport.NonBlockingConnection;
import org.apache.qpid.server.transport.PortBindFailureException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of 127.0.0.1 that backends connect to: AMQP and, if asked for, AMQPS. They can be closed and opened again,
 * with the same numbers, which no other socket gets meanwhile by chance. Safe for many threads.
 */
public final class AmqpPorts {
    private static final Logger LOG = LoggerFactory.getLogger(AmqpPorts.class);
    private static final Duration CUT = Duration.ofSeconds(30);
    private static final Duration FREE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(1);
    private static final Duration HANDSHAKE = Duration.ofSeconds(1);
    private static final String KEYS = "keys";

    private final AmqpBroker broker;
    private final Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
    private final @Nullable TlsIdentity tls;
    private final List<AmqpPort<?>> ports = new ArrayList<>();
    /** The numbers of closed ports. */
    private final List<SocketChannel> held = new ArrayList<>();

    private volatile int plainNumber;
    private volatile int secureNumber;

    /**
     * @param number the AMQP port, 0 for a free one
     * @param amqp10 whether AMQP 1.0 is spoken
     * @param amqp091 whether AMQP 0-9-1 is spoken
     * @param tls what the AMQPS port, always a free one, shows to its clients, or null for no such port
     */
    public AmqpPorts(AmqpBroker broker, int number, boolean amqp10, boolean amqp091, @Nullable TlsIdentity tls) {
        this.broker = broker;
        if (amqp10) {
            protocols.add(Protocol.AMQP_1_0);
        }
        if (amqp091) {
            protocols.add(BrokerPlugins.Creator091.PROTOCOL);
        }
        this.plainNumber = number;
        this.tls = tls;
        if (tls != null) {
            broker.create(KeyStore.class, tls.keyStoreAttributes(KEYS));
        }
    }

    /**
     * Opens the ports, if they are not open.
     *
     * @throws IOException when one is taken; then none is open
     */
    public synchronized void open() throws IOException {
        Uninterrupted.run(this::openNow);
    }

    private void openNow() throws IOException {
        if (!ports.isEmpty()) {
            return;
        }
        release();
        try {
            plainNumber = open("amqp", plainNumber, Map.of("transports", List.of("TCP")));
            if (tls != null) {
                secureNumber = open("amqps", secureNumber, Map.of("transports", List.of("SSL"), "keyStore", KEYS));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Cuts all connections and closes the ports. */
    public synchronized void close() {
        Uninterrupted.run(() -> close(this::cutNow));
    }

    /** As {@link #close()}, but with TCP resets. */
    public synchronized void kill() {
        Uninterrupted.run(() -> close(this::resetNow));
    }

    /** Drops the connections without a word of AMQP, and waits until they are gone. */
    public synchronized void cut() {
        Uninterrupted.run(this::cutNow);
    }

    private void cutNow() {
        Set<AbstractAMQPConnection<?, ?>> cut = connections();
        cut.forEach(connection -> connection.getNetwork().close());
        await(cut, () -> {});
    }

    /** As {@link #cut()}, but with TCP resets. */
    public synchronized void reset() {
        Uninterrupted.run(this::resetNow);
    }

    private void resetNow() {
        Set<AbstractAMQPConnection<?, ?>> cut = connections();
        TcpReset reset = new TcpReset(cut.stream()
                .map(connection -> (NonBlockingConnection) connection.getNetwork())
                .toList());
        reset.send(ports.stream().map(AmqpPort::getBoundPort).toList());
        await(cut, reset::tellIdle);
    }

    private void close(Runnable end) {
        long deadline = System.nanoTime() + HANDSHAKE.toNanos();
        end.run();
        // Broker-J would never again look at a socket that has not sent its protocol header when its port goes
        while (ports.stream().mapToLong(AmqpPort::getConnectionCount).sum() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            end.run();
        }
        List<Integer> numbers = ports.stream().map(AmqpPort::getBoundPort).toList();
        ports.forEach(AmqpPort::delete);
        ports.clear();
        numbers.forEach(this::holdWhenFree);
    }

    /** Gives up the numbers of closed ports. */
    public synchronized void release() {
        held.forEach(AmqpPorts::close);
        held.clear();
    }

    private static void close(SocketChannel holder) {
        try {
            holder.close();
        } catch (IOException e) {
            LOG.debug("a port stays held", e);
        }
    }

    /** Broker-J's selector lets go of the socket of a port a moment after the port is deleted. */
    private void holdWhenFree(int number) {
        long deadline = System.nanoTime() + FREE.toNanos();
        while (!hold(number) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean hold(int number) {
        try {
            held.add(Loopback.hold(number));
            return true;
        } catch (IOException e) {
            LOG.trace("port {} is in use", number, e);
            return false;
        }
    }

    private void await(Set<AbstractAMQPConnection<?, ?>> cut, Runnable meanwhile) {
        long deadline = System.nanoTime() + CUT.toNanos();
        while (!Collections.disjoint(connections(), cut) && System.nanoTime() < deadline) {
            meanwhile.run();
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** The number of the AMQP port; stays when it is closed. */
    public int number() {
        return plainNumber;
    }

    /** The number of the AMQPS port; stays when it is closed. */
    public int secureNumber() {
        return secureNumber;
    }

    private Set<AbstractAMQPConnection<?, ?>> connections() {
        return ports.stream()
                .flatMap(port -> port.getConnections().stream())
                .map(connection -> (AbstractAMQPConnection<?, ?>) connection)
                .collect(Collectors.toSet());
    }

    private int open(String name, int number, Map<String, Object> transport) throws IOException {
        Map<String, Object> attributes = new HashMap<>(transport);
        attributes.put("name", name);
        attributes.put("type", BackendPort.TYPE);
        attributes.put("port", number);
        attributes.put("bindingAddress", Loopback.HOST);
        attributes.put("protocols", protocols);
        attributes.put("authenticationProvider", "logins");
        AmqpPort<?> port;
        try {
            port = (AmqpPort<?>) broker.create(Port.class, attributes);
        } catch (PortBindFailureException | IllegalConfigurationException e) {
            // of what Broker-J is told here only the number can be wrong
            throw Loopback.taken(name, number, e);
        }
        if (port.getState() != State.ACTIVE) {
            port.delete();
            throw Loopback.taken(name, number, null);
        }
        ports.add(port);
        return port.getBoundPort();
    }
}
