package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.instance.Account;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an {@link Emulator}. Each method throws {@link IllegalArgumentException} for a value that is not
 * allowed. Not safe for many threads; can start several emulators.
 */
public final class EmulatorBuilder {
    private static final String DEFAULT_GROUP = "GID_demo";
    private static final Duration MAX_LOGIN_WINDOW = Duration.ofDays(365);
    private static final Duration MAX_BATCH_CACHE = Duration.ofDays(1);
    private static final String DEFAULT_TOPIC = "demo_topic";
    private static final int MAX_NOTICES = 1_000_000;
    private static final int MAX_TOPIC_MESSAGES = 100_000;

    private final Set<String> groups = new LinkedHashSet<>();
    private final Set<String> topics = new LinkedHashSet<>();
    private int mqttPort;
    private int amqpPort;
    private int openApiPort;
    private String instanceId = "mqtt-cn-emulator";
    private String accessKey = "sample-access-key";
    private String secretKey = "sample-secret-key";
    private @Nullable String securityToken;
    private @Nullable String iotConsumerGroup;
    private int maxDeliveries = 16;
    private int capacity = MAX_NOTICES;
    private Duration loginWindow = Duration.ofMinutes(15);
    private Duration batchCache = Duration.ZERO;
    private Clock clock = Clock.systemUTC();
    private OpenApiOptions openApi = OpenApiOptions.defaults();
    private DeviceOptions devices = DeviceOptions.ofService();
    private boolean amqpTls;
    private @Nullable Path data;
    private boolean amqp10 = true;
    private boolean amqp091 = true;
    private boolean staleSignKeys = true;
    private boolean nackDrops = true;

    EmulatorBuilder() {}

    /** The port for MQTT clients; 0, the default, is a free one. */
    public EmulatorBuilder mqttPort(int port) {
        mqttPort = Allowed.port("mqttPort", port);
        return this;
    }

    /** The port for AMQP; 0, the default, is a free one. */
    public EmulatorBuilder amqpPort(int port) {
        amqpPort = Allowed.port("amqpPort", port);
        return this;
    }

    /** The port for the OpenAPI; 0, the default, is a free one. */
    public EmulatorBuilder openApiPort(int port) {
        openApiPort = Allowed.port("openApiPort", port);
        return this;
    }

    /** The id of the only instance, letters, digits, dots, dashes and underscores; default mqtt-cn-emulator. */
    public EmulatorBuilder instanceId(String id) {
        instanceId = Allowed.name("instanceId", id);
        return this;
    }

    /** The only access key, letters, digits, dots, dashes and underscores; default sample-access-key. */
    public EmulatorBuilder accessKey(String key) {
        accessKey = Allowed.name("accessKey", key);
        return this;
    }

    /** The secret key of the access key; default sample-secret-key. */
    public EmulatorBuilder secretKey(String key) {
        secretKey = Allowed.notEmpty("secretKey", key);
        return this;
    }

    /**
     * Makes the access key a temporary one with this security token: OpenAPI requests and the AMQP logins of backends must
     * carry it, those over 1.0 with {@code authMode=ststoken}. By default there is none.
     */
    public EmulatorBuilder securityToken(String token) {
        securityToken = Allowed.notEmpty("securityToken", token);
        return this;
    }

    /**
     * Adds a group, named {@code GID_} or {@code GID-} and 3 to 60 letters, digits, dashes and underscores. Without any,
     * there is the group GID_demo.
     */
    public EmulatorBuilder group(String group) {
        if (!ClientId.isGroup(group)) {
            throw new IllegalArgumentException("group is " + group
                    + ", allowed are GID_ or GID- and 3 to 60 letters, digits, dashes and underscores");
        }
        groups.add(group);
        return this;
    }

    /**
     * Adds a parent topic, named with 3 to 64 letters, digits, dashes and underscores, and not {@code default}. Without
     * any, there is the parent topic demo_topic. Devices are cut off when they use topics outside the parent topics.
     */
    public EmulatorBuilder topic(String parentTopic) {
        if (!Topics.isName(parentTopic)) {
            throw new IllegalArgumentException("topic is " + parentTopic
                    + ", allowed are 3 to 64 letters, digits, dashes and underscores, but not default");
        }
        topics.add(parentTopic);
        return this;
    }

    /**
     * From now on the AMQP 1.0 port also plays Alibaba's IoT Platform: it accepts logins with this consumer group, whose
     * only source address is {@code default}, where the status of every device comes in the form of the IoT Platform
     * with the group as product key and the device id as device name. Such a connection can have one receiver link, and no
     * sender. By default it does not.
     */
    public EmulatorBuilder iotPlatform(String consumerGroupId) {
        iotConsumerGroup = Allowed.name("iotPlatform", consumerGroupId);
        return this;
    }

    /**
     * After how many failed deliveries a notice goes to the dead letters, 1 to 100; default 16, as many attempts as the SDK
     * makes by default. With fewer than it makes, its {@code UndeliverableListener} is never told of the notice.
     */
    public EmulatorBuilder maxDeliveries(int deliveries) {
        maxDeliveries = Allowed.between("maxDeliveries", deliveries, 1, 100);
        return this;
    }

    /**
     * How far from now the timestamp of an AMQP 1.0 login and the date of an OpenAPI request may be, in both directions,
     * 1 second to 365 days; default 15 minutes.
     */
    public EmulatorBuilder loginWindow(Duration window) {
        loginWindow = Allowed.between("loginWindow", window, Duration.ofSeconds(1), MAX_LOGIN_WINDOW);
        return this;
    }

