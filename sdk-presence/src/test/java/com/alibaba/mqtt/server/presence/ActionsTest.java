package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.PresenceChange;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which changes are notified, how often, with which number. */
class ActionsTest {
    private final FakeClock clock = new FakeClock();
    private final PresenceStore store = MemoryPresenceStore.by(clock);
    private final List<String> notified = new ArrayList<>();
    private final List<PresenceChange> changes = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    /** How many calls of an action fail from now on. */
    private int failing;

    private void notified(String what, PresenceChange change) {
        notified.add(what);
        changes.add(change);
        if (failing > 0) {
            failing--;
            throw new IllegalStateException("no");
        }
    }

    private PresenceTrackerBuilder builder() {
        return PresenceTracker.builder()
                .clock(clock)
                .store(store)
                .executor(Runnable::run)
                .onError((clientId, error) -> errors.add(error.getMessage()))
                .onFirstSeen(change -> notified("first " + change.presence().state(), change))
                .onOnline(change -> notified("online", change))
                .onOffline(change -> notified("offline", change));
    }

    private void run(PresenceTracker tracker, int seconds) {
        for (int second = 0; second < seconds; second++) {
            clock.advanceSeconds(1);
            tracker.tick();
        }
    }

    private void assertNotified(String... expected) {
        assertEquals(List.of(expected), notified);
        notified.clear();
    }

    @Test
    void firstSightIsNoChange() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        Notices.process(tracker, "GID_a@@@old", "Ta@0");
        assertNotified("first ONLINE", "first OFFLINE");
        Notices.process(tracker, LOCK, "Ta@1 Cb@10");
        assertNotified("offline", "online");
        assertEquals(PresenceState.UNKNOWN, changes.get(0).before());
        assertTrue(changes.get(0).isFirst());
        assertEquals(PresenceState.OFFLINE, changes.get(3).before());
    }

    @Test
    void anActionThatThrowsLosesItsChangeByDefault() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        failing = 1;
        Notices.process(tracker, LOCK, "Ca@0");
        run(tracker, 200);
        assertNotified("first ONLINE");
        assertEquals(List.of("no"), errors);
    }

    @Test
    void aChangeIsNotifiedAgainUntilItsActionReturns() {
        PresenceTracker tracker = builder().actionAttempts(5).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        assertNotified("first ONLINE");
        failing = 3;
        Notices.process(tracker, LOCK, "Ta@1");
        run(tracker, 200);
        // after 1, 2 and 4 s
        assertNotified("offline", "offline", "offline", "offline");
        assertEquals(
                1,
                changes.stream().skip(1).map(PresenceChange::number).distinct().count());
        assertTrue(changes.stream().skip(1).allMatch(change -> change.before() == PresenceState.ONLINE));
        assertEquals(List.of(), store.due(Task.NOTIFY, 10));
        assertEquals(0, tracker.snapshot().gaveUp());
    }

    @Test
    void aChangeThatIsNotifiedInVainIsGivenUpAndReported() {
        PresenceTracker tracker = builder().actionAttempts(3).buildWithoutThreads();
        failing = Integer.MAX_VALUE;
        Notices.process(tracker, LOCK, "Ca@0");
        run(tracker, 200);
        assertNotified("first ONLINE", "first ONLINE", "first ONLINE");
        assertEquals(1, tracker.snapshot().gaveUp());
        assertTrue(errors.get(3).contains("3 times"), errors::toString);
        failing = 0;
        Notices.process(tracker, LOCK, "Ta@1");
        assertNotified("offline");
    }

    @Test
    void ofAChangeThatIsUndoneMeanwhileTheNewestStateIsNotified() {
        PresenceTracker tracker = builder().actionAttempts(9).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        failing = 1;
        Notices.process(tracker, LOCK, "Ta@1");
        Notices.process(tracker, LOCK, "Cb@10");
        run(tracker, 200);
        assertNotified("first ONLINE", "offline", "online");
    }

    @Test
    void inTheGracePeriodAChangeNotifiedInVainWaits() {
        PresenceTracker tracker =
                builder().actionAttempts(9).gracePeriod(Duration.ofSeconds(30)).buildWithoutThreads();
        failing = 1;
        Notices.process(tracker, LOCK, "Ca@0");
        Notices.process(tracker, LOCK, "Ta@1");
        run(tracker, 20);
        assertNotified("first ONLINE");
        Notices.process(tracker, LOCK, "Cb@10");
        run(tracker, 60);
        assertNotified("first ONLINE");
    }

    @Test
    void whatANodeThatDiedInAnActionLeftIsNotifiedByAnotherOne() {
        List<String> atTheDead = new ArrayList<>();
        PresenceTracker dead = PresenceTracker.builder()
                .clock(clock)
                .store(store)
                .executor(Runnable::run)
                .actionAttempts(5)
                .onFirstSeen(change -> {
                    atTheDead.add("first");
                    // as if the process ended here: nothing is written any more
                    throw new ThreadDeath();
                })
                .onError((clientId, error) -> failing = -1)
                .buildWithoutThreads();
        ClientRecord[] claimed = new ClientRecord[1];
        Notices.process(dead, LOCK, "Ca@0");
        store.update(LOCK, record -> {
            ClientRecord present = (ClientRecord) record;
            claimed[0] =
                    present.with(present.notified().retried(present.notified().number(), clock.millis() + 60_000));
            return claimed[0];
        });
        PresenceTracker other = builder().actionAttempts(5).buildWithoutThreads();
        run(other, 55);
        assertNotified();
        run(other, 10);
        assertNotified("first ONLINE");
        assertEquals(List.of("first"), atTheDead);
        assertEquals(claimed[0].notified().number(), changes.get(0).number());
    }

    @Test
    void numbersGrowAlsoOverRestartsThatForgetAll() {
        List<Long> numbers = new ArrayList<>();
        for (int start = 0; start < 3; start++) {
            PresenceTracker tracker = PresenceTracker.builder()
                    .clock(clock)
                    .executor(Runnable::run)
                    .onFirstSeen(change -> numbers.add(change.number()))
                    .onOnline(change -> numbers.add(change.number()))
                    .onOffline(change -> numbers.add(change.number()))
                    .buildWithoutThreads();
            Notices.process(tracker, LOCK, "Ca@0 Ta@1 Cb@10 Tb@11");
            clock.advanceSeconds(1);
        }
        assertEquals(12, numbers.size());
        assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
    }

    @Test
    void whatIsAddedDoesNotReplace() {
        List<String> second = new ArrayList<>();
        PresenceTracker tracker = builder()
                .onOffline(change -> second.add("all"))
                .onOffline("GID_b", change -> second.add("of b"))
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        Notices.process(tracker, "GID_b@@@x", "Ca@0 Ta@1");
        assertNotified("first ONLINE", "offline", "first ONLINE", "offline");
        assertEquals(List.of("all", "all", "of b"), second);
    }
}
