package dev.mqttstatus.integration.presence;

import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the nodes of an application were notified of, by client, in the order of the calls. */
final class Notifications {
    private final Map<String, List<Notified>> byClient = new ConcurrentHashMap<>();

    private record Notified(PresenceChange change, long nanos) {
        PresenceState state() {
            return change.presence().state();
        }
    }

    /** A tracker that notifies this. */
    PresenceTrackerBuilder tracker() {
        return PresenceTracker.builder()
                .onFirstSeen(this::add)
                .onOnline(this::add)
                .onOffline(this::add);
    }

    private void add(PresenceChange change) {
        long now = System.nanoTime();
        byClient.computeIfAbsent(change.clientId(), id -> new CopyOnWriteArrayList<>())
                .add(new Notified(change, now));
    }

    long count() {
        return byClient.values().stream().mapToInt(List::size).sum();
    }

    List<PresenceState> of(String clientId) {
        return byClient.getOrDefault(clientId, List.of()).stream()
                .map(Notified::state)
                .toList();
    }

    /** The numbers of the changes that were notified. */
    List<Long> numbersOf(String clientId) {
        return byClient.getOrDefault(clientId, List.of()).stream()
                .map(one -> one.change.number())
                .toList();
    }

    /** Notifications of a state that was notified already: none, if each change is notified once. */
    List<String> repeated() {
        List<String> repeated = new ArrayList<>();
        byClient.values().forEach(notifications -> {
            for (int at = 1; at < notifications.size(); at++) {
                if (notifications.get(at).state() == notifications.get(at - 1).state()) {
                    repeated.add(notifications.get(at).change.toString());
                }
            }
        });
        return repeated;
    }

    /**
     * Notifications of a state that was not true at any time in so long a time before, and was neither true nor corrected
     * in so long a time after.
     */
    List<String> contradictions(Fleet fleet, Duration before, Duration after) {
        List<String> contradictions = new ArrayList<>();
        byClient.values().forEach(notifications -> {
            for (int at = 0; at < notifications.size(); at++) {
                Notified one = notifications.get(at);
                long until = one.nanos + after.toNanos();
                boolean corrected = at + 1 < notifications.size() && notifications.get(at + 1).nanos <= until;
                if (!corrected && !fleet.was(one.change.clientId(), one.state(), one.nanos - before.toNanos(), until)) {
                    contradictions.add(one.change.toString());
                }
            }
        });
        return contradictions;
    }
}
