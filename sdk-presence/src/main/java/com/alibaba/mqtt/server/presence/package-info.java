/** The true state of every client, worked out from notices and queries. The door is {@code PresenceTracker}. */
package com.alibaba.mqtt.server.presence;
