package com.alibaba.mqtt.server.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.threads.Slowness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who works, without a thread: workers are begun and their tasks ended by the test. */
class CrewTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Queue<Runnable> begun = new ArrayDeque<>();
    private final StateLog refusing = log("refusing");
    private final StateLog late = log("late");
    private final Lanes lanes = new Lanes(begun::add, 3, refusing, late);
    private final Crew crew = new Crew(3);

    private static StateLog log(String trouble) {
        return new StateLog(LoggerFactory.getLogger(CrewTest.class), trouble);
    }

    private Worker worker() {
        Worker worker = new Worker(lanes);
        assertTrue(crew.add(worker));
        return worker;
    }

    private static final class Named extends Task {
        final String name;
        final Runnable work;

        Named(String name, Runnable work) {
            this.name = name;
            this.work = work;
        }

        @Override
        public String key() {
            return name;
        }

        @Override
        protected void run() {
            work.run();
        }
    }

    private static void run(Worker worker, String name, long since) {
        worker.lane = new Lane();
        worker.running = new Named(name, () -> {});
        worker.sinceNanos = since;
    }

    @Test
    void hasRoomForItsMaximum() {
        worker();
        worker();
        Worker third = worker();
        assertFalse(crew.add(new Worker(lanes)));
        assertTrue(crew.end(third));
        assertFalse(crew.end(third), "once");
        assertEquals(2, crew.size());
        worker();
    }

    @Test
    void aStuckWorkerIsReplacedAndCountsAgainWhenItIsDone() {
        long now = System.nanoTime();
        Worker worker = worker();
        run(worker, "c", now);
        assertEquals(0, crew.more(5), "it will take them");
        crew.findStuck(Slowness.STUCK_NANOS, now + Slowness.STUCK_NANOS);
        assertEquals(0, crew.more(5), "not longer than a tick yet");
        crew.findStuck(Slowness.STUCK_NANOS, now + Slowness.STUCK_NANOS + 1);
        assertEquals(1, crew.more(5));
        crew.findStuck(Slowness.STUCK_NANOS, now + 2 * Slowness.STUCK_NANOS);
        assertEquals(1, crew.more(5), "counted once");
        crew.finished(worker, now + 1);
        assertEquals(0, crew.more(5));
    }

    @Test
    void slowCallsAreWorthMoreWorkers() {
        Worker worker = worker();
        for (int n = 0; n < 10; n++) {
            run(worker, "c", 0);
            crew.finished(worker, MILLI);
        }
        assertEquals(2, crew.more(5), "all that may exist");
        assertEquals(1, crew.more(1));
    }

    @Test
    void whatTheExecutorDoesNotBeginIsGivenUpWithGrowingPatience() {
        Worker first = worker();
        long created = first.createdNanos;
        assertEquals(0, crew.giveUpLate(created + Slowness.UNBEGUN_NANOS));
        assertEquals(Slowness.UNBEGUN_NANOS, crew.giveUpLate(created + Slowness.UNBEGUN_NANOS + 1));
        assertFalse(crew.begin(first), "too late");
        assertEquals(0, crew.size());
        Worker second = worker();
        assertEquals(0, crew.giveUpLate(second.createdNanos + Slowness.UNBEGUN_NANOS + 1));
        assertEquals(2 * Slowness.UNBEGUN_NANOS, crew.giveUpLate(second.createdNanos + 2 * Slowness.UNBEGUN_NANOS + 1));
        Worker third = worker();
        assertTrue(crew.begin(third));
        assertEquals(0, crew.giveUpLate(third.createdNanos + Slowness.MAX_UNBEGUN_NANOS), "it has begun");
        Worker fourth = worker();
        assertEquals(
                Slowness.UNBEGUN_NANOS,
                crew.giveUpLate(fourth.createdNanos + Slowness.UNBEGUN_NANOS + 1),
                "patient as at first");
    }

    @Test
    void thePatienceEndsAtItsMaximum() {
        long last = 0;
        for (int n = 0; n < 10; n++) {
            Worker worker = worker();
            last = crew.giveUpLate(worker.createdNanos + Slowness.MAX_UNBEGUN_NANOS + 1);
        }
        assertEquals(Slowness.MAX_UNBEGUN_NANOS, last);
    }

    @Test
    void onlyWhatRunsForLongHangs() {
        long now = System.nanoTime();
        run(worker(), "new", now);
        run(worker(), "old", now - 2 * Slowness.HANG_NANOS);
        worker();
        List<String> hanging = new ArrayList<>();
        crew.hanging(Slowness.HANG_NANOS, each -> hanging.add(String.valueOf(each.running.key())));
        assertEquals(List.of("old"), hanging);
        assertEquals(2, crew.running().size());
    }

    private void runAll() {
        for (Runnable next = begun.poll(); next != null; next = begun.poll()) {
            next.run();
        }
    }

    @Test
    void aWorkerThatIsBegunLateDoesNothing() {
        assertTrue(lanes.add(new Named("c", () -> {})));
        lanes.work(false);
        assertEquals(1, begun.size());
        lanes.stop();
        runAll();
        assertFalse(refusing.isOn());
    }

    @Test
    void aWorkerThatRunsInTheCallingThreadDoesNothingAndIsReported() {
        List<String> ran = new ArrayList<>();
        Lanes direct = new Lanes(Runnable::run, 3, refusing, late);
        assertTrue(direct.add(new Named("c", () -> ran.add("c"))));
        direct.work(false);
        assertEquals(List.of(), ran);
        assertTrue(direct.isStarved());
        assertEquals(1, direct.size());
    }

    @Test
    void aTaskThatThrowsAgainstItsContractCostsItsWorkerOnly() {
        List<String> ran = new ArrayList<>();
        assertTrue(lanes.add(new Named("bad", () -> {
            throw new IllegalStateException("thrown by the test");
        })));
        assertTrue(lanes.add(new Named("good", () -> ran.add("good"))));
        lanes.work(false);
        runAll();
        assertTrue(lanes.isStarved());
        assertEquals(1, lanes.size());
        lanes.tick(Slowness.STUCK_NANOS);
        runAll();
        assertEquals(List.of("good"), ran);
        assertTrue(lanes.isEmpty());
        assertFalse(lanes.isStarved());
    }

    @Test
    void pausedLanesTakeAndDoNotBegin() {
        List<String> ran = new ArrayList<>();
        lanes.pause();
        assertTrue(lanes.add(new Named("c", () -> ran.add("c"))));
        lanes.work(false);
        lanes.tick(Slowness.STUCK_NANOS);
        assertTrue(begun.isEmpty());
        lanes.resume();
        runAll();
        assertEquals(List.of("c"), ran);
    }

    @Test
    void aPauseInTheMiddleEndsTheWorkerAfterItsTask() {
        List<String> ran = new ArrayList<>();
        assertTrue(lanes.add(new Named("a", () -> {
            ran.add("a");
            lanes.pause();
        })));
        assertTrue(lanes.add(new Named("b", () -> ran.add("b"))));
        lanes.work(false);
        runAll();
        assertEquals(List.of("a"), ran);
        lanes.resume();
        runAll();
        assertEquals(List.of("a", "b"), ran);
    }
}
