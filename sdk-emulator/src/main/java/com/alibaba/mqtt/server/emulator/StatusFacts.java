package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.amqp.Mailbox;
import com.alibaba.mqtt.server.emulator.notices.Channel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the status page of an emulator says. Safe for many threads. */
final class StatusFacts {
    private static final int MAX_ONLINE = 1_000;

    private final Parts parts;

    StatusFacts(Parts parts) {
        this.parts = parts;
    }

    /** A fresh copy of everything, without a secret. */
    Map<String, ?> now() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("instanceId", parts.account().instanceId());
        facts.put("ports", ports());
        List<Channel> online = parts.presence().online();
        facts.put("onlineCount", online.size());
        facts.put(
                "online",
                online.stream().limit(MAX_ONLINE).map(StatusFacts::channel).toList());
        facts.put("waitingForOfflineClients", parts.mqtt().waiting());
        facts.put("noticesUnderWay", parts.faults().pending());
        List<Map<String, ?>> queues = new ArrayList<>();
        parts.account()
                .groups()
                .forEach(group ->
                        queues.add(queue("STATUS." + group, parts.groups().get(group))));
        parts.topics()
                .forEach(topic -> queues.add(queue(topic, parts.parentTopics().get(topic))));
        facts.put("queues", queues);
        List<String> faults = new ArrayList<>(parts.faults().set());
        faults.addAll(parts.openApi().faultsSet());
        faults.addAll(parts.relays().set());
        facts.put("faults", faults);
        facts.put("refusals", parts.refusalLog().last());
        return facts;
    }

    private Map<String, ?> ports() {
        Map<String, Object> ports = new LinkedHashMap<>();
        put(ports, "mqtt", parts.mqtt().port());
        put(ports, "mqtts", parts.mqtt().securePort());
        put(ports, "ws", parts.mqtt().webSocketPort());
        put(ports, "wss", parts.mqtt().secureWebSocketPort());
        put(ports, "amqp", parts.amqp().number());
        put(ports, "amqps", parts.amqp().secureNumber());
        put(ports, "openapi", parts.openApi().port());
        put(ports, "openapis", parts.openApi().securePort());
        return ports;
    }

    private static void put(Map<String, Object> ports, String name, int port) {
        if (port > 0) {
            ports.put(name, port);
        }
    }

    private static Map<String, ?> channel(Channel channel) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("clientId", channel.clientId().toString());
        facts.put("channelId", channel.id());
        facts.put("clientIp", channel.clientIp());
        return facts;
    }

    private static Map<String, ?> queue(String name, Mailbox mailbox) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", name);
        facts.put("depth", mailbox.depth());
        facts.put("deadLetters", mailbox.deadLetters());
        return facts;
    }
}
