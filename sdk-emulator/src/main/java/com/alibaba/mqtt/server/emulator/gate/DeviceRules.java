package com.alibaba.mqtt.server.emulator.gate;

import java.time.Duration;

/**
 * What devices may do, for the lifetime of an emulator.
 *
 * @param maxSubscriptions of one client
 * @param maxTopicLength of a topic and of a topic filter, in characters
 * @param wills whether last wills are published; otherwise they are dropped
 * @param retained whether messages are retained; otherwise they are not
 * @param sharedSubscriptions whether {@code $share/<name>/<filter>} is known
 * @param offlineTime for how long a message waits for its client
 * @param maxOffline how many messages wait for all clients together
 * @param maxConnections of all clients together
 * @param clientTps how many messages one client may publish within a second
 * @param instanceTps how many messages all clients together may publish within a second
 */
public record DeviceRules(
        int maxSubscriptions,
        int maxTopicLength,
        boolean wills,
        boolean retained,
        boolean sharedSubscriptions,
        Duration offlineTime,
        int maxOffline,
        int maxConnections,
        int clientTps,
        int instanceTps) {

    /** No limit. */
    public static final int NONE = Integer.MAX_VALUE;
    /** How many bytes a message may hold, in both directions. */
    public static final int MAX_PAYLOAD = 64 * 1024;
    /** How many bytes a packet may have: a message of the full size, and 4 KB for its topic and its properties. */
    public static final int MAX_PACKET = MAX_PAYLOAD + 4 * 1024;
    /** How many topic aliases a client may use. */
    public static final int MAX_TOPIC_ALIASES = 64;
}
