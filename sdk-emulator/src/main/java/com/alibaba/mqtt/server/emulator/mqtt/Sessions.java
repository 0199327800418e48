package com.alibaba.mqtt.server.emulator.mqtt;

import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** The MQTT sessions of Artemis, which it keeps for clients that want so. */
final class Sessions {
    @SuppressWarnings("NullAway.Init") // use() sets it
    private ActiveMQServer server;

    /** To be called once, before the server starts. */
    void use(ActiveMQServer broker) {
        server = broker;
    }

    /** The filters that a client is subscribed to. */
    Collection<String> filtersOf(String clientId) {
        MQTTSessionState session = states().get(clientId);
        return session == null
                ? List.of()
                : session.getSubscriptions().stream()
                        .map(MqttTopicSubscription::topicFilter)
                        .filter(filter -> !filter.startsWith(P2p.HIDDEN))
                        .toList();
    }

    /** Forgets all of them; their queues stay. */
    void forget() throws Exception {
        MQTTStateManager manager = MQTTStateManager.getInstance(server);
        for (MQTTSessionState session : manager.getSessionStates().values()) {
            // locked, because one that ends by itself removes what it finds here, and its queues
            synchronized (session) {
                for (MqttTopicSubscription one : List.copyOf(session.getSubscriptions())) {
                    session.removeSubscription(one.topicFilter());
                }
            }
            manager.removeSessionState(session.getClientId());
        }
    }

    private Map<String, MQTTSessionState> states() {
        try {
            return MQTTStateManager.getInstance(server).getSessionStates();
        } catch (Exception e) {
            throw new IllegalStateException("no sessions", e);
        }
    }
}
