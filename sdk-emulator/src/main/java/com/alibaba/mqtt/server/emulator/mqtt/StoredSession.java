package com.alibaba.mqtt.server.emulator.mqtt;

import java.util.List;

/** A persistent session of a client as it is kept over a restart. */
public record StoredSession(String clientId, List<Subscription> subscriptions) {

    /**
     * One subscription of it.
     *
     * @param queue the name of the queue in which its messages wait
     */
    public record Subscription(String filter, int qos, boolean noLocal, String queue) {}
}
