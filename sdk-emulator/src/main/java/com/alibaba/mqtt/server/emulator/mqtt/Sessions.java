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

    private Map<String, MQTTSessionState> states() {
        try {
            return MQTTStateManager.getInstance(server).getSessionStates();
        } catch (Exception e) {
            throw new IllegalStateException("no sessions", e);
        }
    }
}
