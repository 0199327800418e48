package com.alibaba.mqtt.server.emulator.gate;

import com.alibaba.mqtt.server.emulator.instance.Topics;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one client, and what becomes of a SUBSCRIBE: filters that are refused by themselves are not passed to the
 * broker, and stand in the SUBACK with a code of failure. Used by the thread of the connection only.
 */
final class Subscriptions {
    /** A filter that the broker answers for. */
    private static final int OPEN = -1;

    private static final String SHARED = "$share/";
    private static final String SYSTEM = "$SYS/";
    private static final int MAX_PENDING = 1_000;

    private final DeviceRules rules;
    private final Topics topics;
    private final Peer peer;
    private final Set<String> filters = new HashSet<>();
    private final Map<Integer, int[]> pending = new HashMap<>();

    Subscriptions(DeviceRules rules, Topics topics, Peer peer) {
        this.rules = rules;
        this.topics = topics;
        this.peer = peer;
    }

    /** The session has these filters already. */
    void resume(Collection<String> present) {
        filters.addAll(present);
    }

    void remove(Collection<String> gone) {
        filters.removeAll(gone);
    }

    /**
     * Returns what the broker is to see of it, or null for nothing: then {@link #complete} gives the whole answer.
     *
     * @throws Refusal when the connection ends by it
     */
    @Nullable
    MqttSubscribeMessage admit(MqttSubscribeMessage packet, Access access) throws Refusal {
        List<MqttTopicSubscription> wanted = packet.payload().topicSubscriptions();
        int[] codes = new int[wanted.size()];
        Arrays.fill(codes, OPEN);
        List<MqttTopicSubscription> admitted = new ArrayList<>();
        for (int number = 0; number < codes.length; number++) {
            MqttTopicSubscription one = wanted.get(number);
            if (one.topicFilter().startsWith(SYSTEM)) {
                // the service sends its own words to who has not subscribed, too
                codes[number] = one.qualityOfService().value();
                continue;
            }
            Optional<Reason> refused = refusal(one.topicFilter(), access);
            if (refused.isPresent()) {
                codes[number] = refused.get().subAck(peer.isMqtt5());
            } else {
                filters.add(one.topicFilter());
                admitted.add(one);
            }
        }
        if (admitted.size() == codes.length) {
            return packet;
        }
        if (pending.size() >= MAX_PENDING) {
            throw new Refusal("subscribe refused", "too many are under way", Reason.QUOTA_EXCEEDED);
        }
        pending.put(packet.variableHeader().messageId(), codes);
        return admitted.isEmpty()
                ? null
                : new MqttSubscribeMessage(
                        packet.fixedHeader(),
                        packet.idAndPropertiesVariableHeader(),
                        new MqttSubscribePayload(admitted));
    }

    /** The SUBACK with what was refused here. */
    MqttSubAckMessage complete(MqttSubAckMessage brokers) {
        int[] codes = pending.remove(brokers.variableHeader().messageId());
        if (codes == null) {
            return brokers;
        }
        int next = 0;
        for (int number = 0; number < codes.length; number++) {
            if (codes[number] == OPEN) {
                codes[number] = brokers.payload().reasonCodes().get(next++);
            }
        }
        return subAck(brokers.variableHeader().messageId(), codes);
    }

    /** The SUBACK to a packet that the broker does not see. */
    MqttSubAckMessage answer(int packetId) {
        return complete(subAck(packetId));
    }

    private Optional<Reason> refusal(String filter, Access access) throws Refusal {
        String what = "subscribe to " + filter + " refused";
        String plain = filter;
        if (filter.startsWith(SHARED)) {
            if (!rules.sharedSubscriptions()) {
                peer.say(what, "this edition has no shared subscriptions");
                return Optional.of(Reason.SHARED_NOT_SUPPORTED);
            }
            int slash = filter.indexOf('/', SHARED.length());
            if (slash <= SHARED.length() || slash == filter.length() - 1) {
                peer.say(what, "it is not of the form $share/<name>/<filter>");
                return Optional.of(Reason.TOPIC_FILTER_INVALID);
            }
            plain = filter.substring(slash + 1);
        }
        if (!topics.contains(plain)) {
            throw new Refusal(what, topics.whyNotSubscribe(plain).orElseThrow(), Reason.NOT_AUTHORIZED);
        }
        Optional<String> why = topics.whyNotSubscribe(plain);
        if (why.isPresent()) {
            peer.say(what, why.get());
            return Optional.of(Reason.TOPIC_FILTER_INVALID);
        }
        access.checkRead(what, plain);
        if (!filters.contains(filter) && filters.size() >= rules.maxSubscriptions()) {
            peer.say(
                    what,
                    "the client has " + filters.size() + " subscriptions, allowed are " + rules.maxSubscriptions());
            return Optional.of(Reason.TOO_MANY_SUBSCRIPTIONS);
        }
        return Optional.empty();
    }

    private static MqttSubAckMessage subAck(int packetId, int... codes) {
        return new MqttSubAckMessage(
                new MqttFixedHeader(MqttMessageType.SUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
                new MqttSubAckPayload(codes));
    }
}
