package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the status notices of MQTT client groups. The door of this SDK, with the official SDK's name and methods.
 *
 * <pre>{@code
 * ServerConsumer consumer = new ServerConsumer(channelConfig, new ConsumerConfig());
 * consumer.start();
 * consumer.subscribeStatus("GID_demo", notice -> System.out.println(notice));
 * }</pre>
 *
 * <p><b>Guarantees.</b> At least once: a notice is settled only after its listener returned; what was not settled comes
 * again. Notices of one client id reach the listener one after the other, in the order of their arrival. A lost
 * connection is opened again, with a fresh signature and all subscriptions, until {@link #stop()}. At most 1000 notices
 * are held for listeners, and per group at most {@value WireProvider#PREFETCH} are received ahead.
 *
 * <p><b>Threads.</b> Listener calls run on threads {@code mqtt-c<n>-lane-<m>} (daemons); {@code mqtt-c<n>-supervisor}
 * keeps the JVM alive from a successful {@code start()} to {@code stop()}. All methods may be called by any thread.
 */
public class ServerConsumer {
    private static final int MOST_IN_HAND = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(ServerConsumer.class);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern GROUP_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final ChannelConfig channelConfig;
    private final Map<Source, Decoder> decoders = new ConcurrentHashMap<>();
    private final String name;
    private final Dispatcher dispatcher;
    private final ConnectionSupervisor supervisor;

    /**
     * Makes a consumer; connects nowhere yet.
     *
     * @param channelConfig where to connect and who we are; copied by each {@link #start()}
     * @param consumerConfig how many listener calls run at once; taken over here
     * @throws IllegalArgumentException if one of them is null, or the minimum of threads is above the maximum
     */
    public ServerConsumer(ChannelConfig channelConfig, ConsumerConfig consumerConfig) {
        this(channelConfig, consumerConfig, ServerConsumer::openInstalledWire);
    }

    ServerConsumer(ChannelConfig channelConfig, ConsumerConfig consumerConfig, WireProvider wireProvider) {
        if (channelConfig == null || consumerConfig == null) {
            throw new IllegalArgumentException((channelConfig == null ? "channelConfig" : "consumerConfig")
                    + " is null; a configuration is needed");
        }
        int least = consumerConfig.getMinConsumeThreadNum();
        int most = consumerConfig.getMaxConsumeThreadNum();
        if (least > most) {
            throw new IllegalArgumentException(
                    "minConsumeThreadNum is " + least + "; at most maxConsumeThreadNum, " + most + ", is allowed");
        }
        this.channelConfig = channelConfig;
        this.name = "mqtt-c" + COUNT.incrementAndGet();
        this.dispatcher = new Dispatcher(new Lanes(name, least, most), MOST_IN_HAND, decoders);
        this.supervisor = new ConnectionSupervisor(name, wireProvider, dispatcher);
    }

    private static Wire openInstalledWire(ChannelConfig config, Consumer<ServerException> onLost)
            throws ServerException {
        for (WireProvider provider : ServiceLoader.load(WireProvider.class, WireProvider.class.getClassLoader())) {
            return provider.open(config, onLost);
        }
        throw new ServerException(
                ErrorCode.BAD_CONFIGURATION,
                "no wire is installed: sdk-status must be on the class path as it was published, with META-INF/services",
                false,
                null);
    }

    /**
     * Connects, logs in and subscribes to what was subscribed so far. Blocks until then. Does nothing when started
     * already. After an exception the consumer can be started again, also with a corrected configuration.
     *
     * @throws IllegalArgumentException if a required setting is missing
     * @throws ServerException if there is no connection within the configured time-outs, the login or a subscription is
     *     refused, or the consumer was stopped; see {@link ServerException#getCode()}
     * @throws TimeoutException never; declared by the official SDK
     */
    public void start() throws IOException, TimeoutException {
        channelConfig.requireComplete();
        supervisor.start(new ChannelConfig(channelConfig));
    }

    /**
     * Calls the listener for every notice of the group's clients, from now on. Before {@link #start()} the subscription
     * is kept for it. The same group again replaces the listener, without a gap; a call that runs ends in the old one.
     *
     * <p>Consumers of the same group, here or in other processes, share its notices.
     *
     * @param mqttGroupId the group's id as made in the console, for example {@code GID_demo}: 1 to 64 letters, digits,
     *     {@code -} and {@code _}
     * @param statusListener see {@link StatusListener#process} for threads, order and errors
     * @throws IllegalArgumentException if the group id is no such text, or the listener is null
     * @throws ServerException if the server refuses the subscription or does not answer in time; the listener is
     *     forgotten then. Not thrown for a lost connection: the subscription is made with the next one
     */
    public void subscribeStatus(String mqttGroupId, StatusListener statusListener) throws IOException {
        if (mqttGroupId == null || !GROUP_ID.matcher(mqttGroupId).matches()) {
            throw new IllegalArgumentException("mqttGroupId is "
                    + (mqttGroupId == null ? "null" : "\"" + mqttGroupId + "\"")
                    + "; 1 to 64 letters, digits, - and _ are needed");
        }
        if (statusListener == null) {
            throw new IllegalArgumentException("statusListener is null; a listener is needed");
        }
        Source source = Source.status(mqttGroupId);
        Decoder decoder = delivery -> {
            StatusNotice notice = new StatusNotice(delivery.body());
            return new Decoder.Call(notice.getClientId(), notice, () -> statusListener.process(notice));
        };
        decoders.put(source, decoder);
        try {
            supervisor.subscribe(source);
        } catch (ServerException e) {
            decoders.remove(source, decoder);
            throw e;
        }
    }

    /**
     * Ends everything: begins no more listener calls, waits for those that run, closes the connection and ends all
     * threads. Notices that were not settled go back to the server. For good: make a new consumer to start again.
     *
     * <p>Blocks up to twice {@link ChannelConfig#getShutdownTimeout()}. The second and later calls return at once. A
     * listener may call it; its own notice then comes again. A listener call that outlives the time-out keeps its
     * thread until it returns; its notice comes again too.
     */
    public void stop() throws IOException {
        if (!supervisor.stop()) {
            return;
        }
        dispatcher.stop();
        try {
            if (!dispatcher.awaitEnd(channelConfig.getShutdownTimeout())) {
                LOG.warn("{}: stopped while listener calls still run; their notices will come again", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        supervisor.close();
    }

    /** Returns the configuration given to the constructor, not a copy. */
    public ChannelConfig getChannelConfig() {
        return channelConfig;
    }
}
