package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.rule.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link PresenceSimulationTest} finds about rechecks and queries by chance, each written out. */
class PresenceSimulationRechecksTest extends PresenceScenarios {
    /** Whichever call of the store fails while the client is asked about. */
    @Test
    void aStoreThatFailsOnceLosesNoRecheck() {
        for (int call = 1; call <= 60; call++) {
            store.kept = MemoryPresenceStore.by(clock);
            PresenceTracker tracker =
                    cachingBuilder().maxAge(Duration.ofSeconds(MAX_AGE)).buildWithoutThreads();
            tracker.process(Notices.of(LOCK, Facts.of("Ca@0"), clock.millis()));
            run(tracker, 2 * MAX_AGE - 10);
            // the walk by age asked in between, so it was online until then
            store.callsUntilFailure = call;
            run(tracker, 2 * MINUTE);
            store.callsUntilFailure = 0;
            ClientPresence presence = tracker.presence(LOCK);
            int failed = call;
            assertEquals(PresenceState.OFFLINE, presence.state(), () -> "after call " + failed + ": " + presence);
        }
    }

    @Test
    void anUpdateWhoseAnswerIsLostLosesNoRecheck() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Cb@3");
        store.losesNextAnswer = true;
        try {
            Notices.process(tracker, LOCK, "Tb@4");
        } catch (IllegalStateException e) {
            // the server delivers it again
            Notices.process(tracker, LOCK, "Tb@4");
        }
        run(tracker, SETTLED);
        assertState(tracker, LOCK);
    }

    @Test
    void aRecheckOutlivesTheNodeThatFoundIt() {
        PresenceTracker dies = builder().buildWithoutThreads();
        PresenceTracker other = builder().buildWithoutThreads();
        Notices.process(dies, LOCK, "Ca@0 Cb@3 Tb@4");
        run(other, SETTLED);
        assertState(other, LOCK);
    }

    @Test
    void aRestartBeforeTheQueryLosesNoRecheck() {
        PresenceTracker before = builder().buildWithoutThreads();
        Notices.process(before, LOCK, "Ca@540 Cb@543 Tb@544");
        before.close();
        PresenceTracker after = builder().buildWithoutThreads();
        run(after, 540 + SETTLED);
        assertState(after, LOCK);
    }

    @Test
    void noRecheckOfVeryManyIsForgotten() {
        List<String> many = clients(120_000);
        PresenceTracker tracker = builder().queriesPerSecond(300).buildWithoutThreads();
        many.forEach(clientId -> Notices.process(tracker, clientId, "Ca@0 Cb@3 Tb@4"));
        run(tracker, many.size() / 240 + SETTLED);
        assertEquals(
                0,
                many.stream()
                        .filter(clientId -> tracker.presence(clientId).isOnline())
                        .count(),
                "never asked about");
    }

    @Test
    void whomTheCacheLeavesOutIsAskedLive() {
        PresenceTracker tracker =
                cachingBuilder().maxAge(Duration.ofSeconds(MAX_AGE)).buildWithoutThreads();
        leftOut.add(LOCK);
        Notices.process(tracker, LOCK, "Ca@0");
        run(tracker, 2 * MAX_AGE + MINUTE);
        assertState(tracker, LOCK);
        assertTrue(liveQueries > 0, "the service was not asked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "refused"})
    void oneOddClientToWatchHoldsBackNobodyElse(String odd) {
        PresenceTracker tracker = cachingBuilder().buildWithoutThreads();
        List<String> watched = new ArrayList<>(clients(200));
        String oddId = "GID_a@@@odd";
        watched.add(15, oddId);
        if (odd.equals("null")) {
            answeredWithNull.add(oddId);
        } else {
            refused.add(oddId);
        }
        online.addAll(clients(200));
        tracker.watch(watched);
        run(tracker, 10 * MINUTE);
        assertEquals(
                List.of(),
                clients(200).stream()
                        .filter(clientId -> !tracker.presence(clientId).isOnline())
                        .toList(),
                "never asked about");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "GID_a@@@odd"})
    void anOddClientInANoticeHoldsBackNobodyElse(String oddId) {
        PresenceTracker tracker =
                cachingBuilder().maxAge(Duration.ofSeconds(MAX_AGE)).buildWithoutThreads();
        refused.add(oddId);
        Notices.process(tracker, oddId, "Ca@0");
        clients(59).forEach(clientId -> Notices.process(tracker, clientId, "Ca@0"));
        run(tracker, 2 * MAX_AGE + 3 * MINUTE);
        clients(59).forEach(clientId -> assertState(tracker, clientId));
    }

    @Test
    void aFailedLiveQueryHoldsBackItsOwnClientOnly() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        refused.addAll(clients(10));
        clients(60).forEach(clientId -> Notices.process(tracker, clientId, "Ca@0 Cb@3 Tb@4"));
        run(tracker, 30);
        assertEquals(
                List.of(),
                clients(60).stream()
                        .filter(clientId -> !refused.contains(clientId))
                        .filter(clientId -> tracker.presence(clientId).isOnline())
                        .toList(),
                "not asked about for half a minute");
    }

    @Test
    void anOfflineThatIsDeniedIsNotNotifiedHoweverShortTheTimeout() {
        PresenceTracker tracker =
                builder().confirmOffline(Duration.ofSeconds(3)).buildWithoutThreads();
        online.add(LOCK);
        Notices.process(tracker, LOCK, "Ca@0");
        run(tracker, 100);
        // a took over, and the connect of the new channel is lost
        Notices.process(tracker, LOCK, "Ta@100");
        run(tracker, SETTLED);
        assertEquals(List.of("online"), notified);
        assertState(tracker, LOCK);
        assertFalse(tracker.presence(LOCK).isUncertain());
    }
}
