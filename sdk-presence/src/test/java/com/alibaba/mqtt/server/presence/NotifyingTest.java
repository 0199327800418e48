package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.DuplicateClientId;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.rule.Facts;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NotifyingTest {
    private final FakeClock clock = new FakeClock();
    private final List<String> notified = new ArrayList<>();

    private PresenceTrackerBuilder builder() {
        return PresenceTracker.builder()
                .maxAhead(Duration.ofHours(1))
                .clock(clock)
                .executor(Runnable::run)
                .onFirstSeen(change ->
                        notified.add((change.presence().isOnline() ? "online " : "offline ") + change.clientId()))
                .onOnline(change -> notified.add("online " + change.clientId()))
                .onOffline(change -> notified.add("offline " + change.clientId()))
                .onFlapping(presence -> notified.add("flapping " + presence.clientId()))
                .onDuplicateClientId(duplicate -> notified.add("duplicate " + duplicate.clientId()));
    }

    private void assertNotified(String... expected) {
        assertEquals(List.of(expected), notified);
        notified.clear();
    }

    @Test
    void eachChangeIsNotifiedOnce() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ca@0");
        assertNotified("online " + LOCK);
        Notices.process(tracker, LOCK, "Da@9 Ta@9 Ta@9 Ca@0 Da@9");
        tracker.tick();
        assertNotified("offline " + LOCK);
        Notices.process(tracker, LOCK, "Cb@90 Ta@9");
        assertNotified("online " + LOCK);
    }

    @Test
    void aTakeoverInEitherOrderIsNoChange() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Cb@90 Ta@90");
        assertNotified("online " + LOCK);
        Notices.process(tracker, LOCK, "Tb@180 Cc@180");
        assertNotified("offline " + LOCK, "online " + LOCK);
    }

    @Test
    void withinTheGracePeriodNothingHappened() {
        PresenceTracker tracker = builder().gracePeriod(Duration.ofSeconds(30)).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        clock.advanceSeconds(29);
        tracker.tick();
        Notices.process(tracker, LOCK, "Cb@29");
        clock.advanceSeconds(300);
        tracker.tick();
        assertNotified("online " + LOCK);
        Notices.process(tracker, LOCK, "Tb@300");
        clock.advanceSeconds(30);
        tracker.tick();
        tracker.tick();
        assertNotified("offline " + LOCK);
        Notices.process(tracker, LOCK, "Cc@400");
        assertNotified("online " + LOCK);
    }

    @Test
    void aSecondDropBeginsTheGracePeriodAnew() {
        PresenceTracker tracker = builder().gracePeriod(Duration.ofSeconds(30)).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        clock.advanceSeconds(20);
        Notices.process(tracker, LOCK, "Cb@20 Tb@21");
        clock.advanceSeconds(20);
        tracker.tick();
        assertNotified("online " + LOCK);
        clock.advanceSeconds(10);
        tracker.tick();
        assertNotified("offline " + LOCK);
    }

    @Test
    void groupsHaveTheirOwnGracePeriod() {
        PresenceTracker tracker = builder()
                .gracePeriod(Duration.ofSeconds(30))
                .gracePeriod("GID_fast", Duration.ZERO)
                .buildWithoutThreads();
        Notices.process(tracker, "GID_slow@@@1", "Ca@0 Ta@1");
        Notices.process(tracker, "GID_fast@@@1", "Ca@0 Ta@1");
        tracker.tick();
        assertNotified("online GID_slow@@@1", "online GID_fast@@@1", "offline GID_fast@@@1");
    }

    @Test
    void whatAnActionThrowsIsReportedAndStopsNothing() {
        List<String> errors = new ArrayList<>();
        PresenceTracker tracker = PresenceTracker.builder()
                .clock(clock)
                .executor(Runnable::run)
                .onFirstSeen(change -> {
                    if (change.presence().isOnline()) {
                        throw new IllegalStateException("no");
                    }
                    notified.add("offline " + change.clientId());
                })
                .onOffline(change -> notified.add("offline " + change.clientId()))
                .onError((clientId, error) -> errors.add(clientId + " " + error.getMessage()))
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        Notices.process(tracker, "other", "Ta@1");
        assertEquals(List.of(LOCK + " no"), errors);
        assertNotified("offline " + LOCK, "offline other");
        assertEquals(1, tracker.snapshot().actionErrors());
    }

    @Test
    void flappingAndTakeoversAreNotifiedOncePerBurst() {
        PresenceTracker tracker = builder().gracePeriod(Duration.ofMinutes(5)).buildWithoutThreads();
        for (int n = 0; n < 20; n++) {
            Notices.process(tracker, LOCK, "Cf" + n + "@" + 3 * n + " Tf" + n + "@" + (3 * n + 2));
        }
        assertNotified("online " + LOCK, "flapping " + LOCK);
        for (int n = 100; n < 120; n++) {
            Notices.process(tracker, LOCK, "Cg" + n + "@" + 3 * n + " Tg" + (n - 1) + "@" + 3 * n);
        }
        assertNotified("duplicate " + LOCK, "flapping " + LOCK);
    }

    @Test
    void takeoversAreNotifiedWithBothAddresses() {
        List<DuplicateClientId> duplicates = new ArrayList<>();
        PresenceTracker tracker = builder().onDuplicateClientId(duplicates::add).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Cb@2 Ta@2 Cc@4 Tb@4 Cd@6 Tc@6");
        Set<String> addresses = new HashSet<>();
        duplicates.get(0).sessions().forEach(session -> addresses.add(session.clientIp()));
        assertTrue(addresses.size() >= 2, addresses::toString);
        assertEquals(LOCK, duplicates.get(0).clientId());
    }

    @Test
    void ofAClientThatChangesFasterThanItsActionsOnlyTheNewestStateIsNotified() {
        Later later = new Later();
        PresenceTracker tracker = builder().executor(later).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@10 Cb@20 Tb@30 Cc@40");
        later.run();
        assertNotified("online " + LOCK);
        Notices.process(tracker, LOCK, "Tc@50 Cd@60");
        later.run();
        assertNotified();
    }

    @Test
    void aNodeThatDiesBeforeItClaimsLeavesTheChangeToTheOthers() {
        PresenceStore shared = MemoryPresenceStore.by(clock);
        Later dead = new Later();
        PresenceTracker first = builder().store(shared).executor(dead).buildWithoutThreads();
        PresenceTracker second = builder().store(shared).buildWithoutThreads();
        Notices.process(first, LOCK, "Ca@0");
        assertNotified();
        second.tick();
        assertNotified("online " + LOCK);
        dead.run();
        first.tick();
        assertNotified();
    }

    @Test
    void aRestartNotifiesNothingAgain() {
        PresenceStore kept = MemoryPresenceStore.by(clock);
        try (PresenceTracker before = builder().store(kept).buildWithoutThreads()) {
            Notices.process(before, LOCK, "Ca@0");
        }
        assertNotified("online " + LOCK);
        PresenceTracker after = builder().store(kept).buildWithoutThreads();
        after.tick();
        Notices.process(after, LOCK, "Ca@0");
        assertNotified();
    }

    @Test
    void aTrackerWithoutActionsLeavesTheChangesOnItsStoreToTheOthers() {
        PresenceStore shared = MemoryPresenceStore.by(clock);
        PresenceTracker without =
                PresenceTracker.builder().clock(clock).store(shared).buildWithoutThreads();
        PresenceTracker with = builder().store(shared).buildWithoutThreads();
        Notices.process(without, LOCK, "Ca@0");
        without.tick();
        assertNotified();
        with.tick();
        assertNotified("online " + LOCK);
        Notices.process(without, LOCK, "Ta@9");
        with.tick();
        assertNotified("offline " + LOCK);
        assertEquals(List.of(), shared.due(Task.NOTIFY, 10));
    }

    /** Several nodes on one store, with stalls and deaths: what is notified alternates, and ends in the state. */
    @Property(tries = 150)
    void howeverItIsSharedTheNotificationsAlternateAndEndInTheState(@ForAll Random random) {
        FakeClock time = new FakeClock();
        MemoryPresenceStore shared = MemoryPresenceStore.by(time);
        List<PresenceState> states = new ArrayList<>();
        List<PresenceTracker> nodes = new ArrayList<>();
        List<Later> executors = new ArrayList<>();
        for (int node = 0; node < 3; node++) {
            Later later = new Later();
            executors.add(later);
            nodes.add(PresenceTracker.builder()
                    .clock(time)
                    .store(shared)
                    .executor(later)
                    .gracePeriod(Duration.ofSeconds(random.nextInt(2) * 10L))
                    .onFirstSeen(change -> states.add(change.presence().state()))
                    .onOnline(change -> states.add(PresenceState.ONLINE))
                    .onOffline(change -> states.add(PresenceState.OFFLINE))
                    .buildWithoutThreads());
        }
        for (int step = 0; step < 60; step++) {
            int node = random.nextInt(3);
            String channel = "c" + random.nextInt(6);
            switch (random.nextInt(4)) {
                case 0 -> time.advanceSeconds(random.nextInt(20));
                case 1 -> executors.get(node).run();
                case 2 -> nodes.get(node).tick();
                default ->
                    nodes.get(node)
                            .process(Notices.of(
                                    LOCK,
                                    Facts.of((random.nextBoolean() ? "C" : "T") + channel + "@0"),
                                    time.millis() - random.nextInt(30_000)));
            }
        }
        // the first node is dead
        for (int round = 0; round < 3; round++) {
            time.advanceSeconds(20);
            nodes.get(1).tick();
            executors.get(1).run();
        }
        PresenceState state = nodes.get(1).presence(LOCK).state();
        for (int at = 1; at < states.size(); at++) {
            assertTrue(states.get(at) != states.get(at - 1), states::toString);
        }
        PresenceState last = states.isEmpty() ? PresenceState.UNKNOWN : states.get(states.size() - 1);
        assertTrue(last == state || state == PresenceState.UNKNOWN, states + " but " + state);
    }
}
