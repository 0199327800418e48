package com.alibaba.mqtt.server.emulator.mqtt;

import com.alibaba.mqtt.server.emulator.instance.Topics;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the connection of a device that publishes to a topic, or subscribes to a filter, outside the parent topics, or
 * that publishes a message that is too big.
 */
final class TopicGuard implements MQTTInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(TopicGuard.class);

    private final Topics topics;

    TopicGuard(Topics topics) {
        this.topics = topics;
    }

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection remote) {
        boolean allowed = isAllowed(packet);
        if (!allowed) {
            LOG.info(
                    "client id {} is cut off: a {} outside the parent topics or of more than {} bytes",
                    remote.getClientID(),
                    packet.fixedHeader().messageType(),
                    Downlink.MAX_PAYLOAD);
        }
        return allowed;
    }

    private boolean isAllowed(MqttMessage packet) {
        if (packet instanceof MqttPublishMessage publish) {
            String topic = publish.variableHeader().topicName();
            // without a topic it has an alias, for a topic that was allowed
            return (topic.isEmpty() || topics.contains(topic))
                    && publish.payload().readableBytes() <= Downlink.MAX_PAYLOAD;
        }
        return !(packet instanceof MqttSubscribeMessage subscribe)
                || subscribe.payload().topicSubscriptions().stream()
                        .allMatch(subscription -> topics.contains(subscription.topicFilter()));
    }
}
