package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.reconcile.QueryCalls;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign code that does not return. */
@Timeout(60)
class HangTest {
    private static final long FAR_SECONDS = 50;

    private final FakeClock clock = new FakeClock();
    private final List<Throwable> errors = new ArrayList<>();

    private static String client(int n) {
        return "GID_a@@@" + n;
    }

    /** Lets the given time pass in steps of 100 ms, as the threads do. */
    private void run(PresenceTracker tracker, int seconds) {
        for (int step = 0; step < 10 * seconds; step++) {
            clock.advance(Duration.ofMillis(100));
            tracker.tick();
            while (tracker.reconcile() == 0) {
                // goes on until it wants to wait
            }
        }
    }

    /** Keeps the first tasks for itself, as a thread that hangs. */
    private static final class Hanging implements Executor {
        private final List<Runnable> kept = new ArrayList<>();
        private int left;

        Hanging(int first) {
            this.left = first;
        }

        @Override
        public void execute(Runnable task) {
            if (left > 0) {
                left--;
                kept.add(task);
            } else {
                task.run();
            }
        }
    }

    @Test
    void aQueryThatHangsIsGivenUpAndTheOthersAreAsked() {
        Hanging first = new Hanging(1);
        PresenceTracker tracker = PresenceTracker.builder()
                .clock(clock)
                .queryExecutor(first)
                .queryTimeout(Duration.ofSeconds(20))
                .liveQuery(clientId -> false, online -> online)
                .onError((clientId, error) -> errors.add(error))
                .buildWithoutThreads();
        for (int n = 0; n < 3; n++) {
            Notices.process(tracker, client(n), "Ca@0 Cb@3 Tb@4");
        }
        run(tracker, 20);
        assertEquals(List.of(), errors);
        assertTrue(tracker.health().longestQuery().toSeconds() >= 10);
        assertFalse(tracker.health().isWell());
        run(tracker, 20);
        assertEquals(1, errors.size());
        assertEquals(ErrorCode.TIMED_OUT, ((ServerException) errors.get(0)).getCode());
        assertEquals(1, tracker.health().queryTimeouts());
        assertEquals(1, tracker.snapshot().queryErrors());
        assertEquals(1, tracker.health().hangingQueries());
        for (int n = 0; n < 3; n++) {
            assertEquals(PresenceState.OFFLINE, tracker.presence(client(n)).state(), client(n));
        }
        first.kept.forEach(Runnable::run);
        assertEquals(0, tracker.health().hangingQueries());
        assertTrue(tracker.health().isWell(), tracker.health()::toString);
    }

    @Test
    void soManyThatHangAreTheMostAndWhenTheyAreBackItGoesOn() {
        Hanging all = new Hanging(QueryCalls.MAX_HANGING + 1);
        PresenceTracker tracker = PresenceTracker.builder()
                .clock(clock)
                .queryExecutor(all)
                .queryTimeout(Duration.ofSeconds(1))
                .liveQuery(clientId -> false, online -> online)
                .onError((clientId, error) -> errors.add(error))
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Cb@3 Tb@4");
        // a report takes a place of the executor, too
        run(tracker, 900);
        assertTrue(tracker.health().hangingQueries() <= QueryCalls.MAX_HANGING);
        all.left = 0;
        all.kept.forEach(Runnable::run);
        run(tracker, 120);
        assertEquals(PresenceState.OFFLINE, tracker.presence(LOCK).state());
    }

    private static void hang(CountDownLatch begun, CountDownLatch end) {
        begun.countDown();
        boolean over = false;
        while (!over) {
            try {
                over = end.await(FAR_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // foreign code that heeds no interrupt
            }
        }
    }

    private static List<Thread> threadsOf(PresenceTracker tracker) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(tracker + "-"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeTakesItsTimeOutOnceAndLeavesOnlyForeignCalls(boolean interrupted) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(3);
        AtomicInteger after = new AtomicInteger();
        MemoryPresenceStore kept = MemoryPresenceStore.by(clock);
        PresenceTracker tracker = PresenceTracker.builder()
                .store(kept)
                .closeTimeout(Duration.ofMillis(300))
                .actionThreads(2)
                .liveQuery(
                        clientId -> {
                            hang(begun, end);
                            return false;
                        },
                        online -> online)
                .onFirstSeen(change -> {
                    after.incrementAndGet();
                    hang(begun, end);
                })
                .build();
        tracker.watch(List.of(LOCK));
        for (int n = 0; n < 10; n++) {
            Notices.process(tracker, client(n), "Ca@0");
        }
        begun.await();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        long before = System.nanoTime();
        tracker.close();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        assertEquals(interrupted, Thread.interrupted());
        assertTrue(millis >= 250 && millis < 20_000, millis + " ms");
        for (Thread thread : threadsOf(tracker)) {
            if (!thread.getName().contains("-action-") && !thread.getName().contains("-query-")) {
                thread.join(TimeUnit.SECONDS.toMillis(20));
                assertFalse(thread.isAlive(), thread::getName);
            }
        }
        int begunBefore = after.get();
        end.countDown();
        for (Thread thread : threadsOf(tracker)) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive(), thread::getName);
        }
        assertEquals(begunBefore, after.get());
        assertEquals(8, kept.due(Task.NOTIFY, 100).size());
        assertTrue(tracker.health().isClosed());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeWithNothingToWaitForIsOverAtOnce(boolean interrupted) throws InterruptedException {
        PresenceTracker tracker = PresenceTracker.builder()
                .liveQuery(clientId -> false, online -> online)
                .onFirstSeen(change -> {})
                .build();
        Notices.process(tracker, LOCK, "Ca@0");
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        tracker.close();
        assertEquals(interrupted, Thread.interrupted());
        for (Thread thread : threadsOf(tracker)) {
            // a pool counts a thread as ended just before it ends; one that is idle would stay for a minute
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive(), thread::getName);
        }
    }

    @Test
    void anActionAndOnErrorMayClose() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        PresenceTracker[] tracker = new PresenceTracker[1];
        tracker[0] = PresenceTracker.builder()
                .liveQuery(
                        clientId -> {
                            throw new IllegalStateException("no");
                        },
                        online -> true)
                .onError((clientId, error) -> {
                    tracker[0].close();
                    closed.countDown();
                })
                .build();
        tracker[0].watch(List.of(LOCK));
        assertTrue(closed.await(8, TimeUnit.SECONDS));
    }
}
