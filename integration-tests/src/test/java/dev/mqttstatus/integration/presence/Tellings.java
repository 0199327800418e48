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

/** What the nodes of an application were told, by client, in the order of the telling. */
final class Tellings {
    private final Map<String, List<Told>> byClient = new ConcurrentHashMap<>();

    private record Told(PresenceChange change, long nanos) {
        PresenceState state() {
            return change.presence().state();
        }
    }

    /** A tracker on the store that tells us. */
    PresenceTrackerBuilder tracker() {
        return PresenceTracker.builder()
                .onFirstSeen(this::add)
                .onOnline(this::add)
                .onOffline(this::add);
    }

    private void add(PresenceChange change) {
        long now = System.nanoTime();
        byClient.computeIfAbsent(change.clientId(), id -> new CopyOnWriteArrayList<>())
                .add(new Told(change, now));
    }

    long count() {
        return byClient.values().stream().mapToInt(List::size).sum();
    }

    List<PresenceState> of(String clientId) {
        return byClient.getOrDefault(clientId, List.of()).stream()
                .map(Told::state)
                .toList();
    }

    /** The changes that were told, by their numbers. */
    List<Long> numbersOf(String clientId) {
        return byClient.getOrDefault(clientId, List.of()).stream()
                .map(told -> told.change.number())
                .toList();
    }

    /** Tellings of a state that was told already: none, if each change is told once. */
    List<String> repeated() {
        List<String> repeated = new ArrayList<>();
        byClient.values().forEach(tellings -> {
            for (int at = 1; at < tellings.size(); at++) {
                if (tellings.get(at).state() == tellings.get(at - 1).state()) {
                    repeated.add(tellings.get(at).change.toString());
                }
            }
        });
        return repeated;
    }

    /**
     * Tellings of a state that was not true at any time in so long a time before, and was neither true nor told otherwise
     * in so long a time after.
     */
    List<String> contradictions(Fleet fleet, Duration before, Duration after) {
        List<String> contradictions = new ArrayList<>();
        byClient.values().forEach(tellings -> {
            for (int at = 0; at < tellings.size(); at++) {
                Told told = tellings.get(at);
                long until = told.nanos + after.toNanos();
                boolean corrected = at + 1 < tellings.size() && tellings.get(at + 1).nanos <= until;
                if (!corrected
                        && !fleet.was(told.change.clientId(), told.state(), told.nanos - before.toNanos(), until)) {
                    contradictions.add(told.change.toString());
                }
            }
        });
        return contradictions;
    }
}
