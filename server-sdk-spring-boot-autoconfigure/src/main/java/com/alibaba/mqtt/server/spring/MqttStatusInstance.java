package com.alibaba.mqtt.server.spring;

import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.query.StatusQueryClient;

/**
 * What an application has of one instance of the service. Those of {@code mqtt-status} itself are beans too. All of it is created
 * when it is first wanted, and closed with the application. Thread-safe.
 */
public interface MqttStatusInstance {
    /** Returns the name: {@code default} for {@code mqtt-status} itself, else that below {@code mqtt-status.instances}. */
    String name();

    /**
     * Returns the client for queries.
     *
     * @throws IllegalArgumentException if neither {@code query.region} nor {@code query.endpoint} is set
     */
    StatusQueryClient query();

    /** Returns the presence of all clients of the groups in {@code presence.groups}, and of those with a listener for it. */
    PresenceTracker presence();

    /** Returns the sender. */
    MqttTemplate template();
}
