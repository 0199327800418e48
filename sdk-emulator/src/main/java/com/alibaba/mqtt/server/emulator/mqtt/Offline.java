package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.gate.DeviceRules;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.SecurityAuth;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerQueuePlugin;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which messages wait for a client with a persistent session that is offline: those of QoS 1 that meet a subscription of QoS 1,
 * for a time and up to a number. Artemis would keep all of them.
 */
final class Offline implements ActiveMQServerQueuePlugin, MQTTInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Offline.class);
    private static final SimpleString TIME = SimpleString.of("emulator.time");

    private final DeviceRules rules;
    private final Clock clock;
    private final Map<SimpleString, Integer> qosOfQueues = new ConcurrentHashMap<>();
    private final Map<SimpleString, Queue> queues = new ConcurrentHashMap<>();
    private int waiting;

    Offline(DeviceRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** Sees what clients subscribe to. */
    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection remote) {
        if (packet instanceof MqttSubscribeMessage subscribe) {
            subscribe
                    .payload()
                    .topicSubscriptions()
                    .forEach(one -> qosOfQueues.put(
                            queue(one.topicFilter(), remote.getClientID()),
                            one.qualityOfService().value()));
        }
        return true;
    }

    /** A subscription is known from before the start. */
    void subscribed(SimpleString queue, int qos) {
        qosOfQueues.put(queue, qos);
    }

    @Override
    public void afterCreateQueue(Queue queue) {
        queues.put(queue.getName(), queue);
        queue.setFilter(new Kept(queue.getFilter(), message -> keeps(queue, message)));
    }

    @Override
    public void afterDestroyQueue(
            Queue queue,
            SimpleString address,
            SecurityAuth session,
            boolean checkConsumerCount,
            boolean removeConsumers,
            boolean autoDeleteAddress) {
        queues.remove(queue.getName());
        qosOfQueues.remove(queue.getName());
    }

    /** To be called for each message before it is routed: from now on it waits. */
    void begin(Message message) {
        message.putLongProperty(TIME, clock.millis());
    }

    /** Whether a message is put into the queue of a client. */
    boolean keeps(Queue queue, Message message) {
        if (queue.getConsumerCount() > 0) {
            return true;
        }
        int qos = message.containsProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY)
                ? message.getIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY)
                : 0;
        int subscribed = qosOfQueues.getOrDefault(queue.getName(), MqttQoS.AT_LEAST_ONCE.value());
        if (qos != 1 || subscribed != 1) {
            LOG.debug("{} offline: a message of QoS {} does not wait at QoS {}", queue.getName(), qos, subscribed);
            return false;
        }
        return hasRoom();
    }

    /** Drops what has waited for too long for a client, before it gets the rest. */
    void dropOld(Iterable<String> filters, String clientId) throws Exception {
        long oldest = clock.millis() - rules.offlineTime().toMillis();
        for (String filter : filters) {
            Queue queue = queues.get(queue(filter, clientId));
            if (queue != null && queue.getConsumerCount() == 0) {
                int dropped = queue.deleteMatchingReferences(new Kept(
                        null, message -> message.containsProperty(TIME) && message.getLongProperty(TIME) < oldest));
                if (dropped > 0) {
                    LOG.info("{}: {} messages dropped that waited for {}", clientId, dropped, rules.offlineTime());
                }
            }
        }
    }

    /** The names of all queues of clients. A copy. */
    Set<SimpleString> queues() {
        return Set.copyOf(queues.keySet());
    }

    /** How many messages wait for clients that are offline. */
    int waiting() {
        long sum = queues.values().stream()
                .filter(queue -> queue.getConsumerCount() == 0)
                .mapToLong(Queue::getMessageCount)
                .sum();
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    private synchronized boolean hasRoom() {
        if (waiting >= rules.maxOffline()) {
            waiting = waiting();
        }
        if (waiting < rules.maxOffline()) {
            waiting++;
            return true;
        }
        LOG.info("a message for a client that is offline is dropped: {} wait already", waiting);
        return false;
    }

    private static SimpleString queue(String filter, String clientId) {
        return SimpleString.of(MQTTUtil.getCoreQueueFromMqttTopic(filter, clientId, MQTTUtil.MQTT_WILDCARD));
    }
}
