package com.alibaba.mqtt.server.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A service whose truth the test sets, and trackers in virtual time that ask it. */
abstract class PresenceScenarios {
    /** A state is certain when the tolerance has passed. */
    static final int SETTLED = 60;

    static final int MINUTE = 60;
    static final int MAX_AGE = 300;

    final FakeClock clock = new FakeClock();
    final FailingStore store = new FailingStore(new Random(1), MemoryPresenceStore.by(clock));
    final List<String> notified = new ArrayList<>();
    /** The truth. */
    final Set<String> online = new HashSet<>();

    final Set<String> refused = new HashSet<>();
    final Set<String> leftOut = new HashSet<>();
    final Set<String> answeredWithNull = new HashSet<>();
    int liveQueries;

    private Boolean live(String clientId) throws ServerException {
        liveQueries++;
        refuse(List.of(clientId));
        return answeredWithNull.contains(clientId) ? null : (Boolean) online.contains(clientId);
    }

    private Map<String, Boolean> cached(Collection<String> clientIds) throws ServerException {
        refuse(clientIds);
        Map<String, Boolean> answers = new HashMap<>();
        for (String clientId : clientIds) {
            if (!leftOut.contains(clientId)) {
                answers.put(clientId, answeredWithNull.contains(clientId) ? null : (Boolean) online.contains(clientId));
            }
        }
        return answers;
    }

    private void refuse(Collection<String> clientIds) throws ServerException {
        for (String clientId : clientIds) {
            if (clientId.isBlank()) {
                throw new IllegalArgumentException("clientId is blank");
            }
            if (refused.contains(clientId)) {
                throw new ServerException("PermissionCheckFailed", "not this client", false, null);
            }
        }
    }

    PresenceTrackerBuilder builder() {
        return PresenceTracker.builder()
                .clock(clock)
                .store(store.store())
                .executor(Runnable::run)
                .liveQuery(this::live, answer -> answer)
                .onError((clientId, error) -> {})
                .onFirstSeen(change -> notified.add(change.presence().isOnline() ? "online" : "offline"))
                .onOnline(change -> notified.add("online"))
                .onOffline(change -> notified.add("offline"));
    }

    PresenceTrackerBuilder cachingBuilder() {
        return builder().cachedQuery(this::cached, answer -> answer);
    }

    /** As the threads do, which go on whatever the store throws. */
    void run(PresenceTracker tracker, int seconds) {
        for (int second = 0; second < seconds; second++) {
            try {
                tracker.tick();
            } catch (IllegalStateException e) {
                // the store; the next step is the next try
            }
            long end = clock.millis() + 1_000;
            while (clock.millis() < end) {
                clock.advance(Duration.ofMillis(Math.min(end - clock.millis(), reconcile(tracker))));
            }
        }
    }

    private static long reconcile(PresenceTracker tracker) {
        try {
            return tracker.reconcile();
        } catch (IllegalStateException e) {
            // the store; its thread waits for as long
            return 1_000;
        }
    }

    static List<String> clients(int count) {
        return IntStream.range(0, count).mapToObj(n -> "GID_a@@@" + n).toList();
    }

    void assertState(PresenceTracker tracker, String clientId) {
        PresenceState truth = online.contains(clientId) ? PresenceState.ONLINE : PresenceState.OFFLINE;
        ClientPresence presence = tracker.presence(clientId);
        assertEquals(truth, presence.state(), presence::toString);
    }
}
