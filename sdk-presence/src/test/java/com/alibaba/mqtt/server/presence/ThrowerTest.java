package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.PresenceSource;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each foreign call times each class of Throwable, in virtual time: the same tracker goes on with its work. */
class ThrowerTest {
    private static final String OTHER = "GID_a@@@other";

    private final FakeClock clock = new FakeClock();
    private final List<String> notified = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final FaultyStore store = new FaultyStore();
    /** How often the fault is still to come. */
    private int faults;

    @AfterEach
    void noInterruptIsLeft() {
        boolean unused = Thread.interrupted();
    }

    private <T> T or(Fault fault, T good) {
        if (faults == 0) {
            return good;
        }
        faults--;
        return fault.commit(good);
    }

    private PresenceTrackerBuilder settings() {
        return PresenceTracker.builder()
                .clock(clock)
                .store(store)
                .executor(Runnable::run)
                .cacheAge(Duration.ZERO);
    }

    private PresenceTrackerBuilder builder() {
        return settings()
                .onError((clientId, error) -> errors.add(error))
                .onFirstSeen(change ->
                        notified.add((change.presence().isOnline() ? "online " : "offline ") + change.clientId()))
                .onOnline(change -> notified.add("online " + change.clientId()))
                .onOffline(change -> notified.add("offline " + change.clientId()));
    }

    /** As the threads do, with their guard. */
    private void run(PresenceTracker tracker, int seconds, boolean rechecks) {
        for (int step = 0; step < 10 * seconds; step++) {
            clock.advance(Duration.ofMillis(100));
            try {
                tracker.tick();
            } catch (Throwable e) {
                errors.add(e);
            }
            try {
                while (rechecks && tracker.reconcile() == 0) {
                    // goes on until it wants to wait
                }
            } catch (Throwable e) {
                errors.add(e);
            }
        }
    }

