package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that always fails for one client, or for the index of one task: it holds up nobody else. */
class OneFailsTest extends PresenceScenarios {
    private static final String BAD = "GID_a@@@bad";

    private final long[] nanos = {0};

    /** As {@link #run}, with a clock that is not the one that is set. */
    private void runSeconds(PresenceTracker tracker, int seconds) {
        for (int step = 0; step < 10 * seconds; step++) {
            nanos[0] += 100_000_000;
            clock.advance(Duration.ofMillis(100));
            try {
                tracker.tick();
            } catch (IllegalStateException e) {
                // as in its thread
            }
            try {
                while (tracker.reconcile() == 0) {
                    // goes on until it wants to wait
                }
            } catch (IllegalStateException e) {
                // as above
            }
        }
    }

    @Test
    void afterTheClockWasSetBackTheOthersAreNotifiedAndRechecked() {
        PresenceTracker tracker = builder()
                .nanos(() -> nanos[0])
                .gracePeriod(Duration.ofSeconds(30))
                .buildWithoutThreads();
        clock.advance(Duration.ofHours(1));
        tracker.tick();
        for (String clientId : List.of(BAD, LOCK)) {
            Notices.process(tracker, clientId, "Ca@0 Ta@5");
            Notices.process(tracker, clientId + "2", "Ca@0 Cb@3 Tb@4");
        }
        notified.clear();
        store.failsFor = BAD;
        clock.advance(Duration.ofHours(-1));
        runSeconds(tracker, 60);
        assertTrue(notified.contains("offline"), notified::toString);
        assertFalse(tracker.presence(LOCK + "2").isOnline());
    }

    @Test
    void aRecheckThatCannotBeClaimedHoldsUpNoOther() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, BAD, "Ca@0 Cb@3 Tb@4");
        clients(20).forEach(clientId -> Notices.process(tracker, clientId, "Ca@0 Cb@3 Tb@4"));
        store.failsFor = BAD;
        run(tracker, 60);
        clients(20).forEach(clientId -> assertState(tracker, clientId));
    }

    @Test
    void aClientThatCannotBeMarkedHoldsUpNoWalk() {
        PresenceTracker tracker = cachingBuilder().buildWithoutThreads();
        Notices.process(tracker, BAD, "Ca@0");
        clients(20).forEach(clientId -> Notices.process(tracker, clientId, "Ca@0"));
        run(tracker, 60);
        store.failsFor = BAD;
        tracker.onState(ConnectionState.CONNECTED, null);
        run(tracker, 120);
        clients(20).forEach(clientId -> assertState(tracker, clientId));
    }

    @Test
    void aChangeThatCannotBeClaimedHoldsUpNoOther() {
        PresenceTracker tracker = builder().gracePeriod(Duration.ofSeconds(5)).buildWithoutThreads();
        Notices.process(tracker, BAD, "Ca@0 Ta@1");
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        notified.clear();
        store.failsFor = BAD;
        run(tracker, 60);
        assertEquals(List.of("offline"), notified);
    }

    @ParameterizedTest
    @EnumSource(
            value = Task.class,
            names = {"CONFIRM", "RECHECK", "RECONCILE"})
    void anIndexThatCannotBeReadHoldsUpNoOther(Task bad) {
        PresenceTracker tracker = cachingBuilder()
                .confirmOffline(Duration.ofHours(1))
                .maxAge(Duration.ofSeconds(30))
                .buildWithoutThreads();
        Notices.process(tracker, "GID_a@@@confirm", "Ca@0 Ta@1");
        Notices.process(tracker, "GID_a@@@recheck", "Ca@0 Cb@3 Tb@4");
        Notices.process(tracker, "GID_a@@@reconcile", "Ca@0");
        store.failsFor = bad;
        run(tracker, 120);
        PresenceState notifiedOfConfirmed =
                ((ClientRecord) store.kept.get("GID_a@@@confirm")).notified().state();
        assertEquals(bad == Task.CONFIRM ? PresenceState.ONLINE : PresenceState.OFFLINE, notifiedOfConfirmed);
        if (bad != Task.RECHECK) {
            assertState(tracker, "GID_a@@@recheck");
        }
        store.failsFor = null;
        run(tracker, 120);
        for (String clientId : List.of("confirm", "recheck", "reconcile")) {
            assertState(tracker, "GID_a@@@" + clientId);
        }
    }

    @Test
    void aQueryThatFailedIsCountedOnceAlsoIfThatCannotBeWritten() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        refused.add(LOCK);
        Notices.process(tracker, LOCK, "Ca@0 Cb@3 Tb@4");
        while (liveQueries == 0) {
            clock.advance(Duration.ofMillis(100));
            long unused = tracker.reconcile();
        }
        store.failsFor = LOCK;
        run(tracker, 20);
        assertEquals(1, tracker.snapshot().queryErrors());
    }
}
