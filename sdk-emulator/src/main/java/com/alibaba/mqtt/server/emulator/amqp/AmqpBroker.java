package com.alibaba.mqtt.server.emulator.amqp;

import com.alibaba.mqtt.server.emulator.brokerj.PluginFilter;
import com.alibaba.mqtt.server.emulator.brokerj.ShutdownHook;
import com.alibaba.mqtt.server.emulator.instance.BackendLogin;
import com.alibaba.mqtt.server.emulator.instance.LoginRefusals;
import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.instance.SignKeyLogin;
import com.alibaba.mqtt.server.emulator.mqtt.Downlink;
import java.io.IOException;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.server.configuration.updater.TaskExecutor;
import org.apache.qpid.server.configuration.updater.TaskExecutorImpl;
import org.apache.qpid.server.logging.EventLogger;
import org.apache.qpid.server.logging.NullMessageLogger;
import org.apache.qpid.server.model.AuthenticationProvider;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.model.Exchange;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.VirtualHost;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.store.MemorySystemConfigImpl;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Broker-J in which the AMQP side lives: no port and no queue yet, everything in memory.
 *
 * <p>Started without Broker-J's own launcher, which would set system properties. What is left of global effects: Broker-J
 * registers its {@code classpath:} and {@code data:} URL handlers in the system property
 * {@code java.protocol.handler.pkgs}.
 */
