package com.alibaba.mqtt.server.emulator;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * A local "ApsaraMQ for MQTT": MQTT clients connect to it, their status notices can be consumed over AMQP 1.0, and the
 * OpenAPI tells whether they are online. All ports are open on 127.0.0.1 only, and nothing is written to the disk.
 *
 * <pre>{@code
 * try (Emulator emulator = Emulator.builder().group("GID_shop").start()) {
 *     // MQTT clients to emulator.mqttPort(), the backend to emulator.amqpPort() and emulator.openApiPort()
 * }
 * }</pre>
 *
 * <p>What it changes in the JVM: Broker-J adds its URL handlers to the system property
 * {@code java.protocol.handler.pkgs}, and {@code sun.net.httpserver.nodelay} is set to true if it is not set.
 *
 * <p>Several emulators can live in one JVM. Safe for many threads. Apart from {@link #close()}, a closed emulator only
 * answers questions about its ports and its account; all else throws {@link IllegalStateException}.
 */
public final class Emulator implements AutoCloseable {
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final Account account;
    private final StatusQueues queues;
    private final AmqpPorts amqp;
    private final TlsIdentity tls;
    private final Presence presence;
    private final int mqttPort;
    private final OpenApi openApi;
    private final int openApiPort;
    private boolean closed;

    /** Starts everything, or leaves nothing running. */
    Emulator(EmulatorBuilder settings) throws IOException {
        // before the brokers are started, which takes time
        Loopback.checkFree("mqtt", settings.mqttPort());
        Loopback.checkFree("amqp", settings.amqpPort());
        Loopback.checkFree("openapi", settings.openApiPort());
        account = settings.account();
        try {
            BackendLogin backends = new BackendLogin(account, settings.clock(), settings.loginWindow());
            AmqpBroker broker = AmqpBroker.start(backends);
            closers.push(broker::close);
            queues = new StatusQueues(
                    broker.virtualHost(), account.groups(), settings.maxDeliveries(), settings.capacity());
            tls = settings.amqpTls() ? TlsIdentity.create() : null;
            amqp = new AmqpPorts(broker, settings.amqpPort(), tls);
            amqp.open();
            presence = new Presence(settings.clock(), notice -> queues.publish(notice.group(), notice.body()));
            MqttListener mqtt = MqttListener.open(settings.mqttPort(), new DeviceLogin(account), presence);
            closers.push(mqtt::close);
            mqttPort = mqtt.port();
            openApi = OpenApi.open(
                    settings.openApiPort(),
                    new RequestCheck(account, settings.clock(), settings.loginWindow()),
                    new SessionQueries(account, presence, settings.clock(), settings.batchCache()));
            closers.push(openApi::close);
            openApiPort = openApi.port();
            closers.push(presence::silence);
        } catch (IOException | RuntimeException e) {
            closers.forEach(Runnable::run);
            throw e;
        }
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
        return mqttPort;
    }

    /** The port for AMQP 1.0 without TLS. Stays the same when the AMQP side is stopped and started. */
    public synchronized int amqpPort() {
        return amqp.number();
    }

    /**
     * The port for AMQP 1.0 with TLS. Stays the same when the AMQP side is stopped and started.
     *
     * @throws IllegalStateException when TLS was not asked for
     */
    public synchronized int amqpsPort() {
        requireTls();
        return amqp.secureNumber();
    }

    /**
     * The self-signed certificate of the AMQPS port. It names the host {@code localhost} only, so that clients which
     * connect to 127.0.0.1 can see a certificate for another host.
     *
     * @throws IllegalStateException when TLS was not asked for
     */
    public X509Certificate certificate() {
        requireTls();
        return tls.certificate();
    }

    /** The HTTP port of the OpenAPI. */
    public int openApiPort() {
        return openApiPort;
    }

    /** The id of the only instance. */
    public String instanceId() {
        return account.instanceId();
    }

    /** The only access key. */
    public String accessKey() {
        return account.accessKey();
    }

    /** The secret key that logins and signatures are checked with now. */
    public String secretKey() {
        return account.secretKey();
    }

    /** Changes the secret key. Connections stay; later logins and requests are checked with the new one. */
    public void secretKey(String newSecret) {
        account.secretKey(EmulatorBuilder.notEmpty("secretKey", newSecret));
    }

    /** The names of the groups. */
    public List<String> groups() {
        return account.groups();
    }

    /**
     * Closes the AMQP ports and cuts their connections. The queues stay and go on taking notices. Does nothing when the
     * AMQP side is stopped already.
     */
    public synchronized void stopAmqp() {
        requireOpen();
        amqp.close();
    }

    /**
     * Opens the AMQP ports again, with the same numbers. Does nothing when they are open.
     *
     * @throws IOException when a port has been taken in the meantime
     */
    public synchronized void startAmqp() throws IOException {
        requireOpen();
        amqp.open();
    }

    /** Drops all AMQP connections at once, without a closing word. The ports stay open. */
    public synchronized void cutAmqpConnections() {
        requireOpen();
        amqp.cut();
    }

    /**
     * Puts a message into the status queue of a group as if it were a notice.
     *
     * @param body any bytes, not checked
     * @throws IllegalArgumentException when there is no such group
     */
    public synchronized void publishStatus(String group, byte[] body) {
        requireOpen();
        queues.publish(group, Objects.requireNonNull(body, "body"));
    }

    /**
     * How many notices the status queue of a group holds, those included that consumers have not settled.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public synchronized long queued(String group) {
        requireOpen();
        return queues.queued(group);
    }

    /**
     * How many notices the dead letter queue of a group holds.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public synchronized long deadLetters(String group) {
        requireOpen();
        return queues.deadLetters(group);
    }

    /** The next answers of the OpenAPI are these faults, in this order; then it is well again. */
    public synchronized void openApiFault(OpenApiFault... faults) {
        requireOpen();
        openApi.misbehave(List.of(faults));
    }

    /** Ends all connections and threads. The connections that end by this give no notices. Can be called twice. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closers.forEach(Runnable::run);
        }
    }

    /** Names instance, groups and ports, no secret. */
    @Override
    public String toString() {
        return "Emulator[" + account.instanceId() + ", groups " + account.groups() + ", mqtt " + mqttPort + ", amqp "
                + amqpPort() + ", openapi " + openApiPort + "]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the emulator is closed");
        }
    }

    private void requireTls() {
        if (tls == null) {
            throw new IllegalStateException("the emulator was started without amqpTls(true)");
        }
    }
}
