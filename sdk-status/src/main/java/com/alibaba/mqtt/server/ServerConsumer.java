package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.MessageListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.connection.ConnectionSupervisor;
import com.alibaba.mqtt.server.connection.InstalledWires;
import com.alibaba.mqtt.server.connection.WireOpener;
import com.alibaba.mqtt.server.delivery.Decoder;
import com.alibaba.mqtt.server.delivery.Decoders;
import com.alibaba.mqtt.server.delivery.DeliverySettings;
import com.alibaba.mqtt.server.delivery.Dispatcher;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.threads.Ending;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Receives the status notices of MQTT client groups, and the messages that MQTT clients publish. The door of this SDK,
 * with the official SDK's name and methods.
 *
 * <pre>{@code
 * ServerConsumer consumer = new ServerConsumer(channelConfig, new ConsumerConfig());
 * consumer.start();
 * consumer.subscribeStatus("GID_demo", notice -> System.out.println(notice));
 * }</pre>
 *
 * <p><b>Guarantees.</b> At least once: a notice is settled only after its listener returned; what was not settled comes
 * again. After a crash or a lost connection at most 64 notices come again that were processed already (AMQP 0-9-1: 320
 * while a call hangs), and those whose settlement was on its way to the server. Notices of one client id reach the
 * listener one after the other, in the order of their arrival; a listener call that hangs delays its own client
 * only; what waits for it is parked and takes no credit, up to {@link ConsumerConfig#setMaxParked}. A lost connection is
 * opened again, with a fresh signature and all subscriptions, until {@link #stop()}. What is unsettled is bounded: {@link
 * ConsumerConfig#setMaxUnsettled}.
 *
 * <p><b>Failures.</b> A notice whose listener threw goes back to the server after a pause that grows with its attempts,
 * and comes again, possibly after later notices of the same client and possibly to another consumer. After
 * {@link ConsumerConfig#setMaxAttempts} attempts it is given up. A listener that can do nothing now throws a {@link
 * com.alibaba.mqtt.server.callback.NotNowException}: its subscription waits, and no attempt is counted.
 *
 * <p><b>Threads.</b> Listener calls run on threads {@code mqtt-c<n>-lane-<m>} (daemons; with AMQP 0-9-1 also
 * {@code mqtt-amqp091-<n>}) or on {@link ConsumerConfig#setExecutor your executor}; {@code mqtt-c<n>-clock} (a daemon)
 * lives from the first subscription on a connection to {@code stop()}, and rests while nothing is outstanding;
 * {@code mqtt-c<n>-supervisor} keeps the JVM alive from a successful {@code start()} to {@code stop()}. All methods may be called by any thread.
 */
public class ServerConsumer implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ChannelConfig channelConfig;
    private final Listeners listeners = new Listeners();
    /** Warns of what would look like success and is none. */
    private final StartReminder reminder;

    private final String name;
    private final DeliverySettings settings;
    private final Dispatcher dispatcher;
    private final ConnectionSupervisor supervisor;
    private volatile boolean paused;

    /**
     * Creates a consumer; connects nowhere yet.
     *
     * @param channelConfig where to connect and who we are; copied by each {@link #start()}
     * @param consumerConfig how deliveries reach listeners; copied here
     * @throws IllegalArgumentException if one of them is null, or the minimum of threads is above the maximum
     */
    public ServerConsumer(ChannelConfig channelConfig, ConsumerConfig consumerConfig) {
        this(channelConfig, consumerConfig, new InstalledWires());
    }

    /**
     * Creates a consumer with the defaults of {@link ConsumerConfig}; connects nowhere yet.
     *
     * @param channelConfig where to connect and who we are; copied by each {@link #start()}
     * @throws IllegalArgumentException if it is null
     */
    public ServerConsumer(ChannelConfig channelConfig) {
        this(channelConfig, new ConsumerConfig());
    }

    ServerConsumer(ChannelConfig channelConfig, ConsumerConfig consumerConfig, WireOpener wires) {
        if (channelConfig == null || consumerConfig == null) {
            throw new IllegalArgumentException((channelConfig == null ? "channelConfig" : "consumerConfig")
                    + " is null; a configuration is needed");
        }
        this.channelConfig = channelConfig;
        this.name = "mqtt-c" + COUNT.incrementAndGet();
        this.settings = DeliverySettings.of(consumerConfig);
        this.dispatcher = new Dispatcher(name, settings, listeners.decoders());
        this.reminder = new StartReminder(name, this::health);
        this.supervisor = new ConnectionSupervisor(name, wires, dispatcher, settings.credit());
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
        ConnectionSettings connectionSettings = ConnectionSettings.of(channelConfig, settings.maxMessageBytes());
        listeners.requireGroupsOf(connectionSettings);
        supervisor.start(connectionSettings);
        reminder.over();
    }

    /**
     * Calls the listener for every notice of the group's clients, from now on. Before {@link #start()} the subscription
     * is kept for it. The same group again replaces the listener, without a gap; a call that runs ends in the old one.
     *
     * <p>Consumers of the same group, here or in other processes, share its notices.
     *
     * <p>With {@link Dialect#IOT_PLATFORM} the group is the consumer group, and the notices are those of all devices
     * whose status it receives; subscribe before {@link #start()}, as the service ends connections that receive nothing
     * within 15 seconds. Other messages of the consumer group are settled and ignored.
     *
     * @param mqttGroupId the group's id as created in the console, for example {@code GID_demo}: 1 to 64 letters, digits,
     *     {@code -} and {@code _}
     * @param statusListener see {@link StatusListener#process} for threads, order and errors
     * @throws IllegalArgumentException if the group id is no such text, or the listener is null
     * @throws ServerException if the server refuses the subscription or does not answer in time; the listener is
     *     forgotten then. Not thrown for a lost connection: the next one creates the subscription
     */
    public void subscribeStatus(String mqttGroupId, StatusListener statusListener) throws IOException {
        Source source = Listeners.statusSource(mqttGroupId, statusListener);
        ConnectionSettings started = supervisor.settings();
        if (started == null) {
            Listeners.requireGroupOf(channelConfig.getDialect(), channelConfig.getConsumerGroupId(), source);
        } else {
            Listeners.requireGroupOf(started.dialect(), started.consumerGroupId(), source);
        }
        subscribe(source, statusListener, Listeners.ofStatus(statusListener, supervisor::settings));
    }

    /**
     * Calls the listener for every message that MQTT clients publish to the topic or below it, from now on. Before
     * {@link #start()} the subscription is kept for it. The same topic again replaces the listener, without a gap.
     *
     * <p>Consumers of the same topic, here or in other processes, share its messages. What backends send themselves does
     * not come back.
     *
     * @param firstTopic the first level of the topic, as created in the console: 1 to 64 characters without {@code /},
     *     {@code +}, {@code #} and blanks
     * @param messageListener see {@link MessageListener#process} for threads, order and errors
     * @throws IllegalArgumentException if the topic is no such text, or the listener is null
     * @throws ServerException as {@link #subscribeStatus}
     */
    public void subscribeTopic(String firstTopic, MessageListener messageListener) throws IOException {
        Source source = Listeners.topicSource(firstTopic, messageListener);
        subscribe(source, messageListener, Decoders.ofMessages(messageListener));
    }

    private void subscribe(Source source, Object listener, Decoder decoder) throws ServerException {
        boolean replaced = listeners.decoders().put(source, decoder) != null;
        supervisor.listener(source, listener instanceof ConnectionListener connected ? connected : null);
        try {
            supervisor.subscribe(source);
        } catch (ServerException e) {
            listeners.decoders().remove(source, decoder);
            supervisor.listener(source, null);
            throw e;
        }
        reminder.subscribed(source, replaced);
    }

    /**
     * Begins no more listener calls until {@link #resume()}. Calls that run go on, the connection stays up, and what
     * arrives is kept up to {@link ConsumerConfig#setMaxUnsettled}; the server keeps the rest. Does not block. May be called
     * at any time; a new consumer is not paused.
     */
    public void pause() {
        paused = true;
        dispatcher.pause();
    }

    /** Begins listener calls again, with what was kept. Does not block. */
    public void resume() {
        paused = false;
        dispatcher.resume();
    }

    /**
     * Notifies the listener of each change of the connection from now on; it replaces an earlier one. Listeners of notices
     * or messages that are a {@link ConnectionListener} too, as a {@code PresenceTracker} is, are notified without this.
     *
     * @param connectionListener null for nobody, the default
     */
    public void setConnectionListener(@Nullable ConnectionListener connectionListener) {
        supervisor.listener(name, connectionListener);
    }

    /** Returns the name with which its threads begin. */
    String name() {
        return name;
    }

    /** Returns how the consumer is now. Cheap; does not block. */
    public ConsumerHealth health() {
        return new ConsumerHealth(supervisor.standing(), paused, dispatcher);
    }

    /**
     * Ends everything in good order: receives no more, finishes what is outstanding, closes the connection and ends all
     * threads. What is not finished within {@link ChannelConfig#getShutdownTimeout()} goes back to the server. Permanently:
     * create a new consumer to start again.
     *
     * <p>Blocks up to that time for listener calls, and up to {@link ChannelConfig#getHandshakeTimeout()} for the server:
     * together no longer than the sum of both, however many subscriptions there are and whatever the server does. (The
     * time-outs are those of the last {@link #start()}; 0 is no limit.) If the thread is or gets interrupted, it hurries:
     * what takes longer than a second is cut off, all else is done as usual, and the interrupt is kept. No listener call
     * begins after the return.
     *
     * <p>The second and later calls return immediately. A listener may call it, which returns immediately then; the ending
     * goes on by itself on a thread {@code mqtt-c<n>-stop}, also with that listener's own notice. While paused it is
     * {@link #stopNow()}. A listener call that outlives the time keeps its thread until it returns; its notice comes
     * again.
     */
    public void stop() throws IOException {
        stop(true);
    }

    /**
     * Ends everything soon: like {@link #stop()}, but gives what waits for a listener back to the server. Listener calls
     * that run are waited for as there.
     */
    public void stopNow() throws IOException {
        stop(false);
    }

    /** Does what {@link #stop()} does. */
    @Override
    public void close() throws IOException {
        stop();
    }

    private void stop(boolean finish) {
        if (!supervisor.stop()) {
            return;
        }
        if (dispatcher.isCurrent()) {
            // no daemon: the JVM must not end before what is outstanding is settled
            Thread ending = new Thread(() -> end(finish), name + "-stop");
            ending.setDaemon(false);
            try {
                ending.start();
            } catch (OutOfMemoryError e) {
                // the JVM can create no thread: then all but this call of the listener ends here
                end(false);
            }
        } else {
            end(finish);
        }
    }

    private void end(boolean finish) {
        reminder.over();
        ConnectionSettings started = supervisor.settings();
        if (started == null) {
            dispatcher.end(false, Deadline.in(1));
            supervisor.close(new Ending(Deadline.in(1)));
            return;
        }
        int shutdown = started.shutdownTimeout();
        int answer = started.handshakeTimeout();
        Ending ending = new Ending(Deadline.in(shutdown == 0 || answer == 0 ? 0 : (long) shutdown + answer));
        supervisor.stopReceiving(Deadline.in(answer));
        ending.await(whole -> {
            dispatcher.end(finish && !ending.isHurried(), ending.isHurried() ? whole : Deadline.in(shutdown));
            return true;
        });
        supervisor.close(ending);
        ending.over();
    }

    /** Returns the configuration given to the constructor, not a copy. */
    public ChannelConfig getChannelConfig() {
        return channelConfig;
    }
}
