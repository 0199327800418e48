package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.gate.DeviceRules;
import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/**
 * Publishes what backends send to the devices, at QoS 1. It never comes back to backends. Safe for many threads.
 */
public final class Downlink {
    /** How many bytes a message may hold, in both directions. */
    public static final int MAX_PAYLOAD = DeviceRules.MAX_PAYLOAD;

    private static final int HEADERS = 512;

    private final ActiveMQServer server;
    private final P2p p2p;
    private final Topics topics;
    private final Offline offline;

    Downlink(ActiveMQServer server, P2p p2p, Topics topics, Offline offline) {
        this.server = server;
        this.p2p = p2p;
        this.topics = topics;
        this.offline = offline;
    }

    /** Why nobody can publish to the topic; empty when it is possible. */
    public Optional<String> whyNot(String topic) {
        return topics.whyNotPublish(topic);
    }

    /**
     * Hands a message to the devices that have subscribed to its topic, who may be none, or to the target of a
     * point-to-point topic.
     *
     * @param properties with the names of {@link MessageProperties}
     * @throws IllegalArgumentException when a property is malformed
     * @throws IllegalStateException when the MQTT side does not take it, for example because it is closing
     */
    public void publish(String topic, byte[] payload, Map<String, String> properties) {
        CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), payload.length + HEADERS);
        message.setAddress(topic);
        message.setType(Message.BYTES_TYPE);
        message.setRoutingType(RoutingType.MULTICAST);
        message.setDurable(true);
        message.putIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY, 1);
        message.getBodyBuffer().writeBytes(payload);
        MessageProperties.write(properties, message);
        offline.begin(message);
        Optional<ClientId> target = Topics.p2pTarget(topic);
        try {
            if (target.isPresent()) {
                p2p.deliver(message, target.get());
            } else {
                server.getPostOffice().route(message, false);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the MQTT side does not take the message", e);
        }
    }
}
