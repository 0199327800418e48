package com.alibaba.mqtt.server.emulator.gate;

import com.alibaba.mqtt.server.emulator.instance.Topics;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What becomes of the publishes of one client. Used by the thread of the connection only. */
final class Publishes {
    private final DeviceRules rules;
    private final Topics topics;
    private final Peer peer;
    private final Rate own;
    private final Rate all;
    private final Map<Integer, String> aliases = new HashMap<>();

    /** @param all of the instance */
    Publishes(DeviceRules rules, Topics topics, Peer peer, Clock clock, Rate all) {
        this.rules = rules;
        this.topics = topics;
        this.peer = peer;
        this.own = new Rate(clock, rules.clientTps());
        this.all = all;
    }

    /** What is to be done with a publish. */
    enum Verdict {
        /** The broker takes it. */
        PASS,
        /** The broker takes it, without the flag that it is to be retained. */
        PASS_UNRETAINED,
        /** It is acknowledged, and nobody gets it. */
        DISCARD,
        /** It is not acknowledged, and nobody gets it. */
        LOSE
    }

    /** @throws Refusal when the connection ends by it */
    Verdict judge(MqttPublishMessage packet, Access access) throws Refusal {
        String topic = topic(packet);
        String what = "publish to " + topic;
        check(topic, access);
        if (!own.take()) {
            throw new Refusal(
                    what + " refused",
                    "the client publishes more than " + rules.clientTps() + " messages a second",
                    Reason.RATE_TOO_HIGH);
        }
        if (!all.take()) {
            peer.say(what + " lost", "the instance has more than " + rules.instanceTps() + " messages a second");
            return Verdict.LOSE;
        }
        int bytes = packet.payload().readableBytes();
        if (bytes > DeviceRules.MAX_PAYLOAD) {
            tooBig(topic, "the payload has " + bytes);
            return Verdict.DISCARD;
        }
        if (!packet.fixedHeader().isRetain()) {
            return Verdict.PASS;
        }
        if (rules.retained()) {
            // who subscribes to its topic later is not the target
            return Topics.p2pTarget(topic).isPresent() ? Verdict.PASS_UNRETAINED : Verdict.PASS;
        }
        if (peer.isMqtt5()) {
            // CONNACK said so
            throw new Refusal(what + " refused", "retained messages are not supported", Reason.RETAIN_NOT_SUPPORTED);
        }
        peer.say(what + ": retain flag dropped", "retained messages are not supported");
        return Verdict.PASS_UNRETAINED;
    }

    void tooBig(String topic, String size) {
        peer.say("publish to " + topic + " discarded", size + " bytes, allowed are " + DeviceRules.MAX_PAYLOAD);
    }

    /** @throws Refusal when the client may not publish to the topic */
    void check(String topic, Access access) throws Refusal {
        String what = "publish to " + topic + " refused";
        Optional<String> why = topics.whyNotPublish(topic);
        if (why.isPresent()) {
            throw new Refusal(
                    what, why.get(), topics.contains(topic) ? Reason.TOPIC_NAME_INVALID : Reason.NOT_AUTHORIZED);
        }
        access.checkWrite(what, topic);
    }

    static MqttPublishMessage unretained(MqttPublishMessage packet) {
        MqttFixedHeader header = packet.fixedHeader();
        return new MqttPublishMessage(
                new MqttFixedHeader(
                        header.messageType(), header.isDup(), header.qosLevel(), false, header.remainingLength()),
                packet.variableHeader(),
                packet.payload());
    }

    private String topic(MqttPublishMessage packet) throws Refusal {
        String topic = packet.variableHeader().topicName();
        MqttProperty<?> alias = packet.variableHeader().properties().getProperty(MqttPropertyType.TOPIC_ALIAS.value());
        if (alias == null) {
            return topic;
        }
        int number = (Integer) alias.value();
        if (number < 1 || number > DeviceRules.MAX_TOPIC_ALIASES) {
            throw new Refusal(
                    "publish refused",
                    "topic alias " + number + ", allowed are 1 to " + DeviceRules.MAX_TOPIC_ALIASES,
                    Reason.TOPIC_NAME_INVALID);
        }
        if (topic.isEmpty()) {
            return aliases.getOrDefault(number, "");
        }
        aliases.put(number, topic);
        return topic;
    }
}
