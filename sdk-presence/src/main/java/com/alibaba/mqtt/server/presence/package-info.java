/** The true state of every client, from its notices and the answers of the service. Begin with {@code PresenceTracker}. */
@NullMarked
package com.alibaba.mqtt.server.presence;

import org.jspecify.annotations.NullMarked;
