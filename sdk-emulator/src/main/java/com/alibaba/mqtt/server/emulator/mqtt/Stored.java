package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.mqtt.StoredSession.Subscription;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessagePersister;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

/**
 * The persistent sessions of an Artemis and what waits for them, for a file and from a file.
 *
 * @param sessions of clients that are online or not
 * @param queues those of the sessions
 */
public record Stored(List<StoredSession> sessions, List<StoredQueue> queues) {
    private static final int NEVER_ENDS = -1;

    /** Takes both from a server that goes on. */
    static Stored of(ActiveMQServer server) throws Exception {
        List<StoredSession> sessions = new ArrayList<>();
        Map<String, StoredQueue> queues = new LinkedHashMap<>();
        for (MQTTSessionState state :
                MQTTStateManager.getInstance(server).getSessionStates().values()) {
            Map<String, StoredQueue> own = new LinkedHashMap<>();
            List<Subscription> subscriptions = new ArrayList<>();
            for (MqttTopicSubscription one : state.getSubscriptions()) {
                Queue queue = server.locateQueue(MQTTUtil.getCoreQueueFromMqttTopic(
                        one.topicFilter(), state.getClientId(), MQTTUtil.MQTT_WILDCARD));
                if (queue != null) {
                    StoredQueue stored = queues.getOrDefault(queue.getName().toString(), of(queue));
                    own.put(stored.name(), stored);
                    subscriptions.add(new Subscription(
                            one.topicFilter(),
                            one.qualityOfService().value(),
                            one.option().isNoLocal(),
                            stored.name()));
                }
            }
            boolean persistent = state.getClientSessionExpiryInterval() != 0
                    && own.values().stream().anyMatch(StoredQueue::durable);
            if (persistent) {
                sessions.add(new StoredSession(state.getClientId(), subscriptions));
                queues.putAll(own);
            }
        }
        return new Stored(sessions, List.copyOf(queues.values()));
    }

    /** Gives both to a server that nobody can connect to yet. Such a session never ends by its time. */
    void restore(ActiveMQServer server, Offline offline) throws Exception {
        for (StoredSession session : sessions) {
            MQTTSessionState state = MQTTStateManager.getInstance(server).getSessionState(session.clientId());
            state.setClientSessionExpiryInterval(NEVER_ENDS);
            for (Subscription one : session.subscriptions()) {
                offline.subscribed(SimpleString.of(one.queue()), one.qos());
                MqttSubscriptionOption option = new MqttSubscriptionOption(
                        MqttQoS.valueOf(one.qos()),
                        one.noLocal(),
                        false,
                        MqttSubscriptionOption.RetainedHandlingPolicy.SEND_AT_SUBSCRIBE);
                state.addSubscription(new MqttTopicSubscription(one.filter(), option), MQTTUtil.MQTT_WILDCARD, null);
            }
        }
        for (StoredQueue stored : queues) {
            Queue queue = server.createQueue(
                    QueueConfiguration.of(stored.name())
                            .setAddress(stored.address())
                            .setRoutingType(RoutingType.MULTICAST)
                            .setFilterString(stored.filter())
                            .setDurable(stored.durable())
                            .setAutoCreateAddress(true),
                    true);
            for (String message : stored.messages()) {
                MQTTUtil.sendMessageDirectlyToQueue(
                        server.getStorageManager(), server.getPostOffice(), decode(server, message), queue, null);
            }
        }
    }

    private static StoredQueue of(Queue queue) {
        List<String> messages = new ArrayList<>();
        try (LinkedListIterator<MessageReference> references = queue.browserIterator()) {
            while (references.hasNext()) {
                messages.add(encode(references.next().getMessage()));
            }
        }
        SimpleString filter =
                queue.getFilter() == null ? null : queue.getFilter().getFilterString();
        return new StoredQueue(
                queue.getName().toString(),
                queue.getAddress().toString(),
                filter == null ? null : filter.toString(),
                queue.isDurable(),
                messages);
    }

    private static String encode(Message message) {
        CoreMessagePersister persister = CoreMessagePersister.getInstance();
        ActiveMQBuffer buffer = ActiveMQBuffers.dynamicBuffer(persister.getEncodeSize(message));
        persister.encode(buffer, message.toCore());
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Message decode(ActiveMQServer server, String text) {
        ActiveMQBuffer buffer =
                ActiveMQBuffers.wrappedBuffer(Base64.getDecoder().decode(text));
        // says which kind of message it is, and all are of one kind
        byte unused = buffer.readByte();
        Message message = CoreMessagePersister.getInstance().decode(buffer, null, null);
        message.setMessageID(server.getStorageManager().generateID());
        return message;
    }
}
