package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.connection.ConnectionSupervisor;
import com.alibaba.mqtt.server.connection.InstalledWires;
import com.alibaba.mqtt.server.connection.WireOpener;
import com.alibaba.mqtt.server.internal.Causes;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.model.StringPair;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.sending.OutstandingSends;
import com.alibaba.mqtt.server.threads.Ending;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to MQTT clients: to a topic, which reaches those that subscribed it, or to
 * {@code <parent topic>/p2p/<client id>}, which reaches that one client. With the official SDK's name and methods.
 *
 * <p><b>Guarantees.</b> Every send ends once: confirmed by the server, or failed with its cause. It fails immediately when
 * the server refuses it, nothing there takes it, or the connection is lost, and otherwise when it is not confirmed
 * within {@link ProducerConfig#getSendTimeoutMills()}. At most 1000 sends are outstanding; the next waits for room as long
 * as that time-out. A lost connection is opened again, as with {@link ServerConsumer}; sends meanwhile fail immediately.
 *
 * <p><b>Threads.</b> Callbacks run on {@code mqtt-p<n>-lane-1} (a daemon); {@code mqtt-p<n>-supervisor} keeps the JVM
 * alive from a successful {@code start()} to {@code stop()}. All methods may be called by any thread.
 */
public class ServerProducer implements AutoCloseable {
    /** The service's limit. */
    private static final int MAX_PAYLOAD_BYTES = 64 * 1024;
    /** Documents say 64, a sample says 128; a point-to-point topic with a client id of 64 needs more than 64. */
    private static final int MAX_TOPIC_CHARS = 128;

    private static final Pattern TOPIC = Pattern.compile("[^/+#\\p{Cntrl}\\s$][^+#\\p{Cntrl}]*");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,10}");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ChannelConfig channelConfig;
    private final OutstandingSends sends;
    private final ConnectionSupervisor supervisor;

    /**
     * Creates a producer; connects nowhere yet.
     *
     * @param channelConfig where to connect and who we are; copied by each {@link #start()}
     * @param producerConfig taken over here
     * @throws IllegalArgumentException if one of them is null
     */
    public ServerProducer(ChannelConfig channelConfig, ProducerConfig producerConfig) {
        this(channelConfig, producerConfig, new InstalledWires());
    }

    ServerProducer(ChannelConfig channelConfig, ProducerConfig producerConfig, WireOpener wires) {
        if (channelConfig == null || producerConfig == null) {
            throw new IllegalArgumentException((channelConfig == null ? "channelConfig" : "producerConfig")
                    + " is null; a configuration is needed");
        }
        this.channelConfig = channelConfig;
        String name = "mqtt-p" + COUNT.incrementAndGet();
        this.sends = new OutstandingSends(name, producerConfig.getSendTimeoutMills());
        this.supervisor = new ConnectionSupervisor(name, wires, sends, 0);
    }

    /**
     * Connects and logs in. Blocks until then. Does nothing when started already. After an exception the producer can be
     * started again, also with a corrected configuration.
     *
     * @throws IllegalArgumentException if a required setting is missing
     * @throws ServerException if there is no connection within the configured time-outs, the login is refused, or the
     *     producer was stopped
     * @throws TimeoutException never; declared by the official SDK
     */
    public void start() throws IOException, TimeoutException {
        supervisor.start(ConnectionSettings.of(channelConfig));
    }

    /**
     * Ends everything: takes no more sends, waits for those outstanding up to
     * {@link ChannelConfig#getShutdownTimeout()}, fails the rest with {@link ErrorCode#STOPPED}, calls their callbacks,
     * closes the connection and ends all threads. Permanently.
     *
     * <p>Blocks no longer than that time-out and {@link ChannelConfig#getHandshakeTimeout()} together, those of the last
     * {@link #start()}; 0 is no limit. If the thread is or gets interrupted, it hurries as {@link ServerConsumer#stop()}
     * does, and the interrupt is kept. The second and later calls return immediately. A callback may call it; then nothing
     * is waited for.
     */
    public void stop() throws IOException {
        if (!sends.refuseMore()) {
            return;
        }
        ConnectionSettings started = supervisor.settings();
        int shutdown = started == null ? 1 : started.shutdownTimeout();
        int answer = started == null ? 1 : started.handshakeTimeout();
        Ending ending = new Ending(Deadline.in(shutdown == 0 || answer == 0 ? 0 : (long) shutdown + answer));
        sends.finish(ending, Deadline.in(shutdown));
        supervisor.stop();
        supervisor.close(ending);
        ending.over();
    }

    /** Does what {@link #stop()} does. */
    @Override
    public void close() throws IOException {
        stop();
    }

    /**
     * Sends a message and notifies the callback of how it ended.
     *
     * @param mqttTopic the full topic, at most 128 characters, without wildcards; its first level must exist
     * @param payload at most 65536 bytes; must not change until the send ended
     * @throws IllegalArgumentException if the topic is no such text, the payload too large, or an argument null
     * @throws ServerException if it was not sent at all, and the callback is not called: no connection, no room
     *     in time, stopped
     */
    public void sendMessage(String mqttTopic, byte[] payload, SendCallback sendCallback) throws IOException {
        sendMessage(mqttTopic, payload, sendCallback, null, null, null);
    }

    /**
     * Sends a message with MQTT 5 properties and notifies the callback of how it ended; see
     * {@link #sendMessage(String, byte[], SendCallback)}.
     *
     * @param mqtt5MsgExpireInterval the message expiry interval in seconds as text, or null
     * @param mqtt5ContentType the content type, or null
     * @param mqtt5UserProperty the user properties, or null
     */
    public void sendMessage(
            String mqttTopic,
            byte[] payload,
            SendCallback sendCallback,
            @Nullable String mqtt5MsgExpireInterval,
            @Nullable String mqtt5ContentType,
            @Nullable List<StringPair> mqtt5UserProperty)
            throws IOException {
        if (sendCallback == null) {
            throw new IllegalArgumentException(
                    "sendCallback is null; use sendMessage without one to wait for the result");
        }
        Outgoing message = message(mqttTopic, payload, mqtt5MsgExpireInterval, mqtt5ContentType, mqtt5UserProperty);
        CompletableFuture<@Nullable Void> unused = sends.send(message, supervisor.current(), sendCallback);
    }

    /**
     * Sends a message and waits until it is confirmed, fails, or the send time-out passes.
     *
     * @return whether it was confirmed, its id if so, and {@link SendResult#cause()} if not
     * @throws IllegalArgumentException as {@link #sendMessage(String, byte[], SendCallback)}
     * @throws ServerException if it was not sent at all, or the thread was interrupted while it waited
     */
    public SendResult sendMessage(String mqttTopic, byte[] payload) throws IOException {
        return sendMessage(mqttTopic, payload, null, null, (List<StringPair>) null);
    }

    /**
     * Sends a message with MQTT 5 properties and waits; see {@link #sendMessage(String, byte[])}.
     *
     * @param mqtt5MsgExpireInterval the message expiry interval in seconds as text, or null
     * @param mqtt5ContentType the content type, or null
     * @param mqtt5UserProperty the user properties, or null
     */
    public SendResult sendMessage(
            String mqttTopic,
            byte[] payload,
            @Nullable String mqtt5MsgExpireInterval,
            @Nullable String mqtt5ContentType,
            @Nullable List<StringPair> mqtt5UserProperty)
            throws IOException {
        Outgoing message = message(mqttTopic, payload, mqtt5MsgExpireInterval, mqtt5ContentType, mqtt5UserProperty);
        try {
            sends.send(message, supervisor.current(), null).get();
            SendResult result = new SendResult(true);
            result.setMsgId(message.messageId());
            return result;
        } catch (ExecutionException e) {
            // whatever happens to a send, it ends with one of ours
            return SendResult.failed(Objects.requireNonNull(Causes.first(e, ServerException.class)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException(
                    ErrorCode.INTERRUPTED, "interrupted while waiting; the message may still be sent", true, e);
        }
    }

    /** Returns the configuration given to the constructor, not a copy. */
    public ChannelConfig getChannelConfig() {
        return channelConfig;
    }

    private static Outgoing message(
            @Nullable String topic,
            byte @Nullable [] payload,
            @Nullable String expiryInterval,
            @Nullable String contentType,
            @Nullable List<StringPair> userProperties) {
        if (topic == null
                || topic.length() > MAX_TOPIC_CHARS
                || !TOPIC.matcher(topic).matches()) {
            throw new IllegalArgumentException("mqttTopic is " + ForeignText.quoted(topic)
                    + "; 1 to 128 characters are needed, without + and #, and not beginning with / or $");
        }
        if (payload == null || payload.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload is " + (payload == null ? "null" : payload.length + " bytes")
                    + "; at most " + MAX_PAYLOAD_BYTES + " bytes are allowed");
        }
        if (expiryInterval != null && !SECONDS.matcher(expiryInterval).matches()) {
            throw new IllegalArgumentException("mqtt5MsgExpireInterval is " + ForeignText.quoted(expiryInterval)
                    + "; a whole number of seconds is needed");
        }
        String id = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        return new Outgoing(
                id, topic, payload, expiryInterval, contentType, userProperties == null ? List.of() : userProperties);
    }
}
