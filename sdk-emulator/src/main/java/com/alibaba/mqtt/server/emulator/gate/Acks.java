package com.alibaba.mqtt.server.emulator.gate;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;

/** Acknowledgements of publishes that the broker does not see. */
final class Acks {
    private Acks() {}

    /**
     * PUBACK or PUBREC: a client of 3.1.1 cannot be told that nobody gets its message. After this PUBREC no PUBREL comes from a
     * client of MQTT 5; the broker answers the one of 3.1.1.
     */
    static MqttMessage of(int qos, int packetId, boolean isMqtt5, boolean good) {
        MqttFixedHeader header = new MqttFixedHeader(
                qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC, false, MqttQoS.AT_MOST_ONCE, false, 0);
        MqttMessageIdVariableHeader id = isMqtt5
                ? new MqttPubReplyMessageVariableHeader(
                        packetId, good ? 0 : Reason.QUOTA_EXCEEDED.code(), MqttProperties.NO_PROPERTIES)
                : MqttMessageIdVariableHeader.from(packetId);
        return new MqttPubAckMessage(header, id);
    }
}