    private void assertItStillNotifies(PresenceTracker tracker) {
        notified.clear();
        Notices.process(tracker, OTHER, "Ca@0 Ta@1");
        assertEquals(List.of("online " + OTHER, "offline " + OTHER), notified);
        assertEquals(0, tracker.snapshot().waiting());
        assertFalse(tracker.health().isExecutorFailing());
        long before = System.nanoTime();
        tracker.close();
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(9).toNanos());
    }

    @ParameterizedTest
    @EnumSource
    void anAction(Fault fault) {
        faults = 4;
        PresenceTracker tracker = settings()
                .onError((clientId, error) -> errors.add(error))
                .onOffline(change -> notified.add("offline " + change.clientId()))
                .onFirstSeen(change -> notified.add(or(fault, "online " + change.clientId())))
                .buildWithoutThreads();
        for (int n = 0; n < 4; n++) {
            Notices.process(tracker, "GID_a@@@" + n, "Ca@0");
        }
        assertEquals(fault.isThrown() ? 4 : 0, tracker.snapshot().actionErrors());
        assertEquals(fault.isThrown() ? 4 : 0, errors.size());
        assertFalse(Thread.currentThread().isInterrupted());
        assertItStillNotifies(tracker);
    }

    @ParameterizedTest
    @EnumSource
    void onError(Fault fault) {
        faults = 4;
        PresenceTracker tracker = settings()
                .onFlapping(any -> {})
                .onFirstSeen(change -> {
                    notified.add("online " + change.clientId());
                    if (faults > 0) {
                        throw new IllegalStateException("no");
                    }
                })
                .onError((clientId, error) -> or(fault, error))
                .onOffline(change -> notified.add("offline " + change.clientId()))
                .buildWithoutThreads();
        for (int n = 0; n < 4; n++) {
            Notices.process(tracker, "GID_a@@@" + n, "Ca@0");
        }
        assertEquals(4, tracker.snapshot().actionErrors());
        assertItStillNotifies(tracker);
    }

    @Test
    void onErrorThatThrowsWhatItWasGiven() {
        PresenceTracker tracker = settings()
                .onOffline(change -> notified.add("offline " + change.clientId()))
                .onFirstSeen(change -> {
                    notified.add("online " + change.clientId());
                    throw new IllegalStateException("no");
                })
                .onError((clientId, error) -> {
                    throw (RuntimeException) error;
                })
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        assertItStillNotifies(tracker);
    }

    @ParameterizedTest
    @EnumSource
    void theExecutorBeforeItTakesTheWork(Fault fault) {
        faults = 9;
        PresenceTracker tracker = builder()
                .executor(task -> {
                    if (faults == 0) {
                        task.run();
                    } else if (fault.isThrown()) {
                        or(fault, task);
                    } else {
                        or(fault, task);
                        task.run();
                    }
                })
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        assertEquals(fault.isThrown(), tracker.health().isExecutorFailing());
        assertEquals(fault.isThrown() ? 1 : 0, tracker.health().executorErrors());
        run(tracker, 1, false);
        assertEquals(List.of("online " + LOCK), notified);
        assertItStillNotifies(tracker);
    }

    @ParameterizedTest
    @EnumSource
    void theExecutorAfterItRanTheWork(Fault fault) {
        faults = 9;
        PresenceTracker tracker = builder()
                .actionThreads(1)
                .executor(task -> {
                    task.run();
                    or(fault, task);
                })
                .buildWithoutThreads();
        for (int n = 0; n < 10; n++) {
            Notices.process(tracker, LOCK + n, "Ca@0");
        }
        assertEquals(10, notified.size());
        assertItStillNotifies(tracker);
    }

    @Test
    void anExecutorThatThrowsAndRunsTheWorkLaterDoesNotRunMoreAtOnce() {
        Later later = new Later();
        PresenceTracker tracker = builder()
                .actionThreads(1)
                .executor(task -> {
                    later.execute(task);
                    throw new IllegalStateException("taken all the same");
                })
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        later.run();
        assertEquals(List.of(), notified);
        tracker.close();
    }

    @Test
    void closeDoesNotWaitForWorkThatTheExecutorHasNotBegunNorBeginItLater() {
        Later later = new Later();
        PresenceTracker tracker = builder().executor(later).buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        long before = System.nanoTime();
        tracker.close();
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(9).toNanos());
        later.run();
        assertEquals(List.of(), notified);
        assertEquals(LOCK, store.due(Task.NOTIFY, 9).get(0).clientId());
    }

    @ParameterizedTest
    @EnumSource
    void theLiveQuery(Fault fault) {
        faults = 3;
        PresenceTracker tracker = builder()
                .liveQuery(clientId -> or(fault, Boolean.FALSE), online -> online)
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Cb@3 Tb@4");
        Notices.process(tracker, OTHER, "Ca@0 Cb@3 Tb@4");
        run(tracker, 600, true);
        assertReconciled(tracker, fault, 3);
    }

    private void assertReconciled(PresenceTracker tracker, Fault fault, int faulty) {
        assertFalse(tracker.presence(LOCK).isUncertain());
        assertEquals(PresenceState.OFFLINE, tracker.presence(LOCK).state());
        assertEquals(PresenceState.OFFLINE, tracker.presence(OTHER).state());
        int failed = fault == Fault.INTERRUPT ? 0 : faulty;
        assertEquals(failed, tracker.snapshot().queryErrors());
        // one for each client, or for both
        assertTrue(errors.size() <= failed && errors.size() >= Math.min(failed, 1), errors::toString);
        tracker.close();
    }

    @ParameterizedTest
    @EnumSource
    void theReaderOfTheAnswer(Fault fault) {
        faults = 3;
        PresenceTracker tracker = builder()
                .liveQuery(clientId -> "no", answer -> or(fault, Boolean.FALSE))
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Cb@3 Tb@4");
        Notices.process(tracker, OTHER, "Ca@0 Cb@3 Tb@4");
        run(tracker, 600, true);
        assertReconciled(tracker, fault, 3);
    }

    @ParameterizedTest
    @EnumSource
    void theCachedQuery(Fault fault) {
        // what is refused is asked one by one
        faults = 1;
        PresenceTracker tracker = builder()
                .liveQuery(clientId -> false, online -> online)
                .cachedQuery(ids -> or(fault, allOffline(ids)), online -> online)
                .buildWithoutThreads();
        tracker.watch(List.of(LOCK, OTHER));
        run(tracker, 600, true);
        assertReconciled(tracker, fault, 1);
    }

    private static Map<String, Boolean> allOffline(Collection<String> clientIds) {
        Map<String, Boolean> answers = new HashMap<>();
        clientIds.forEach(clientId -> answers.put(clientId, false));
        return answers;
    }

    @Test
    void aNullAmongTheCachedAnswersIsAskedForLive() {
        PresenceTracker tracker = builder()
                .liveQuery(clientId -> false, online -> online)
                .cachedQuery(
                        ids -> {
                            Map<String, Boolean> answers = new HashMap<>();
                            ids.forEach(id -> answers.put(id, id.equals(LOCK) ? null : Boolean.FALSE));
                            answers.put(null, null);
                            return answers;
                        },
                        online -> online)
                .buildWithoutThreads();
        tracker.watch(List.of(LOCK, OTHER));
        run(tracker, 30, true);
        assertEquals(PresenceSource.LIVE_QUERY, tracker.presence(LOCK).source());
        assertEquals(PresenceSource.CACHED_QUERY, tracker.presence(OTHER).source());
        assertEquals(0, tracker.snapshot().queryErrors());
    }

    /** A call of a store that commits the fault. */
    private enum Call {
        GET,
        UPDATE,
        DUE,
        CLIENTS,
        ITERATE,
        COUNTS
    }

    @ParameterizedTest
    @EnumSource
    void theStore(Fault fault) {
        for (Call call : EnumSet.range(Call.UPDATE, Call.ITERATE)) {
            notified.clear();
            faults = 0;
            store.kept = MemoryPresenceStore.by(clock);
            store.fault = fault;
            store.faulty = null;
            Later later = new Later();
            PresenceTracker tracker = builder()
                    .executor(later)
                    .liveQuery(clientId -> false, online -> online)
                    .cachedQuery(ThrowerTest::allOffline, online -> online)
                    .maxAge(Duration.ofMinutes(1))
                    .buildWithoutThreads();
            Notices.process(tracker, LOCK, "Ca@0 Cb@3 Tb@4");
            Notices.process(tracker, OTHER, "Ca@0");
            store.faulty = call;
            faults = 3;
            for (int round = 0; round < 1500 / 10; round++) {
                run(tracker, 1, true);
                later.run();
            }
            assertEquals(0, faults, call + " is not reached");
            if (fault != Fault.INTERRUPT) {
                assertTrue(tracker.health().storeErrors() >= 3, call::toString);
            }
            String what = call + " " + fault;
            assertEquals(PresenceState.OFFLINE, tracker.presence(LOCK).state(), what);
            assertEquals(PresenceState.OFFLINE, tracker.presence(OTHER).state(), what);
            assertFalse(tracker.presence(LOCK).isUncertain(), what);
            assertTrue(notified.contains("offline " + LOCK), what);
            assertTrue(notified.contains("offline " + OTHER), what);
            later.run();
            assertEquals(0, tracker.snapshot().waiting(), what);
            tracker.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theStoreWhenMetersAreRead(Fault fault) {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new PresenceMetrics(tracker).bindTo(registry);
        store.fault = fault;
        store.faulty = Call.COUNTS;
        faults = Integer.MAX_VALUE;
        // one failure, for however many meters
        registry.getMeters().forEach(meter -> meter.measure().forEach(Measurement::getValue));
        assertTrue(tracker.health().storeErrors() >= (fault == Fault.INTERRUPT ? 0 : 1));
        store.faulty = null;
        faults = 0;
        assertItStillNotifies(tracker);
    }

    /** A store of the user's. */
    private final class FaultyStore implements PresenceStore {
        private PresenceStore kept = MemoryPresenceStore.by(clock);
        private Fault fault;
        private Call faulty;

        private <T> T at(Call call, T good) {
            return faulty == call ? or(fault, good) : good;
        }

        @Override
        public PresenceRecord get(String clientId) {
            return at(Call.GET, kept.get(clientId));
        }

        @Override
        public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
            if (at(Call.UPDATE, RecordFormat.EMPTY) == null) {
                return null;
            }
            return kept.update(clientId, change);
        }

        @Override
        public List<Due> due(Task task, int max) {
            return at(Call.DUE, kept.due(task, max));
        }

        @Override
        public long count(Task task) {
            return kept.count(task);
        }

        @Override
        public Stream<Map.Entry<String, PresenceRecord>> clients() {
            Stream<Map.Entry<String, PresenceRecord>> all = at(Call.CLIENTS, kept.clients());
            return all == null ? null : all.map(entry -> at(Call.ITERATE, entry));
        }

        @Override
        public Map<String, StateCounts> counts() {
            return at(Call.COUNTS, kept.counts());
        }

        @Override
        public void close() {
            // kept
        }
    }
}
