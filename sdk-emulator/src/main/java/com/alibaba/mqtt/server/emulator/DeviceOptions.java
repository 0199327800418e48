package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.gate.DeviceRules;
import java.time.Duration;

/**
 * What devices may do on an {@link Emulator}: as the service's documents say, where they say it. Immutable: each method returns a
 * copy with another setting, and throws {@link IllegalArgumentException} for a value that is not allowed. The table of
 * docs/emulator.md holds each beside the service.
 *
 * <pre>{@code
 * Emulator.builder().devices(DeviceOptions.ofService().sharedSubscriptions(false).clientTps(20))
 * }</pre>
 */
public final class DeviceOptions {
    private static final int MAX = 1_000_000;
    private static final Duration MAX_OFFLINE = Duration.ofDays(365);
    private static final DeviceOptions SERVICE = new DeviceOptions();

    private int subscriptions = 30;
    private int topicLength = 64;
    private boolean wills;
    private boolean retained;
    private boolean shared = true;
    private Duration offlineTime = Duration.ofDays(3);
    private int offlineMessages = MAX;
    private int connections = DeviceRules.NONE;
    private int clientTps = DeviceRules.NONE;
    private int instanceTps = DeviceRules.NONE;

    private boolean tls;
    private boolean webSocket;

    private DeviceOptions() {}

    /** As the service, with no limit of connections and messages a second, which depend on what one has bought. */
    public static DeviceOptions ofService() {
        return SERVICE;
    }

    /** The same, with another number of subscriptions of one client, 1 to 1,000,000. Default 30. */
    public DeviceOptions subscriptions(int max) {
        DeviceOptions copy = copy();
        copy.subscriptions = Allowed.between("subscriptions", max, 1, MAX);
        return copy;
    }

    /**
     * The same, with another length of topics and topic filters, 3 to 65,535 characters; of a point-to-point topic the part
     * before {@code /p2p/} counts. Default 64; a demo of the service speaks of 128.
     */
    public DeviceOptions topicLength(int max) {
        DeviceOptions copy = copy();
        copy.topicLength = Allowed.between("topicLength", max, 3, 65_535);
        return copy;
    }

    /** The same, with or without last wills. Without, a client is accepted and its will dropped. Default false. */
    public DeviceOptions wills(boolean supported) {
        DeviceOptions copy = copy();
        copy.wills = supported;
        return copy;
    }

    /**
     * The same, with or without retained messages. Without, the flag is dropped from what a client of MQTT 3.1.1 publishes, and
     * a client of MQTT 5, which was told, is cut off. Default false.
     */
    public DeviceOptions retained(boolean supported) {
        DeviceOptions copy = copy();
        copy.retained = supported;
        return copy;
    }

    /**
     * The same, with or without shared subscriptions, {@code $share/<name>/<filter>}, which Professional and Platinum instances
     * have. Default true.
     */
    public DeviceOptions sharedSubscriptions(boolean supported) {
        DeviceOptions copy = copy();
        copy.shared = supported;
        return copy;
    }

    /** The same, with another time for which a message waits for its client, by the emulator's clock, 1 second to 365 days. Default 3 days. */
    public DeviceOptions offlineTime(Duration time) {
        DeviceOptions copy = copy();
        copy.offlineTime = Allowed.between("offlineTime", time, Duration.ofSeconds(1), MAX_OFFLINE);
        return copy;
    }

    /** The same, with another number of messages that wait for all clients together, 0 to 1,000,000. Default 1,000,000. */
    public DeviceOptions offlineMessages(int max) {
        DeviceOptions copy = copy();
        copy.offlineMessages = Allowed.between("offlineMessages", max, 0, MAX);
        return copy;
    }

    /** The same, with a limit of connections of all clients together, 1 to 1,000,000: a login beyond it is refused. Default none. */
    public DeviceOptions connections(int max) {
        DeviceOptions copy = copy();
        copy.connections = Allowed.between("connections", max, 1, MAX);
        return copy;
    }

    /**
     * The same, with a limit of messages that one client publishes within a second, 1 to 1,000,000: it is cut off when it
     * publishes more. Default none; the service recommends at most 20.
     */
    public DeviceOptions clientTps(int max) {
        DeviceOptions copy = copy();
        copy.clientTps = Allowed.between("clientTps", max, 1, MAX);
        return copy;
    }

    /**
     * The same, with a limit of messages that all clients together publish within a second, 1 to 1,000,000: those beyond it are
     * lost, and not acknowledged. Default none.
     */
    public DeviceOptions instanceTps(int max) {
        DeviceOptions copy = copy();
        copy.instanceTps = Allowed.between("instanceTps", max, 1, MAX);
        return copy;
    }

    /**
     * The same, with or without ports, always free ones, for TLS: {@link Emulator#mqttsPort()} and {@link Emulator#wssPort()}.
     * Clients have to trust {@link Emulator#certificate()} and to connect to {@code localhost}. Default false.
     */
    public DeviceOptions tls(boolean wanted) {
        DeviceOptions copy = copy();
        copy.tls = wanted;
        return copy;
    }

    /** The same, with or without a port, always a free one, for WebSocket: {@link Emulator#wsPort()}. Default false. */
    public DeviceOptions webSocket(boolean wanted) {
        DeviceOptions copy = copy();
        copy.webSocket = wanted;
        return copy;
    }

    boolean isTls() {
        return tls;
    }

    boolean isWebSocket() {
        return webSocket;
    }

    DeviceRules rules() {
        return new DeviceRules(
                subscriptions,
                topicLength,
                wills,
                retained,
                shared,
                offlineTime,
                offlineMessages,
                connections,
                clientTps,
                instanceTps);
    }

    private DeviceOptions copy() {
        DeviceOptions copy = new DeviceOptions();
        copy.subscriptions = subscriptions;
        copy.topicLength = topicLength;
        copy.wills = wills;
        copy.retained = retained;
        copy.shared = shared;
        copy.offlineTime = offlineTime;
        copy.offlineMessages = offlineMessages;
        copy.connections = connections;
        copy.clientTps = clientTps;
        copy.instanceTps = instanceTps;
        copy.tls = tls;
        copy.webSocket = webSocket;
        return copy;
    }
}
