package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.instance.ClientId;
import com.alibaba.mqtt.server.emulator.instance.Topics;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Takes what devices publish: a point-to-point message goes to its target only, any other message also to the queue of
 * its parent topic.
 */
final class Uplink implements ActiveMQServerMessagePlugin {
    private final P2p p2p;
    private final Topics topics;
    private final MessageSink backends;
    private final Clock clock;
    private final Offline offline;

    Uplink(P2p p2p, Topics topics, MessageSink backends, Clock clock, Offline offline) {
        this.p2p = p2p;
        this.topics = topics;
        this.backends = backends;
        this.clock = clock;
        this.offline = offline;
    }

    /** Stamps messages, and keeps point-to-point ones from the subscriptions that match their topic. */
    @Override
    public void beforeMessageRoute(Message message, RoutingContext context, boolean direct, boolean rejectDuplicates) {
        offline.begin(message);
        if (Topics.p2pTarget(message.getAddress()).isPresent()) {
            context.setReusable(false);
            context.clear();
        }
    }

    /** Called for messages of devices only, once for each. */
    @Override
    public void afterSend(
            ServerSession session,
            Transaction tx,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue,
            RoutingStatus result)
            throws ActiveMQException {
        String topic = message.getAddress();
        Optional<ClientId> target = Topics.p2pTarget(topic);
        if (target.isEmpty() && topics.contains(topic)) {
            backends.put(Topics.parent(topic), payload(message), properties(topic, session, message));
        } else if (target.isPresent()) {
            try {
                p2p.deliver(message.copy(), target.get());
            } catch (Exception e) {
                throw new ActiveMQInternalErrorException("the point-to-point message was not delivered", e);
            }
        }
    }

    private Map<String, String> properties(String topic, ServerSession session, Message message) {
        Map<String, String> properties = MessageProperties.read(message);
        properties.put("mqttParentTopic", Topics.parent(topic));
        Topics.second(topic).ifPresent(second -> properties.put("mqttSecondTopic", second));
        properties.put("clientId", session.getRemotingConnection().getClientID());
        properties.put("bornTime", String.valueOf(clock.millis()));
        return properties;
    }

    private static byte[] payload(Message message) {
        ActiveMQBuffer body = message.toCore().getReadOnlyBodyBuffer();
        byte[] payload = new byte[body.readableBytes()];
        body.readBytes(payload);
        return payload;
    }
}
