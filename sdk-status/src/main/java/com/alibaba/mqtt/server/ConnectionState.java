package com.alibaba.mqtt.server;

/**
 * Where a consumer's connection stands.
 *
 * <pre>
 *   NEW --start()--> CONNECTING --logged in, subscribed--> CONNECTED --lost--> RECOVERING
 *    ^                   |                                     ^                   |
 *    +------failed-------+                                     +----connected------+
 *
 *   each of them --stop()--> STOPPED, for good
 * </pre>
 */
enum ConnectionState {
    NEW,
    CONNECTING,
    CONNECTED,
    RECOVERING,
    STOPPED
}
