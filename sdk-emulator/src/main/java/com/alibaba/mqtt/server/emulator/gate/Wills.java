package com.alibaba.mqtt.server.emulator.gate;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;

/** What becomes of the last will in a CONNECT: it is dropped where there are none, and must be allowed as a publish otherwise. */
final class Wills {
    private final DeviceRules rules;
    private final Publishes publishes;
    private final Peer peer;

    Wills(DeviceRules rules, Publishes publishes, Peer peer) {
        this.rules = rules;
        this.publishes = publishes;
        this.peer = peer;
    }

    /**
     * Returns what the broker is to see of it.
     *
     * @throws Refusal when the client may not have this will
     */
    MqttConnectMessage judge(MqttConnectMessage connect, Access access) throws Refusal {
        MqttConnectVariableHeader header = connect.variableHeader();
        if (!header.isWillFlag()) {
            return connect;
        }
        String topic = connect.payload().willTopic();
        String what = "last will to " + topic;
        if (!rules.wills()) {
            peer.say(what + " dropped", "last wills are not supported");
            return with(connect, false, false);
        }
        try {
            publishes.check(topic, access);
        } catch (Refusal e) {
            throw new Refusal("login with a " + what + " refused", e.why(), e.reason());
        }
        int bytes = connect.payload().willMessageInBytes().length;
        if (bytes > DeviceRules.MAX_PAYLOAD) {
            peer.say(
                    what + " discarded", "the payload has " + bytes + " bytes, allowed are " + DeviceRules.MAX_PAYLOAD);
            return with(connect, false, false);
        }
        if (!header.isWillRetain() || rules.retained()) {
            return connect;
        }
        if (peer.isMqtt5()) {
            throw new Refusal(
                    "login with a " + what + " refused",
                    "retained messages are not supported",
                    Reason.RETAIN_NOT_SUPPORTED);
        }
        peer.say(what + ": retain flag dropped", "retained messages are not supported");
        return with(connect, true, false);
    }

    private static MqttConnectMessage with(MqttConnectMessage connect, boolean will, boolean retain) {
        MqttConnectVariableHeader header = connect.variableHeader();
        MqttConnectPayload payload = connect.payload();
        MqttConnectVariableHeader changed = new MqttConnectVariableHeader(
                header.name(),
                header.version(),
                header.hasUserName(),
                header.hasPassword(),
                retain,
                will ? header.willQos() : 0,
                will,
                header.isCleanSession(),
                header.keepAliveTimeSeconds(),
                header.properties());
        return new MqttConnectMessage(
                connect.fixedHeader(),
                changed,
                new MqttConnectPayload(
                        payload.clientIdentifier(),
                        will ? payload.willProperties() : MqttProperties.NO_PROPERTIES,
                        will ? payload.willTopic() : null,
                        will ? payload.willMessageInBytes() : null,
                        payload.userName(),
                        payload.passwordInBytes()));
    }
}
