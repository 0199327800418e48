package dev.mqttstatus.integration;

import com.alibaba.mqtt.server.presence.PresenceChange;
import com.alibaba.mqtt.server.presence.PresenceState;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the nodes of an application were told, by client, in the order of the telling. */
final class Tellings {
    private final Map<String, List<PresenceState>> byClient = new ConcurrentHashMap<>();

    /** A tracker on the store that tells us. */
    PresenceTrackerBuilder tracker() {
        return PresenceTracker.builder().onOnline(this::add).onOffline(this::add);
    }

    private void add(PresenceChange change) {
        byClient.computeIfAbsent(change.clientId(), id -> new CopyOnWriteArrayList<>())
                .add(change.presence().state());
    }

    long count() {
        return byClient.values().stream().mapToInt(List::size).sum();
    }

    List<PresenceState> of(String clientId) {
        return List.copyOf(byClient.getOrDefault(clientId, List.of()));
    }
}