    /** How old the answers of BatchQuerySessionByClientIds may be, 0 to 1 day; default 0, the truth. */
    public EmulatorBuilder batchCache(Duration age) {
        batchCache = Allowed.between("batchCache", age, Duration.ZERO, MAX_BATCH_CACHE);
        return this;
    }

    /** How the OpenAPI behaves; default {@link OpenApiOptions#defaults()}. */
    public EmulatorBuilder openApi(OpenApiOptions options) {
        openApi = Objects.requireNonNull(options, "options");
        return this;
    }

    /** What devices may do; default {@link DeviceOptions#ofService()}. */
    public EmulatorBuilder devices(DeviceOptions options) {
        devices = Objects.requireNonNull(options, "options");
        return this;
    }

    /** The clock of all that has a time, as {@link EmulatorTime} says; default the system's. */
    public EmulatorBuilder clock(Clock time) {
        clock = Objects.requireNonNull(time, "clock");
        return this;
    }

    /**
     * Keeps what is queued for backends and dead-lettered, persistent sessions of devices and what waits for them, tokens and
     * device credentials in a file of this directory, which is written every second and at the end, and read at the start.
     * The file holds secrets of devices. By default everything is in memory.
     *
     * @param directory of this emulator alone; created if there is none
     */
    public EmulatorBuilder data(Path directory) {
        data = Objects.requireNonNull(directory, "directory");
        return this;
    }

    /** Whether there is also a port, always a free one, for AMQP with TLS; default false. */
    public EmulatorBuilder amqpTls(boolean tls) {
        amqpTls = tls;
        return this;
    }

    /** Whether the AMQP ports speak AMQP 1.0; default true. */
    public EmulatorBuilder amqp10(boolean spoken) {
        amqp10 = spoken;
        return this;
    }

    /** Whether the AMQP ports speak AMQP 0-9-1; default true. */
    public EmulatorBuilder amqp091(boolean spoken) {
        amqp091 = spoken;
        return this;
    }

    /**
     * Whether an AMQP 0-9-1 login may have a sign key of any age, as that of a client that recovers its connection with
     * the one it has started with; otherwise the login window holds for it. Default true.
     */
    public EmulatorBuilder staleSignKeys(boolean accepted) {
        staleSignKeys = accepted;
        return this;
    }

    /**
     * Whether a message that an AMQP 0-9-1 consumer refuses with requeue false goes to the dead letters immediately, which
     * is what AMQP says; otherwise it is delivered again as with requeue true. Default true.
     */
    public EmulatorBuilder nackDrops(boolean drops) {
        nackDrops = drops;
        return this;
    }

    /** What a queue holds at most, for tests of a full queue. */
    EmulatorBuilder capacity(int messages) {
        capacity = messages;
        return this;
    }

    /**
     * Starts an emulator with these settings.
     *
     * @throws IOException when a port is taken, or a part does not start; then nothing is left running
     * @throws InterruptedIOException when the thread is interrupted; it stays interrupted
     * @throws IllegalArgumentException when no version of AMQP is to be spoken
     */
    public Emulator start() throws IOException {
        if (!amqp10 && !amqp091) {
            throw new IllegalArgumentException("amqp10 and amqp091 are false, at least one must be true");
        }
        Thread thread = Thread.currentThread();
        if (thread.isInterrupted()) {
            throw new InterruptedIOException("the emulator does not start on a thread that is interrupted");
        }
        try {
            return new Emulator(this);
        } catch (IOException | RuntimeException e) {
            if (!isInterruption(e)) {
                throw e;
            }
            thread.interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted during the start");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private static boolean isInterruption(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .anyMatch(InterruptedException.class::isInstance);
    }

    Account account() {
        return new Account(
                instanceId,
                accessKey,
                secretKey,
                securityToken,
                groups.isEmpty() ? List.of(DEFAULT_GROUP) : List.copyOf(groups));
    }

    List<String> topics() {
        return topics.isEmpty() ? List.of(DEFAULT_TOPIC) : List.copyOf(topics);
    }

    int mqttPort() {
        return mqttPort;
    }

    int amqpPort() {
        return amqpPort;
    }

    int openApiPort() {
        return openApiPort;
    }

    /** The consumer group of the IoT Platform, or null when it is not played. */
    @Nullable
    String iotConsumerGroup() {
        return iotConsumerGroup;
    }

    int maxDeliveries() {
        return maxDeliveries;
    }

    int capacity() {
        return capacity;
    }

    int topicCapacity() {
        return Math.min(capacity, MAX_TOPIC_MESSAGES);
    }

    Duration loginWindow() {
        return loginWindow;
    }

    Duration batchCache() {
        return batchCache;
    }

    OpenApiOptions openApi() {
        return openApi;
    }

    DeviceOptions devices() {
        return devices;
    }

    Clock clock() {
        return clock;
    }

    @Nullable
    Path data() {
        return data;
    }

    boolean amqpTls() {
        return amqpTls;
    }

    boolean amqp10() {
        return amqp10;
    }

    boolean amqp091() {
        return amqp091;
    }

    /** The login window for sign keys, null for none. */
    @Nullable
    Duration signKeyWindow() {
        return staleSignKeys ? null : loginWindow;
    }

    boolean nackDrops() {
        return nackDrops;
    }
}
