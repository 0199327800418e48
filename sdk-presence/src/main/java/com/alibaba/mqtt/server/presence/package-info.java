/**
 * The true state of every client, from its notices and the answers of the service. Begin with {@code PresenceTracker}.
 *
 * @since 0.1.0
 */
@NullMarked
package com.alibaba.mqtt.server.presence;

import org.jspecify.annotations.NullMarked;
