package com.alibaba.mqtt.server.common;

/**
 * Where a connection stands.
 *
 * <pre>
 *   NEW --start()--> CONNECTING --logged in, subscribed--> CONNECTED --lost--> RECOVERING
 *    ^                   |                                     ^                   |
 *    +------failed-------+                                     +----connected------+
 *
 *   each of them --stop()--> STOPPED, permanently
 * </pre>
 */
public enum ConnectionState {
    /** Not started, or the start failed. */
    NEW,
    /** Being started. */
    CONNECTING,
    /** Logged in and subscribed. */
    CONNECTED,
    /** Lost; being connected again until it succeeds or is stopped. */
    RECOVERING,
    /** Stopped permanently. */
    STOPPED
}
