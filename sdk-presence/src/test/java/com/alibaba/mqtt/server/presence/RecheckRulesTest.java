package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ConnectionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the service is asked, and how often. */
class RecheckRulesTest extends PresenceScenarios {
    private final List<Long> calls = new ArrayList<>();

    private boolean answer() {
        calls.add(clock.millis());
        return false;
    }

    private long maxInASecond() {
        long most = 0;
        for (int from = 0; from < calls.size(); from++) {
            long start = calls.get(from);
            most = Math.max(
                    most,
                    calls.stream()
                            .filter(at -> at >= start && at < start + 1_000)
                            .count());
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 99, 300})
    void neverMoreInAnySecondAlsoAfterARest(int perSecond) {
        PresenceTracker tracker = PresenceTracker.builder()
                .clock(clock)
                .liveQuery(clientId -> answer(), online -> online)
                .queriesPerSecond(perSecond)
                .buildWithoutThreads();
        run(tracker, 3_600);
        for (int round = 0; round < 3; round++) {
            for (String clientId : clients(3 * perSecond)) {
                Notices.process(
                        tracker,
                        clientId,
                        "Ca" + round + "@" + (3_600 + 100 * round) + " Cb" + round + "@" + (3_603 + 100 * round) + " Tb"
                                + round + "@" + (3_604 + 100 * round));
            }
            run(tracker, 100);
        }
        assertTrue(calls.size() >= 3 * perSecond, () -> "calls: " + calls.size());
        assertTrue(maxInASecond() <= perSecond, () -> "in one second: " + maxInASecond());
    }

    @Test
    void severalTrackersOnOneStoreAskAboutEachClientOnce() {
        Map<String, Integer> asked = new HashMap<>();
        PresenceTrackerBuilder builder = PresenceTracker.builder()
                .clock(clock)
                .store(store.store())
                .cacheAge(Duration.ZERO)
                .liveQuery(
                        clientId -> {
                            asked.merge(clientId, 1, Integer::sum);
                            return true;
                        },
                        online -> online);
        PresenceTracker filler = builder.buildWithoutThreads();
        clients(60).forEach(clientId -> Notices.process(filler, clientId, "Ca@0"));
        filler.close();
        clock.advanceSeconds(1_000);
        List<PresenceTracker> nodes = new ArrayList<>();
        for (int node = 0; node < 3; node++) {
            nodes.add(builder.buildWithoutThreads());
        }
        nodes.forEach(node -> node.onState(ConnectionState.CONNECTED, null));
        for (int second = 0; second < 60; second++) {
            nodes.forEach(node -> run(node, 1));
        }
        // once for the start; the connection was there at the same moment
        assertEquals(60, asked.size());
        int calls = asked.values().stream().mapToInt(count -> count).sum();
        assertTrue(calls <= 60 + 6, () -> "calls: " + calls);
    }

    @Test
    void aConfirmationComesBeforeThousandsOfRechecks() {
        PresenceTracker tracker =
                builder().confirmOffline(Duration.ofSeconds(30)).buildWithoutThreads();
        online.addAll(clients(5_000));
        clients(5_000).forEach(clientId -> Notices.process(tracker, clientId, "Ca@0 Cb@3 Tb@4"));
        run(tracker, 30);
        notified.clear();
        Notices.process(tracker, LOCK, "Ca@0 Ta@30");
        run(tracker, 8);
        assertEquals(List.of("online", "offline"), notified);
        assertTrue(tracker.snapshot().rechecks() > 4_000);
        assertTrue(tracker.snapshot().oldestRecheck().toSeconds() >= 20);
    }

    @Test
    void aClockThatIsSetBackHoldsUpNothing() {
        long[] nanos = {0};
        PresenceTracker tracker = builder()
                .nanos(() -> nanos[0])
                .gracePeriod(Duration.ofSeconds(30))
                .buildWithoutThreads();
        // an hour ahead until it is set right
        clock.advance(Duration.ofHours(1));
        tracker.tick();
        Notices.process(tracker, LOCK, "Ca@0");
        Notices.process(tracker, "GID_a@@@b", "Ca@0 Cb@3 Tb@4");
        Notices.process(tracker, LOCK, "Ta@5");
        notified.clear();
        clock.advance(Duration.ofHours(-1));
        for (int second = 0; second < 60; second++) {
            nanos[0] += 1_000_000_000L;
            clock.advanceSeconds(1);
            tracker.tick();
            while (tracker.reconcile() == 0) {
                // goes on until it wants to wait
            }
        }
        assertTrue(notified.contains("offline"), notified::toString);
        assertTrue(liveQueries > 0);
        assertFalse(tracker.presence("GID_a@@@b").isOnline());
    }

    @Test
    void connectsOfTheLastMinuteAreThoseOfOneMinuteWhateverTheClockSays() {
        long[] nanos = {0};
        PresenceTracker tracker = builder().nanos(() -> nanos[0]).buildWithoutThreads();
        for (int n = 0; n < 100; n++) {
            if (n == 50) {
                clock.advance(Duration.ofHours(-1));
            }
            nanos[0] += 3_000_000_000L;
            clock.advanceSeconds(3);
            Notices.process(tracker, "GID_a@@@" + n, "Cc@0");
        }
        assertEquals(20, tracker.snapshot().groups().get("GID_a").connectsPerMinute());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 15, 20, 60})
    void whoIsSilentForTheMaximumAgeIsAskedAlsoIfTheCacheMayBeAsOld(int maxAge) {
        PresenceTracker tracker = cachingBuilder()
                .maxAge(Duration.ofSeconds(maxAge))
                .cacheAge(Duration.ofSeconds(10))
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        // it went, and the notice is lost
        run(tracker, maxAge + 30);
        assertState(tracker, LOCK);
    }

    @Test
    void aConnectionThatComesAndGoesForEverPutsOffNoQuestion() {
        PresenceTracker tracker =
                cachingBuilder().cacheAge(Duration.ofSeconds(10)).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        for (int gap = 0; gap < 20; gap++) {
            tracker.onState(ConnectionState.CONNECTED, null);
            run(tracker, 4);
        }
        assertState(tracker, LOCK);
    }
}
