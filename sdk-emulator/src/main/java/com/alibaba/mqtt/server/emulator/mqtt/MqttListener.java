package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.gate.DeviceRules;
import com.alibaba.mqtt.server.emulator.gate.Gates;
import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.EmulatorClock;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import com.alibaba.mqtt.server.emulator.instance.RefusalLog;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import com.alibaba.mqtt.server.emulator.notices.Presence;
import java.io.IOException;
import java.util.UUID;
import javax.management.MBeanServerFactory;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.ServiceRegistryImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that MQTT 3.1.1 and 5 clients connect to: an Artemis that listens on 127.0.0.1 for MQTT only and keeps
 * everything in memory.
 */
public final class MqttListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttListener.class);
    private static final long TTL_CHECK_MILLIS = 250;
    private static final int THREADS = 8;
    private static final long BYTES_PER_ADDRESS = 16 * 1024 * 1024;

    private final ActiveMQServer server;
    private final Downlink downlink;
    private final DeviceConnections connections;
    private final Offline offline;
    private final Sessions sessions;

    private MqttListener(
            ActiveMQServer server,
            Downlink downlink,
            DeviceConnections connections,
            Offline offline,
            Sessions sessions) {
        this.server = server;
        this.downlink = downlink;
        this.connections = connections;
        this.offline = offline;
        this.sessions = sessions;
    }

    /**
     * Opens the ports.
     *
     * @param rules what devices may do
     * @param backends take what devices publish
     * @param kept sessions from before the start, or null for none
     * @throws IOException when the port is taken or Artemis does not start; then nothing is left running
     */
    public static MqttListener open(
            Ports ports,
            Account account,
            Presence presence,
            Topics topics,
            DeviceRules rules,
            RefusalLog log,
            MessageSink backends,
            EmulatorClock clock,
            @Nullable Stored kept)
            throws IOException {
        // Artemis would write a stack trace to the log
        Loopback.checkFree("mqtt", ports.mqtt());
        Sessions sessions = new Sessions();
        DeviceConnections connections = new DeviceConnections(
                presence,
                new Gates(rules, topics, log, account.tokens(), clock, sessions::filtersOf, presence::isOnline));
        ServiceRegistryImpl services = new ServiceRegistryImpl();
        ActiveMQServer server;
        try {
            server = new ActiveMQServerImpl(
                    configuration(ports),
                    // the platform's takes long, and is not used
                    MBeanServerFactory.newMBeanServer(),
                    new DeviceSecurity(new DeviceLogin(account, clock), log),
                    null,
                    services);
        } catch (Exception e) {
            throw new IOException("the MQTT side does not start: " + e.getMessage(), e);
        }
        server.addProtocolManagerFactory(new MqttProtocol());
        sessions.use(server);
        Offline offline = new Offline(rules, clock);
        P2p p2p = new P2p(server, sessions, offline);
        services.addIncomingInterceptor(connections.incoming());
        services.addIncomingInterceptor(offline);
        services.addOutgoingInterceptor(p2p);
        services.addOutgoingInterceptor(connections.outgoing());
        server.registerBrokerPlugin(connections);
        server.registerBrokerPlugin(offline);
        server.registerBrokerPlugin(new Uplink(p2p, topics, backends, clock, offline));
        Restoring restoring = new Restoring(server, offline, kept);
        server.registerActivateCallback(restoring);
        MqttListener listener =
                new MqttListener(server, new Downlink(server, p2p, topics, offline), connections, offline, sessions);
        try {
            server.start();
            restoring.check();
        } catch (Exception e) {
            listener.close();
            throw new IOException("the MQTT side does not start: " + e.getMessage(), e);
        }
        // Artemis only logs when it cannot bind a port
        if (listener.port() <= 0) {
            listener.close();
            throw Loopback.taken("mqtt", ports.mqtt(), null);
        }
        return listener;
    }

    /** Returns the number of the port, or -1 when it is not open. */
    public int port() {
        return port(Ports.MQTT);
    }

    /** Returns the number of the port for TLS, or -1 when there is none. */
    public int securePort() {
        return port(Ports.MQTTS);
    }

    /** Returns the number of the port for WebSocket, or -1 when there is none. */
    public int webSocketPort() {
        return port(Ports.WS);
    }

    /** Returns the number of the port for WebSocket over TLS, or -1 when there is none. */
    public int secureWebSocketPort() {
        return port(Ports.WSS);
    }

    private int port(String name) {
        Acceptor acceptor = server.getRemotingService().getAcceptor(name);
        return acceptor != null && acceptor.isStarted() ? acceptor.getActualPort() : -1;
    }

    /** How many messages wait for clients that are offline. */
    public int waiting() {
        return offline.waiting();
    }

    /**
     * The persistent sessions and what waits for them. A copy.
     *
     * @throws Exception when Artemis does not say
     */
    public Stored stored() throws Exception {
        return Stored.of(server);
    }

    /** From now on nobody can connect; then cuts all connections. */
    public void closeDoor() {
        server.getRemotingService().pauseAcceptors();
        connections.kickAll();
    }

    /** The way to the devices. */
    public Downlink downlink() {
        return downlink;
    }

    /** Cuts the connection of a client, if there is one, and does not wait for its end. */
    public void kick(String clientId) {
        connections.kick(clientId);
    }

    /** Cuts all connections of clients. */
    public void kickAll() {
        connections.kickAll();
    }

    /**
     * Forgets the persistent sessions, and all that waits or is retained. To be called when nobody is connected.
     *
     * @throws IOException when Artemis does not do so
     */
    public void forgetSessions() throws IOException {
        try {
            sessions.forget();
            for (SimpleString queue : offline.queues()) {
                try {
                    server.destroyQueue(queue, null, false, true);
                } catch (ActiveMQNonExistentQueueException e) {
                    LOG.debug("the session of {} has just ended by itself", queue);
                }
            }
        } catch (Exception e) {
            throw new IOException("the sessions of the devices are not forgotten: " + e.getMessage(), e);
        }
    }

    /** Closes the port and ends all connections. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the MQTT side did not stop cleanly", e);
        }
    }

    private static Configuration configuration(Ports ports) {
        Configuration configuration = new ConfigurationImpl()
                .setName("mqtt-emulator")
                .setPersistenceEnabled(false)
                // it would only repeat in a queue what Artemis has in memory
                .setMqttSubscriptionPersistenceEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(true)
                // cached logins would be wrong: the password depends on the client id, and the secret can change
                .setSecurityInvalidationInterval(0)
                .setAuthenticationCacheSize(0)
                .setAuthorizationCacheSize(0)
                .setResolveProtocols(false)
                .setCriticalAnalyzer(false)
                // no history of queues: it needs the calendar of the locale
                .setMessageCounterMaxDayHistory(0)
                .setConnectionTtlCheckInterval(TTL_CHECK_MILLIS)
                .setThreadPoolMaxSize(THREADS)
                .setScheduledThreadPoolMaxSize(2)
                .setMaxDiskUsage(-1)
                .setClusterPassword(UUID.randomUUID().toString())
                .setWildCardConfiguration(MQTTUtil.MQTT_WILDCARD);
        ports.acceptors().forEach(configuration::addAcceptorConfiguration);
        // paging, the default, would write to the disk
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP)
                        .setMaxSizeBytes(BYTES_PER_ADDRESS));
        return configuration;
    }
}
