package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.rule.Facts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application can ask a tracker. */
class PresenceDoorsTest extends PresenceScenarios {
    @TempDir
    private Path directory;

    @Test
    void refreshAsksNowAndReturnsWhatIsKnownThen() throws Exception {
        PresenceTracker tracker = builder().buildWithoutThreads();
        clients(5_000).forEach(clientId -> Notices.process(tracker, clientId, "Ca@0 Cb@3 Tb@4"));
        online.add(LOCK);
        run(tracker, 10);
        CompletableFuture<ClientPresence> answer = tracker.refresh(LOCK);
        run(tracker, 1);
        assertTrue(answer.get(1, TimeUnit.SECONDS).isOnline());
        refused.add("GID_a@@@refused");
        CompletableFuture<ClientPresence> failed = tracker.refresh("GID_a@@@refused");
        run(tracker, 1);
        ExecutionException error = assertThrows(ExecutionException.class, failed::get);
        assertTrue(error.getCause().getMessage().contains("not this client"), error::toString);
        CompletableFuture<ClientPresence> late = tracker.refresh(LOCK);
        tracker.close();
        tracker.reconcile();
        assertTrue(late.isCompletedExceptionally());
    }

    @Test
    void refreshWithoutAQueryIsAClearError() {
        PresenceTracker tracker = PresenceTracker.builder().clock(clock).buildWithoutThreads();
        ExecutionException error = assertThrows(
                ExecutionException.class, () -> tracker.refresh(LOCK).get());
        assertTrue(error.getCause().getMessage().contains("liveQuery"));
    }

    @Test
    void aListenerSeesEachStateAndTheOtherTrackersToo() throws Exception {
        PresenceTracker tracker = builder().buildWithoutThreads();
        PresenceTracker other = builder().buildWithoutThreads();
        List<PresenceState> seen = new ArrayList<>();
        Registration handle = tracker.listen(LOCK, presence -> seen.add(presence.state()));
        assertEquals(List.of(PresenceState.UNKNOWN), seen);
        Notices.process(tracker, LOCK, "Ca@0");
        Notices.process(other, LOCK, "Ta@1");
        tracker.tick();
        assertEquals(List.of(PresenceState.UNKNOWN, PresenceState.ONLINE, PresenceState.OFFLINE), seen);
        handle.close();
        Notices.process(tracker, LOCK, "Cb@90");
        tracker.tick();
        assertEquals(3, seen.size());
    }

    @Test
    void awaitOnlineEndsWhenItIsAndAfterItsTime() throws Exception {
        PresenceTracker tracker = builder().buildWithoutThreads();
        CompletableFuture<ClientPresence> waits = tracker.awaitOnline(LOCK, Duration.ofMinutes(1));
        assertFalse(waits.isDone());
        Notices.process(tracker, LOCK, "Ca@0");
        assertTrue(waits.get().isOnline());
        assertTrue(tracker.awaitOnline(LOCK, Duration.ofMinutes(1)).isDone());
        ExecutionException late = assertThrows(
                ExecutionException.class,
                () -> tracker.awaitOnline("GID_a@@@never", Duration.ofMillis(1)).get());
        assertTrue(late.getCause() instanceof TimeoutException);
    }

