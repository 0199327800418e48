package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Delivers point-to-point messages. Each accepted client gets a subscription that it does not know of and nobody can
 * publish to; a point-to-point message is put into the queue of its target's, and into no other.
 */
final class P2p implements MQTTInterceptor {
    /** Where the filters begin that nobody has subscribed to. */
    static final String HIDDEN = "$p2p/";

    private final ActiveMQServer server;
    private final Sessions sessions;
    private final Offline offline;

    P2p(ActiveMQServer server, Sessions sessions, Offline offline) {
        this.server = server;
        this.sessions = sessions;
        this.offline = offline;
    }

    /** Sees what clients are sent, before {@link DeviceConnections} does: who is told to be online can be reached. */
    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection remote) throws ActiveMQException {
        if (DeviceConnections.isAcceptance(packet)) {
            try {
                String clientId = remote.getClientID();
                offline.dropOld(sessions.filtersOf(clientId), clientId);
                offline.dropOld(List.of(HIDDEN + clientId), clientId);
                subscribe(clientId);
            } catch (Exception e) {
                throw new ActiveMQInternalErrorException("no point-to-point subscription", e);
            }
        }
        return true;
    }

    /** Delivers the message to the client, or to nobody when it is not connected and has no persistent session. */
    void deliver(Message message, ClientId target) throws Exception {
        Queue queue = server.locateQueue(queueName(target.toString()));
        if (queue != null && offline.keeps(queue, message)) {
            message.setMessageID(server.getStorageManager().generateID());
            MQTTUtil.sendMessageDirectlyToQueue(
                    server.getStorageManager(), server.getPostOffice(), message, queue, null);
        }
    }

    private void subscribe(String clientId) throws Exception {
        String filter = HIDDEN + clientId;
        server.createQueue(
                QueueConfiguration.of(queueName(clientId))
                        .setAddress(filter)
                        .setRoutingType(RoutingType.MULTICAST)
                        .setDurable(false)
                        .setAutoCreateAddress(true),
                true);
        // right after the CONNACK Artemis starts to serve all subscriptions of the session
        MQTTStateManager.getInstance(server)
                .getSessionState(clientId)
                .addSubscription(
                        new MqttTopicSubscription(filter, MqttQoS.AT_LEAST_ONCE), MQTTUtil.MQTT_WILDCARD, null);
    }

    private static String queueName(String clientId) {
        return MQTTUtil.getCoreQueueFromMqttTopic(HIDDEN + clientId, clientId, MQTTUtil.MQTT_WILDCARD);
    }
}
