package com.alibaba.mqtt.server.emulator;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A local "ApsaraMQ for MQTT": MQTT clients connect to it, their status notices can be consumed over AMQP 1.0 and 0-9-1, and the
 * OpenAPI tells whether they are online. All ports are open on 127.0.0.1 only, and nothing is written to the disk.
 *
 * <pre>{@code
 * try (Emulator emulator = Emulator.builder().group("GID_shop").start()) {
 *     // MQTT clients to emulator.mqttPort(), the backend to emulator.amqpPort() and emulator.openApiPort()
 * }
 * }</pre>
 *
 * <p>Backends, by AMQP 1.0 or 0-9-1 on the same port and from the same queues:
 * <ul>
 *   <li>consume the notices of a group: 1.0 source {@code STATUS.<group>}; 0-9-1 queue {@code STATUS} with the argument
 *       {@code GROUP_ID};
 *   <li>consume what devices publish to a parent topic and below: source or queue {@code <parent topic>}, with the
 *       application properties or headers mqttParentTopic, mqttSecondTopic, clientId, bornTime and mqtt5UserProperty;
 *   <li>publish to devices, topic by topic below a parent topic, at most 64 KB: 1.0 target {@code mqtt.publish} with the
 *       topic as subject, where an unknown topic is rejected with amqp:not-found; 0-9-1 exchange {@code <topic>}, where
 *       it is returned if mandatory, and nacked in confirm mode. It does not come back to backends.
 * </ul>
 * A message to {@code <parent topic>/p2p/<client id>}, of a device or a backend, reaches that client only, once and
 * without a subscription, and no backend. When the client is offline it is lost, except for a client with a persistent
 * session.
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
    private final List<String> topics;
    private final Mailboxes groups;
    private final Mailboxes parentTopics;
    private final AmqpPorts amqp;
    private final TlsIdentity tls;
    private final Presence presence;
    private final EmulatorFaults faults;
    private final int mqttPort;
    private final OpenApi openApi;
    private final int openApiPort;
    private volatile boolean closed;

    /** Starts everything, or leaves nothing running. */
    Emulator(EmulatorBuilder settings) throws IOException {
        // before the brokers are started, which takes time
        Loopback.checkFree("mqtt", settings.mqttPort());
        Loopback.checkFree("amqp", settings.amqpPort());
        Loopback.checkFree("openapi", settings.openApiPort());
        account = settings.account();
        try {
            BackendLogin backends =
                    new BackendLogin(account, settings.iotConsumerGroup(), settings.clock(), settings.loginWindow());
            SignKeyLogin backends091 = new SignKeyLogin(account, settings.clock(), settings.signKeyWindow());
            LoginRefusals refusals = new LoginRefusals();
            AmqpBroker broker = AmqpBroker.start(backends, backends091, refusals, settings.nackDrops());
            closers.push(broker::close);
            groups = new Mailboxes(
                    "group",
                    account.groups(),
                    group -> new Mailbox(
                            broker.virtualHost(), "STATUS." + group, settings.maxDeliveries(), settings.capacity()));
            topics = settings.topics();
            parentTopics = new Mailboxes(
                    "topic",
                    topics,
                    topic -> new Mailbox(
                            broker.virtualHost(), topic, settings.maxDeliveries(), settings.topicCapacity()));
            tls = settings.amqpTls() ? TlsIdentity.create() : null;
            amqp = new AmqpPorts(broker, settings.amqpPort(), settings.protocols(), tls);
            Consumer<Notice> iot = notice -> {};
            if (settings.iotConsumerGroup() != null) {
                iot = new IotPlatform(new Mailbox(
                        broker.virtualHost(), IotPlatform.QUEUE, settings.maxDeliveries(), settings.capacity()))::tell;
            }
            NoticeFaults notices = new NoticeFaults(queues(iot));
            faults = new EmulatorFaults(notices, groups, amqp, broker, refusals);
            closers.push(faults::close);
            presence = new Presence(settings.clock(), notices);
            MqttListener mqtt = MqttListener.open(
                    settings.mqttPort(),
                    new DeviceLogin(account),
                    presence,
                    new Topics(topics),
                    parentTopics,
                    settings.clock());
            closers.push(mqtt::close);
            broker.publishTo(mqtt.downlink());
            amqp.open();
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

    /** The port for AMQP, 1.0 and 0-9-1, without TLS. Stays the same when the AMQP side is stopped and started. */
    public synchronized int amqpPort() {
        return amqp.number();
    }

    /**
     * The port for AMQP, 1.0 and 0-9-1, with TLS. Stays the same when the AMQP side is stopped and started.
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

    /** The names of the parent topics. */
    public List<String> topics() {
        return topics;
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

    /**
     * Drops all AMQP connections at once, without a closing word but with a FIN. The ports stay open. With a TCP reset:
     * {@link EmulatorFaults#resetAmqpConnections()}.
     */
    public synchronized void cutAmqpConnections() {
        requireOpen();
        amqp.cut();
    }

    /** What goes wrong, on purpose. Always the same object. */
    public EmulatorFaults faults() {
        requireOpen();
        return faults;
    }

    /** Whether a client has an accepted MQTT connection now: the truth, which notices may be late to tell. */
    public boolean isOnline(String clientId) {
        requireOpen();
        return presence.isOnline(Objects.requireNonNull(clientId, "clientId"));
    }

    /**
     * The ids of all clients of a group that have an accepted MQTT connection now: the truth, which notices may be late
     * to tell. A copy, in alphabetical order.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public Set<String> onlineClients(String group) {
        requireOpen();
        groups.get(group);
        return presence.online(group);
    }

    /**
     * Puts a message into the status queue of a group as if it were a notice. It takes microseconds, so that tests can
     * make the notices of any number of clients that do not exist.
     *
     * <p>While the queue is deleted, the message is lost and counted in {@link EmulatorFaults#lost()}.
     *
     * @param body any bytes, not checked
     * @throws IllegalArgumentException when there is no such group
     */
    public synchronized void publishStatus(String group, byte[] body) {
        requireOpen();
        if (!groups.get(group).put(Objects.requireNonNull(body, "body"), Map.of())) {
            faults.countLost();
        }
    }

    /**
     * How many notices the status queue of a group holds, those included that consumers have not settled.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public synchronized long queued(String group) {
        requireOpen();
        return groups.get(group).depth();
    }

    /**
     * How many notices the dead letter queue of a group holds.
     *
     * @throws IllegalArgumentException when there is no such group
     */
    public synchronized long deadLetters(String group) {
        requireOpen();
        return groups.get(group).deadLetters();
    }

    /**
     * How many messages of devices the queue of a parent topic holds, those included that consumers have not settled.
     *
     * @throws IllegalArgumentException when there is no such parent topic
     */
    public synchronized long queuedMessages(String topic) {
        requireOpen();
        return parentTopics.get(topic).depth();
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

    private Predicate<Notice> queues(Consumer<Notice> iot) {
        return notice -> {
            iot.accept(notice);
            return groups.get(notice.group()).put(notice.body(), Map.of());
        };
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
