package com.alibaba.mqtt.server.emulator.gate;

import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.MAXIMUM_PACKET_SIZE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.RETAIN_AVAILABLE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.SERVER_KEEP_ALIVE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.SHARED_SUBSCRIPTION_AVAILABLE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.SUBSCRIPTION_IDENTIFIER_AVAILABLE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.WILDCARD_SUBSCRIPTION_AVAILABLE;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;

/** Answers to CONNECT. */
final class ConnAcks {
    private ConnAcks() {}

    static boolean isAcceptance(MqttConnAckMessage packet) {
        return packet.variableHeader().connectReturnCode() == MqttConnectReturnCode.CONNECTION_ACCEPTED;
    }

    /** The broker's acceptance of an MQTT 5 client, with what is true here. No maximum QoS in it means 2. */
    static MqttConnAckMessage truthful(MqttConnAckMessage brokers, DeviceRules rules) {
        MqttProperties properties = new MqttProperties();
        brokers.variableHeader().properties().listAll().stream()
                .filter(property -> property.propertyId() != SERVER_KEEP_ALIVE.value())
                .forEach(properties::add);
        properties.add(new IntegerProperty(MAXIMUM_PACKET_SIZE.value(), DeviceRules.MAX_PACKET));
        properties.add(new IntegerProperty(RETAIN_AVAILABLE.value(), rules.retained() ? 1 : 0));
        properties.add(new IntegerProperty(WILDCARD_SUBSCRIPTION_AVAILABLE.value(), 1));
        properties.add(new IntegerProperty(SUBSCRIPTION_IDENTIFIER_AVAILABLE.value(), 1));
        properties.add(new IntegerProperty(SHARED_SUBSCRIPTION_AVAILABLE.value(), rules.sharedSubscriptions() ? 1 : 0));
        return new MqttConnAckMessage(
                brokers.fixedHeader(),
                new MqttConnAckVariableHeader(
                        brokers.variableHeader().connectReturnCode(),
                        brokers.variableHeader().isSessionPresent(),
                        properties));
    }

    static MqttMessage refused(Reason reason, boolean isMqtt5) {
        return MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.valueOf(reason.connAck(isMqtt5)))
                .sessionPresent(false)
                .build();
    }
}
