package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.amqp.Mailbox;
import com.alibaba.mqtt.server.emulator.device.Devices;
import com.alibaba.mqtt.server.emulator.device.EmulatedDevice;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import com.alibaba.mqtt.server.emulator.instance.Uninterrupted;
import com.alibaba.mqtt.server.emulator.tls.TlsIdentity;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local "ApsaraMQ for MQTT": MQTT clients connect to it, their status notices can be consumed over AMQP 1.0 and 0-9-1, and the
 * OpenAPI tells whether they are online. All ports are open on 127.0.0.1 only, and nothing is written to the disk but by {@link EmulatorBuilder#data}.
 *
 * <pre>{@code
 * try (Emulator emulator = Emulator.builder().group("GID_shop").start()) {
 *     // MQTT clients to emulator.mqttPort(), the backend to emulator.amqpPort() and emulator.openApiPort()
 * }
 * }</pre>
 *
 * <p>What backends and devices say to each other: {@linkplain com.alibaba.mqtt.server.emulator the package}.
 *
 * <p>What it changes in the JVM: Broker-J adds its URL handlers to the system property
 * {@code java.protocol.handler.pkgs}.
 *
 * <p>Several emulators can live in one JVM. Safe for many threads. Apart from {@link #close()}, a closed emulator only
 * answers questions about its ports and its account; all else throws {@link IllegalStateException}.
 */
public final class Emulator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Emulator.class);

    private final Parts parts;
    private final EmulatorNetwork network;
    private final EmulatorTime time;
    private final Devices devices;
    private volatile boolean closed;

    /** Starts everything, or leaves nothing running. */
    Emulator(EmulatorBuilder settings) throws IOException {
        parts = new Parts(settings);
        network = new EmulatorNetwork(parts, parts.relays());
        time = new EmulatorTime(parts.clock());
        devices = new Devices(parts.account(), network::devicePort, parts.presence()::isTold, parts.refusalLog()::last);
        LOG.info(
                "the emulator is ready: mqtt={} amqp={} openapi={} instance={}",
                mqttPort(),
                amqpPort(),
                openApiPort(),
                instanceId());
    }

    /** The settings of a new emulator, all with defaults. */
    public static EmulatorBuilder builder() {
        return new EmulatorBuilder();
    }

    /** The address all ports are bound to, 127.0.0.1. */
    public String host() {
        return Loopback.HOST;
    }

    /** The port for MQTT clients. */
    public int mqttPort() {
        return parts.mqttPort();
    }

    /**
     * The port for MQTT clients with TLS, as the service's 8883.
     *
     * @throws IllegalStateException when the emulator was started without {@link DeviceOptions#tls}
     */
    public int mqttsPort() {
        return optional(parts.mqtt().securePort(), "tls");
    }

    /**
     * The port for MQTT clients by WebSocket, as the service's 80; any path.
     *
     * @throws IllegalStateException when the emulator was started without {@link DeviceOptions#webSocket}
     */
    public int wsPort() {
        return optional(parts.mqtt().webSocketPort(), "webSocket");
    }

    /**
     * The port for MQTT clients by WebSocket with TLS, as the service's 443; any path.
     *
     * @throws IllegalStateException when the emulator was started without {@link DeviceOptions#tls}
     */
    public int wssPort() {
        return optional(parts.mqtt().secureWebSocketPort(), "tls");
    }

    /** The port for AMQP, 1.0 and 0-9-1, without TLS. Stays the same when the AMQP side is stopped and started. */
    public synchronized int amqpPort() {
        return parts.amqp().number();
    }

    /**
     * The port for AMQP, 1.0 and 0-9-1, with TLS. Stays the same when the AMQP side is stopped and started.
     *
     * @throws IllegalStateException when TLS was not asked for
     */
    public synchronized int amqpsPort() {
        if (parts.amqp().secureNumber() == 0) {
            throw new IllegalStateException("the emulator was started without amqpTls(true)");
        }
        return parts.amqp().secureNumber();
    }

    /**
     * The self-signed certificate of all ports with TLS, which clients have to trust: put it into
     * a key store, that into a {@code TrustManagerFactory}. It names the host {@code localhost} only, so that clients which
     * connect to 127.0.0.1 can see a certificate for another host.
     *
     * @throws IllegalStateException when TLS was asked for neither devices nor AMQP nor the OpenAPI
     */
    public X509Certificate certificate() {
        return tls().certificate();
    }

    /** The port of the OpenAPI for plain HTTP. */
    public int openApiPort() {
        return parts.openApiPort();
    }

    /** The id of the only instance. */
    public String instanceId() {
        return parts.account().instanceId();
    }

    /** The only access key. */
    public String accessKey() {
        return parts.account().accessKey();
    }

    /** The secret key that logins and signatures are checked with now. */
    public String secretKey() {
        return parts.account().secretKey();
    }

    /** Changes the secret key. Connections stay; later logins and requests are checked with the new one. */
    public void secretKey(String newSecret) {
        parts.account().secretKey(Allowed.notEmpty("secretKey", newSecret));
    }

    /** The names of the groups. */
    public List<String> groups() {
        return parts.account().groups();
    }

    /** The names of the parent topics. */
    public List<String> topics() {
        return parts.topics();
    }

    /**
     * Closes the AMQP ports and cuts their connections. The queues stay and go on taking notices. Does nothing when the
     * AMQP side is stopped already.
     */
    public synchronized void stopAmqp() {
        requireOpen();
        parts.amqp().close();
    }

    /**
     * Opens the AMQP ports again, with the same numbers. Does nothing when they are open.
     *
     * @throws IOException when a port has been taken in the meantime
     */
    public synchronized void startAmqp() throws IOException {
        requireOpen();
        parts.amqp().open();
    }

    /**
     * Drops all AMQP connections immediately, without a closing word but with a FIN. The ports stay open. With a TCP reset:
     * {@link EmulatorFaults#resetAmqpConnections()}.
     */
    public synchronized void cutAmqpConnections() {
        requireOpen();
        parts.amqp().cut();
    }

    /** What goes wrong, on purpose. Always the same object. */
    public EmulatorFaults faults() {
        requireOpen();
        return parts.faults();
    }

    /** A bad network before the ports. Always the same object. */
    public EmulatorNetwork network() {
        requireOpen();
        return network;
    }

    /** The time of all that has one. Always the same object. */
    public EmulatorTime time() {
        requireOpen();
        return time;
    }

    /** Whether a client has an accepted MQTT connection now: the truth, which notices may be late to tell. */
    public boolean isOnline(String clientId) {
        requireOpen();
        return parts.presence().isOnline(Objects.requireNonNull(clientId, "clientId"));
    }

    /**
     * The ids of all clients of a group that have an accepted MQTT connection now: the truth, which notices may be late
     * to tell. A copy, in alphabetical order.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public Set<String> onlineClients(String group) {
        requireOpen();
        parts.groups().get(group);
        return parts.presence().online(group);
    }

    /**
     * Returns when a client is online.
     *
     * @throws AssertionError when it is not within 20 seconds
     */
    public void awaitOnline(String clientId) {
        awaitPresence(clientId, true);
    }

    /**
     * Returns when a client is offline.
     *
     * @throws AssertionError when it is not within 20 seconds
     */
    public void awaitOffline(String clientId) {
        awaitPresence(clientId, false);
    }

    /**
     * The status queue of a group: what it was sent and what its backends have settled.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public EmulatedGroup group(String group) {
        mailbox(group);
        return new EmulatedGroup(group, () -> mailbox(group), parts.sent(), parts.faults(), Waiting.PATIENCE);
    }

    /**
     * How many messages of devices the queue of a parent topic holds, those included that consumers have not settled.
     *
     * @throws IllegalArgumentException when there is no such parent topic
     */
    public synchronized long queuedMessages(String topic) {
        requireOpen();
        return parts.parentTopics().get(topic).depth();
    }

    /**
     * What was refused, dropped, discarded or cut off, as it stands in the log: who, from where, what, which rule. The last 100
     * lines, the oldest first. A copy.
     */
    public List<String> refusals() {
        requireOpen();
        return parts.refusalLog().last();
    }

    /**
     * A device for tests, not connected yet. Each call creates one.
     *
     * @param clientId the full client id, {@code GroupID@@@DeviceID}
     */
    public EmulatedDevice device(String clientId) {
        requireOpen();
        return devices.create(Objects.requireNonNull(clientId, "clientId"));
    }

    /**
     * Forgets what has happened, as if it had just been started: ends all connections of devices and backends, forgets
     * persistent sessions, empties all queues, ends all faults, opens the AMQP ports, and sets back the time, figures, seeds,
     * limits and the secret key. Takes milliseconds, for those who use one emulator for many tests. Returns when all is
     * forgotten and no notice is under way.
     *
     * @throws IOException when a port has been taken in the meantime
     */
    public synchronized void reset() throws IOException {
        requireOpen();
        Uninterrupted.run(parts::reset);
        devices.clear();
    }

    /** The limits, faults and figures of the OpenAPI. Always the same object. */
    public EmulatorOpenApi openApi() {
        requireOpen();
        return parts.openApiControls();
    }

    /** Ends all connections and threads. The connections that end by this give no notices. Can be called twice. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            parts.close();
            devices.clear();
        }
    }

    /** Names instance, groups and ports, no secret. */
    @Override
    public String toString() {
        return "Emulator[" + parts.account().instanceId() + ", groups "
                + parts.account().groups() + ", mqtt " + mqttPort() + ", amqp " + amqpPort() + ", openapi "
                + openApiPort() + "]";
    }

    private void awaitPresence(String clientId, boolean online) {
        Waiting.until(
                Waiting.PATIENCE,
                clientId + (online ? " online" : " offline"),
                () -> isOnline(clientId) == online && parts.presence().isTold(clientId, online),
                () -> "online are " + parts.presence().names() + ", refused were " + refusals());
    }

    private Mailbox mailbox(String group) {
        requireOpen();
        return parts.groups().get(group);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the emulator is closed");
        }
    }

    private static int optional(int port, String option) {
        if (port <= 0) {
            throw new IllegalStateException("the emulator was started without devices(.." + option + "(true))");
        }
        return port;
    }

    private TlsIdentity tls() {
        TlsIdentity tls = parts.tls();
        if (tls == null) {
            throw new IllegalStateException("the emulator was started without TLS");
        }
        return tls;
    }
}