public final class AmqpBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AmqpBroker.class);
    static final String VIRTUAL_HOST = "MQTT";
    private static final long STOP_SECONDS = 30;
    private static final Map<String, String> NO_FILES = Map.of("type", "Noop");
    private static final Map<String, String> SMALL = Map.of(
            "qpid.port.amqp.threadPool.size", "3",
            "qpid.port.amqp.threadPool.numberOfSelectors", "1",
            "virtualhost.connectionThreadPool.size", "4",
            "virtualhost.connectionThreadPool.numberOfSelectors", "1",
            "virtualhost.housekeepingThreadCount", "1",
            "broker.housekeepingThreadCount", "1",
            // in milliseconds, with TLS on a busy machine
            "qpid.port.protocol_handshake_timeout", "20000",
            // closing waits for this number of milliseconds
            "qpid.compact_memory_interval", "100");

    private final RefusalLog refusalLog;
    private final Map<String, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final TaskExecutor tasks = new TaskExecutorImpl();
    private @Nullable SystemConfig<?> system;

    @SuppressWarnings("NullAway.Init") // start() sets it
    private Broker<?> broker;

    @SuppressWarnings("NullAway.Init") // start() sets it
    private QueueManagingVirtualHost<?> virtualHost;

    private AmqpBroker(RefusalLog log) {
        refusalLog = log;
    }

    /**
     * Starts it.
     *
     * @param nackDrops whether requeue false creates a dead letter immediately in AMQP 0-9-1
     * @throws IOException when Broker-J does not start; then nothing is left running
     */
    public static AmqpBroker start(
            BackendLogin login, SignKeyLogin signKeyLogin, LoginRefusals refusals, RefusalLog log, boolean nackDrops)
            throws IOException {
        AmqpBroker amqp = new AmqpBroker(log);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Broker-J looks its plug-ins up with this one
        thread.setContextClassLoader(new PluginFilter(AmqpBroker.class.getClassLoader()));
        try {
            amqp.startSystem(nackDrops);
            amqp.createVirtualHost();
            amqp.create(
                    AuthenticationProvider.class,
                    Map.of("name", "logins", "type", BackendLogins.TYPE, "secureOnlyMechanisms", List.of()));
            amqp.logins().use(login, signKeyLogin, refusals, log);
            return amqp;
        } catch (Error e) {
            // as when the class path lacks what Broker-J needs
            amqp.close();
            throw e;
        } catch (RuntimeException e) {
            amqp.close();
            throw new IOException("the AMQP side does not start: " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Creates a part of the broker. */
    @SuppressWarnings("rawtypes") // Broker-J's model classes are generic in themselves
    <C extends ConfiguredObject> C create(Class<C> type, Map<String, Object> attributes) {
        return create(broker, type, attributes);
    }

    /**
     * Creates a part of another one, as Broker-J's {@code createChild} does, but does not first ask whether that is allowed.
     * To ask, Broker-J makes a proxy class for each type, with a hundred methods.
     */
    @SuppressWarnings({"rawtypes", "unchecked"}) // as above
    static <C extends ConfiguredObject> C create(
            ConfiguredObject<?> parent, Class<C> type, Map<String, Object> attributes) {
        return (C) parent.getObjectFactory().create((Class) type, attributes, parent);
    }

    /**
     * Creates a queue that backends consume, and the queue of its dead letters.
     *
     * @param maxDeliveries after how many failed deliveries a message goes to the dead letters
     * @param capacity what each of the two queues holds at most
     */
    public Mailbox mailbox(String name, int maxDeliveries, int capacity) {
        Mailbox mailbox = new Mailbox(virtualHost, name, maxDeliveries, capacity);
        mailboxes.put(name, mailbox);
        return mailbox;
    }

    /** What all queues hold, by their names, also what consumers hold. A copy. */
    public Map<String, List<StoredMessage>> stored() {
        Map<String, List<StoredMessage>> all = new TreeMap<>();
        mailboxes.forEach((name, mailbox) -> all.put(name, mailbox.stored()));
        return all;
    }

    /** Puts messages back into the queues of these names. */
    public void restore(Map<String, List<StoredMessage>> stored) {
        stored.forEach((name, messages) -> {
            Mailbox mailbox = mailboxes.get(name);
            if (mailbox != null) {
                mailbox.restore(messages);
            } else if (!messages.isEmpty()) {
                LOG.warn("{} messages are dropped: there is no queue {} any more", messages.size(), name);
            }
        });
    }

    /** Empties all queues, and returns how many messages they held. */
    public long clearQueues() {
        long held = 0;
        for (Queue<?> queue : virtualHost.getChildren(Queue.class)) {
            held += queue.clearQueue();
        }
        return held;
    }

    /** Creates the exchange from which messages of backends go to the devices. */
    public void publishTo(Downlink devices) {
        PublishExchange exchange = (PublishExchange) create(
                virtualHost,
                Exchange.class,
                Map.of(
                        "name",
                        PublishExchange.NAME,
                        "type",
                        PublishExchange.TYPE,
                        "unroutableMessageBehaviour",
                        "REJECT"));
        exchange.use(devices, refusalLog);
    }

    /** Closes all ports, connections and threads. */
    @Override
    public void close() {
        try {
            if (system != null && tasks.isRunning()) {
                system.closeAsync().get(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn("the AMQP side did not stop cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            tasks.stop();
        }
    }

    private void startSystem(boolean nackDrops) {
        Map<String, String> context = new HashMap<>(SMALL);
        context.put(Channel091.NACK_DROPS, String.valueOf(nackDrops));
        tasks.start();
        Principal principal = () -> "mqtt-emulator";
        Map<String, Object> attributes = Map.of(
                "type",
                "Memory",
                "initialConfigurationLocation",
                AmqpBroker.class.getResource("broker.json").toExternalForm(),
                "startupLoggedToSystemOut",
                false,
                "preferenceStoreAttributes",
                NO_FILES,
                "context",
                context);
        SystemConfig<?> config =
                new MemorySystemConfigImpl(tasks, new EventLogger(new NullMessageLogger()), principal, attributes);
        system = config;
        config.open();
        broker = (Broker<?>) config.getContainer();
        if (broker == null || broker.getState() != State.ACTIVE) {
            throw new IllegalStateException("Broker-J is not active");
        }
        ShutdownHook.remove(broker);
    }

    private void createVirtualHost() {
        VirtualHostNode<?> node = create(
                VirtualHostNode.class,
                Map.of(
                        "name",
                        VIRTUAL_HOST,
                        "type",
                        "Memory",
                        "defaultVirtualHostNode",
                        true,
                        "preferenceStoreAttributes",
                        NO_FILES));
        virtualHost = (QueueManagingVirtualHost<?>)
                create(node, VirtualHost.class, Map.of("name", VIRTUAL_HOST, "type", DurableHost.TYPE));
        if (virtualHost.getState() != State.ACTIVE) {
            throw new IllegalStateException("Broker-J's virtual host is not active");
        }
    }

    private BackendLogins logins() {
        return (BackendLogins)
                broker.getChildren(AuthenticationProvider.class).iterator().next();
    }
}
