package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.presence.model.PresenceSource;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.SessionEnd;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReconcilingTest {
    private final FakeClock clock = new FakeClock();
    private final List<String> notified = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    /** What the service knows; the cache may differ from it. */
    private final Set<String> online = new HashSet<>();

    private final Set<String> onlineInCache = new HashSet<>();
    private final List<Object> asked = new ArrayList<>();
    private boolean failing;

    /** As the answer of a query client. */
    private record Status(boolean online) {}

    private Status live(String clientId) throws IOException {
        asked.add(clientId);
        if (failing) {
            throw new IOException("no answer");
        }
        return new Status(online.contains(clientId));
    }

    private Map<String, Status> cached(Collection<String> clientIds) throws IOException {
        asked.add(clientIds);
        if (failing) {
            throw new IOException("no answer");
        }
        Map<String, Status> answers = new HashMap<>();
        clientIds.forEach(clientId -> answers.put(clientId, new Status(onlineInCache.contains(clientId))));
        return answers;
    }

    private PresenceTrackerBuilder builder() {
        return PresenceTracker.builder()
                .clock(clock)
                .executor(Runnable::run)
                .liveQuery(this::live, Status::online)
                .cachedQuery(this::cached, Status::online)
                .onError((clientId, error) -> errors.add(error.getMessage()))
                .cacheAge(Duration.ZERO)
                .onFirstSeen(change -> notified.add((change.presence().isOnline() ? "online " : "offline ")
                        + change.presence().source()))
                .onOnline(change -> notified.add("online " + change.presence().source()))
                .onOffline(change -> notified.add("offline " + change.presence().source()));
    }

    /** Lets the given time pass in steps of 100 ms, as the threads do. */
    private void run(PresenceTracker tracker, int seconds) throws InterruptedException {
        for (int step = 0; step < 10 * seconds; step++) {
            clock.advance(Duration.ofMillis(100));
            tracker.tick();
            while (tracker.reconcile() == 0) {
                // goes on until it wants to wait
            }
        }
    }

    @Test
    void anUncertainStateIsSettledByALiveAnswerAndNotifiedWithItsCause() throws InterruptedException {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Cb@3 Tb@4");
        assertEquals(List.of("online NOTICE"), notified);
        assertTrue(tracker.presence(LOCK).isUncertain());
        run(tracker, 20);
        assertEquals(List.of("online NOTICE", "offline LIVE_QUERY"), notified);
        assertEquals(List.of(LOCK), asked);
        assertEquals(SessionEnd.QUERIED, tracker.presence(LOCK).ended());
        assertEquals(1, tracker.snapshot().reconciled());
        assertEquals(1, tracker.snapshot().queries());
    }

    @Test
    void aGapIsReconciledCachedBatchFirstAndOnlyWhereItCanHaveTouched() throws InterruptedException {
        PresenceTracker tracker = builder().buildWithoutThreads();
        for (int n = 0; n < 100; n++) {
            Notices.process(tracker, "GID_a@@@" + n, "Ca@0");
            if (n % 2 == 0) {
                online.add("GID_a@@@" + n);
                onlineInCache.add("GID_a@@@" + n);
            }
        }
        run(tracker, 30);
        asked.clear();
        notified.clear();
        clock.advanceSeconds(70);
        tracker.onState(ConnectionState.RECOVERING, null);
        tracker.onState(ConnectionState.CONNECTED, null);
        for (int n = 0; n < 20; n++) {
            clock.advance(Duration.ofMillis(1));
            Notices.process(tracker, "GID_a@@@" + n, "Cb@101");
        }
        run(tracker, 60);
        // 80 clients in 8 batches, and the 40 that are a surprise each on its own
        assertEquals(48, asked.size());
        assertEquals(40, notified.size());
        assertEquals(Set.of("offline LIVE_QUERY"), new HashSet<>(notified));
        assertEquals(60, tracker.snapshot().clients().online());
        // no gap has ended
        tracker.onState(ConnectionState.RECOVERING, null);
        run(tracker, 60);
        assertEquals(48, asked.size());
    }

    @Test
    void aConnectionThatComesAndGoesLeavesNoQueueOfQuestions() throws InterruptedException {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        online.add(LOCK);
        onlineInCache.add(LOCK);
        run(tracker, 30);
        asked.clear();
        for (int gap = 0; gap < 100; gap++) {
            clock.advanceSeconds(1);
            tracker.onState(ConnectionState.RECOVERING, null);
            tracker.onState(ConnectionState.CONNECTED, null);
        }
        run(tracker, 30);
        assertEquals(List.of(List.of(LOCK)), asked);
    }

    @Test
    void whatTheStoreHeldBeforeTheStartIsAskedForWithinTheBudget() throws InterruptedException {
        PresenceStore kept = MemoryPresenceStore.by(clock);
        PresenceTracker before =
                PresenceTracker.builder().clock(clock).store(kept).buildWithoutThreads();
        for (int n = 0; n < 400; n++) {
            Notices.process(before, "GID_a@@@" + n, "Ca@0");
            onlineInCache.add("GID_a@@@" + n);
        }
        clock.advanceSeconds(3600);
        PresenceTracker tracker = builder().store(kept).queriesPerSecond(2).buildWithoutThreads();
        run(tracker, 10);
        assertTrue(asked.size() <= 20, asked::toString);
        run(tracker, 15);
        assertEquals(40, asked.size());
        assertTrue(asked.stream().allMatch(ids -> ((Collection<?>) ids).size() <= 10));
        assertEquals(0, tracker.snapshot().reconciled());
    }

    @Test
    void clientsToWatchAreAskedFor() throws InterruptedException {
        PresenceTracker tracker = builder().buildWithoutThreads();
        onlineInCache.add(LOCK);
        tracker.watch(List.of(LOCK, "GID_a@@@gone"));
        run(tracker, 10);
        assertEquals(1, asked.size());
        assertEquals(PresenceSource.CACHED_QUERY, tracker.presence(LOCK).source());
        assertEquals(PresenceState.OFFLINE, tracker.presence("GID_a@@@gone").state());
        assertEquals(Set.of("online CACHED_QUERY", "offline CACHED_QUERY"), new HashSet<>(notified));
    }

    @Test
    void aFailedQueryIsReportedAndMadeAgainAfterGrowingPauses() throws InterruptedException {
        PresenceTracker tracker = builder().buildWithoutThreads();
        onlineInCache.add(LOCK);
        failing = true;
        tracker.watch(List.of(LOCK));
        run(tracker, 16);
        assertEquals(List.of("no answer", "no answer", "no answer", "no answer", "no answer"), errors);
        failing = false;
        run(tracker, 20);
        assertTrue(tracker.presence(LOCK).isOnline());
        assertEquals(5, tracker.snapshot().queryErrors());
    }

    @Test
    void oldStatesAreAskedForAgain() throws InterruptedException {
        PresenceTracker tracker = builder().maxAge(Duration.ofHours(1)).buildWithoutThreads();
        onlineInCache.add(LOCK);
        Notices.process(tracker, LOCK, "Ca@0");
        run(tracker, 600);
        assertEquals(0, asked.size());
        clock.advance(Duration.ofHours(1));
        run(tracker, 10);
        assertEquals(List.of(List.of(LOCK)), asked);
    }

    @Test
    void anOfflineIsConfirmedBeforeItIsNotified() throws InterruptedException {
        PresenceTracker tracker = builder()
                .gracePeriod(Duration.ofSeconds(10))
                .confirmOffline(Duration.ofSeconds(60))
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        run(tracker, 9);
        assertEquals(List.of("online NOTICE"), notified);
        assertEquals(List.of(), asked);
        run(tracker, 2);
        assertEquals(List.of("online NOTICE", "offline NOTICE"), notified);
        assertEquals(List.of(LOCK), asked);
    }

    @Test
    void anOfflineThatTheServiceDeniesIsNotNotified() throws InterruptedException {
        PresenceTracker tracker = builder()
                .gracePeriod(Duration.ofSeconds(10))
                .confirmOffline(Duration.ofSeconds(60))
                .buildWithoutThreads();
        online.add(LOCK);
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        run(tracker, 120);
        assertEquals(List.of("online NOTICE"), notified);
        assertTrue(tracker.presence(LOCK).isOnline());
    }

    @Test
    void anOfflineThatADeadNodeWasToConfirmIsConfirmedByAnother() throws InterruptedException {
        PresenceStore shared = MemoryPresenceStore.by(clock);
        PresenceTrackerBuilder builder = builder().store(shared).confirmOffline(Duration.ofSeconds(60));
        PresenceTracker dead = builder.buildWithoutThreads();
        PresenceTracker other = builder.buildWithoutThreads();
        online.add(LOCK);
        Notices.process(dead, LOCK, "Ca@0 Ta@1");
        run(other, 5);
        assertEquals(List.of(), asked);
        run(other, 90);
        assertEquals(List.of("online NOTICE"), notified);
        assertTrue(other.presence(LOCK).isOnline());
    }

    @Test
    void withoutAnAnswerAnOfflineIsNotifiedInTheEnd() throws InterruptedException {
        PresenceTracker tracker =
                builder().confirmOffline(Duration.ofSeconds(60)).buildWithoutThreads();
        failing = true;
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        // asked when an answer counts, 5 s after the notice, and every second from then on
        run(tracker, 65);
        assertEquals(List.of("online NOTICE"), notified);
        run(tracker, 3);
        assertEquals(List.of("online NOTICE", "offline NOTICE"), notified);
    }
}