    @Test
    void awaitOnlineFailsWhenTheTrackerIsClosed() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        CompletableFuture<ClientPresence> waits = tracker.awaitOnline(LOCK, Duration.ofDays(1));
        CompletableFuture<ClientPresence> cancelled = tracker.awaitOnline(LOCK, Duration.ofDays(1));
        cancelled.cancel(false);
        tracker.close();
        ExecutionException error = assertThrows(ExecutionException.class, waits::get);
        assertTrue(error.getCause() instanceof IllegalStateException, error::toString);
        assertTrue(error.getCause().getMessage().endsWith(" was closed meanwhile"), error::toString);
        assertTrue(cancelled.isCancelled());
        assertThrows(IllegalStateException.class, () -> tracker.awaitOnline(LOCK, Duration.ofDays(1)));
    }

    @Test
    void aClientWhoseNoticesHaveNonsenseTimesIsSeenForADay() {
        clock.advance(Duration.ofDays(400));
        PresenceTracker tracker = PresenceTracker.builder().clock(clock).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        clock.advance(Duration.ofHours(23));
        lookFor(tracker, 300);
        assertEquals(PresenceState.OFFLINE, tracker.presence(LOCK).state());
        clock.advance(Duration.ofHours(1));
        lookFor(tracker, 300);
        assertEquals(PresenceState.UNKNOWN, tracker.presence(LOCK).state());
    }

    /** Long enough for all parts of the store to be looked through. */
    private void lookFor(PresenceTracker tracker, int seconds) {
        for (int second = 0; second < seconds; second++) {
            clock.advanceSeconds(1);
            tracker.snapshot();
        }
    }

    @Test
    void clientsAreFoundByGroupStateAndTimeInPages() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        for (int n = 10; n < 60; n++) {
            Notices.process(tracker, "GID_a@@@" + n, n % 2 == 0 ? "Ca@0" : "Ca@0 Ta@1");
            Notices.process(tracker, "GID_b@@@" + n, "Ca@0 Ta@1");
        }
        clock.advanceSeconds(3_600);
        Notices.process(tracker, "GID_a@@@61", "Ca@3600 Ta@3600");
        PresenceFilter gone = PresenceFilter.ALL.group("GID_a").state(PresenceState.OFFLINE);
        assertEquals(26, tracker.find(gone).size());
        assertEquals(25, tracker.find(gone.longerThan(Duration.ofMinutes(30))).size());
        List<String> paged = new ArrayList<>();
        String after = "";
        for (List<ClientPresence> page = tracker.find(gone.max(10));
                !page.isEmpty();
                page = tracker.find(gone.max(10).after(after))) {
            page.forEach(client -> paged.add(client.clientId()));
            after = paged.get(paged.size() - 1);
        }
        assertEquals(26, paged.size());
        assertEquals(paged.stream().sorted().toList(), paged);
        assertEquals(
                25, tracker.clients(PresenceState.ONLINE, PresenceState.ONLINE).count());
    }

    @Test
    void whatIsRemovedIsUnknownAndSeenForTheFirstTimeThen() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        assertTrue(tracker.remove(LOCK));
        assertFalse(tracker.remove(LOCK));
        assertEquals(PresenceState.UNKNOWN, tracker.presence(LOCK).state());
        assertEquals(0, tracker.snapshot().clients().total());
        Notices.process(tracker, LOCK, "Ca@0");
        assertEquals(List.of("online", "online"), notified);
    }

    @Test
    void whoIsLongGoneIsForgottenAndNobodyElse() {
        MemoryPresenceStore kept = new MemoryPresenceStore(Duration.ofHours(2), clock);
        PresenceTracker tracker = PresenceTracker.builder()
                .clock(clock)
                .store(kept)
                .executor(Runnable::run)
                .onOffline(change -> {})
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        Notices.process(tracker, "GID_a@@@there", "Ca@0");
        tickFor(tracker, 2 * 3_600 - 60);
        assertEquals(2, tracker.snapshot().clients().total());
        tickFor(tracker, 600);
        assertEquals(1, tracker.snapshot().clients().total());
        assertTrue(tracker.presence("GID_a@@@there").isOnline());
    }

    private void tickFor(PresenceTracker tracker, int seconds) {
        for (int second = 0; second < seconds; second++) {
            clock.advanceSeconds(1);
            tracker.tick();
        }
    }

    @Test
    void aStoreInAFileIsSavedWhenItIsClosed() throws IOException {
        Path file = directory.resolve("presence");
        MemoryPresenceStore kept = MemoryPresenceStore.open(file, Duration.ofHours(1));
        PresenceTracker tracker = PresenceTracker.builder().store(kept).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        tracker.close();
        kept.close();
        kept.close();
        MemoryPresenceStore again = MemoryPresenceStore.open(file, Duration.ofHours(1));
        assertEquals(PresenceState.ONLINE, again.get(LOCK).state());
        again.close();
        assertThrows(
                IOException.class,
                () -> MemoryPresenceStore.open(directory.resolve("no/such/directory"), Duration.ofHours(1)));
    }

    static List<String> impossible() {
        return List.of(" ", "x".repeat(1_025), "\ud800", "GID_a@@@\udc00x");
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void anIdThatNoClientCanHaveIsRefusedInEachCall(String clientId) {
        PresenceTracker tracker = builder().buildWithoutThreads();
        assertThrows(IllegalArgumentException.class, () -> tracker.presence(clientId));
        assertThrows(IllegalArgumentException.class, () -> tracker.sessions(clientId));
        assertThrows(IllegalArgumentException.class, () -> tracker.refresh(clientId));
        assertThrows(IllegalArgumentException.class, () -> tracker.remove(clientId));
        assertThrows(IllegalArgumentException.class, () -> tracker.listen(clientId, any -> {}));
        assertThrows(IllegalArgumentException.class, () -> tracker.awaitOnline(clientId, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> tracker.watch(List.of(LOCK, clientId)));
    }

    /** Half surrogates do not come so far: the body is malformed. */
    @Test
    void anIdThatNoClientCanHaveIsIgnoredInANotice() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        for (String clientId : List.of(" ", "x".repeat(2_000_000))) {
            tracker.process(Notices.of(clientId, Facts.of("Ca@0"), 0));
        }
        assertEquals(2, tracker.snapshot().ignored());
        assertEquals(0, tracker.snapshot().clients().total());
    }

    @Test
    void aStoreInAFileIsSavedByAnInterruptedThreadToo() throws IOException {
        Path file = directory.resolve("presence");
        MemoryPresenceStore kept = MemoryPresenceStore.open(file, Duration.ofHours(1));
        PresenceTracker tracker = PresenceTracker.builder().store(kept).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        Thread.currentThread().interrupt();
        kept.close();
        assertTrue(Thread.interrupted());
        assertEquals(
                PresenceState.ONLINE, MemoryPresenceStore.load(file).get(LOCK).state());
    }

    @Test
    void whileTheStoreIsAwayNoticesWaitAndAreAskedAboutAfterwards() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        run(tracker, 60);
        store.away = true;
        // the first failure may be about this client only
        assertThrows(IllegalStateException.class, () -> Notices.process(tracker, LOCK, "Ta@60"));
        for (int n = 0; n < 100; n++) {
            assertThrows(NotNowException.class, () -> Notices.process(tracker, LOCK, "Ta@60"));
            run(tracker, 1);
        }
        assertTrue(tracker.health().isStoreAway());
        store.away = false;
        int before = liveQueries;
        run(tracker, 60);
        assertFalse(tracker.health().isStoreAway());
        assertTrue(liveQueries > before);
        assertState(tracker, LOCK);
    }

    @Test
    void aClientWhoseNoticeIsGivenUpIsUncertain() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        run(tracker, 60);
        tracker.givenUp(Notices.of(LOCK, Facts.of("Ta@60"), clock.millis()), new IllegalStateException("no"));
        assertEquals(Uncertainty.GIVEN_UP, tracker.presence(LOCK).uncertainty());
        run(tracker, 10);
        assertState(tracker, LOCK);
        assertFalse(tracker.presence(LOCK).isUncertain());
    }
}
