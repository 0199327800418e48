package com.alibaba.mqtt.server.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Lanes with gates, on one thread and a clock of the test. Workers that were woken run when the test says so. */
@Timeout(60)
class GateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NEVER = 123_456_789;

    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final StateLog refusing = log("refusing");
    private final Lanes lanes = new Lanes(workers::add, 4, refusing, log("late"));
    private final List<String> begun = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    /** Soon it is negative. */
    private long now = Long.MAX_VALUE - SECOND;

    /** Its source's listener, and whether that says "not now". */
    private static final class Way {
        final String group;
        final Gate gate;
        long awaySeconds;
        boolean mayBegin = true;

        Way(String group) {
            this.group = group;
            gate = new Gate();
        }
    }

    private class Call extends Task {
        final String key;
        final Way way;
        final int number;
        Runnable inside = () -> {};

        Call(String key, Way way, int number) {
            this.key = key;
            this.way = way;
            this.number = number;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        protected Gate gate() {
            return way.gate;
        }

        @Override
        protected void run() {
            assertTrue(way.mayBegin, () -> this + " begins while its gate is shut");
            begun.add(toString());
            Runnable once = inside;
            inside = () -> {};
            once.run();
            if (way.awaySeconds == 0) {
                done.add(toString());
            } else {
                assertTrue(lanes.refuse(this, now + way.awaySeconds * SECOND, "away"));
            }
        }

        @Override
        public String toString() {
            return key + number;
        }
    }

    private static StateLog log(String trouble) {
        return new StateLog(LoggerFactory.getLogger(GateTest.class), trouble);
    }

    private final Way way = new Way("GID_a");

    private Call add(String key, int number) {
        return add(new Call(key, way, number));
    }

    private Call add(Call call) {
        assertTrue(lanes.add(call));
        return call;
    }

    private void work() {
        lanes.work(false);
        for (Runnable worker = workers.poll(); worker != null; worker = workers.poll()) {
            worker.run();
        }
        assertFalse(refusing.isOn(), "a task threw");
    }

    /** Has others run while a call does, which is in the same thread but another worker. */
    private void workMeanwhile() {
        lanes.tick(-1);
        work();
    }

    private void after(long nanos) {
        now += nanos;
        lanes.openGates(now, SECOND);
        work();
    }

    @Test
    void whatIsRefusedIsTriedFirstAndAloneAndTheRestFollowsInOrder() throws Exception {
        way.awaySeconds = 5;
        List.of(1, 2, 3).forEach(number -> add("c", number));
        List.of(1, 2).forEach(number -> add("d", number));
        work();
        add("c", 4);
        add("e", 1);
        work();
        assertEquals(List.of("c1"), begun);
        assertEquals(7, lanes.size());
        assertTrue(lanes.awaitEmpty(Deadline.in(1)), "what waits at a gate is not waited for");
        assertEquals(5_001, lanes.leftMillis(now, NEVER));
        after(5 * SECOND - 1);
        assertEquals(List.of("c1"), begun);
        after(1);
        assertEquals(List.of("c1", "c1"), begun);
        way.awaySeconds = 0;
        after(5 * SECOND);
        assertEquals(List.of("c1"), done);
        assertNotNull(way.gate.pause());
        assertEquals(1, lanes.leftMillis(now, NEVER));
        after(1);
        assertNull(way.gate.pause());
        assertEquals(7, done.size());
        assertEquals(
                List.of("c1", "c2", "c3", "c4"),
                done.stream().filter(each -> each.startsWith("c")).toList());
        assertEquals(0, lanes.size());
        assertEquals(NEVER, lanes.leftMillis(now, NEVER));
    }

    @Test
    void anHourAwayIsACallForEachPause() {
        way.awaySeconds = 600;
        for (int number = 0; number < 1_000; number++) {
            add("c" + number % 7, number);
        }
        work();
        String why = way.gate.pause().why();
        for (int tick = 0; tick < 3_600; tick++) {
            after(SECOND);
        }
        assertEquals(1 + 6, begun.size());
        assertEquals("away", why);
        way.awaySeconds = 0;
        after(600 * SECOND);
        after(1);
        assertEquals(1_000, done.size());
        assertEquals(1_000, done.stream().distinct().count());
    }

    /** A call inside another one runs at the same time, as far as the lanes know. */
    @Test
    void ofSeveralConcurrentOnesTheLongestPauseCounts() {
        Call first = new Call("c", way, 1);
        first.inside = () -> {
            way.awaySeconds = 9;
            add("d", 1);
            add("d", 2);
            workMeanwhile();
            way.awaySeconds = 2;
        };
        add(first);
        work();
        assertEquals(List.of("c1", "d1"), begun);
        after(9 * SECOND - 1);
        assertEquals(List.of("c1", "d1"), begun);
        way.awaySeconds = 0;
        after(1);
        after(1);
        assertEquals(List.of("c1", "d1", "d2"), done.stream().sorted().toList());
    }

    @Test
    void aCallThatRanBeforeAndReturnsOpensNothing() {
        Call first = new Call("c", way, 1);
        first.inside = () -> {
            way.awaySeconds = 9;
            add("d", 1);
            workMeanwhile();
            way.awaySeconds = 0;
        };
        add(first);
        work();
        assertEquals(List.of("c1"), done);
        after(1);
        assertNotNull(way.gate.pause());
        assertEquals(List.of("c1", "d1"), begun);
    }

    @Test
    void aTrialThatHangsHoldsBackItsOwnKeyOnly() {
        way.awaySeconds = 1;
        Call hanging = add("c", 1);
        add("c", 2);
        add("d", 1);
        work();
        way.awaySeconds = 0;
        hanging.inside = () -> {
            lanes.openGates(now, SECOND);
            workMeanwhile();
            assertEquals(List.of("c1", "c1"), begun);
            lanes.openGates(now, -1);
            workMeanwhile();
            assertEquals(List.of("c1", "c1", "d1"), begun);
            lanes.openGates(now, -1);
            workMeanwhile();
            assertNull(way.gate.pause());
        };
        after(SECOND);
        assertEquals(List.of("d1", "c1", "c2"), done);
    }

    @Test
    void whatIsForgottenIsTriedNoMoreAndTheGateStaysShut() {
        way.awaySeconds = 5;
        Call first = add("c", 1);
        add("c", 2);
        work();
        way.awaySeconds = 0;
        now += 5 * SECOND;
        lanes.openGates(now, SECOND);
        // in its lane by now, and not begun
        lanes.forget(task -> true);
        assertEquals(0, lanes.size());
        work();
        assertEquals(List.of("c1"), begun);
        assertNotNull(way.gate.pause());
        assertEquals(NEVER, lanes.leftMillis(now, NEVER));
        add("c", 1);
        add("d", 1);
        work();
        assertEquals(1, begun.size());
        first.inside = () -> assertFalse(true, "forgotten");
        after(1);
        assertEquals(List.of("c1"), done);
        after(1);
        assertEquals(List.of("c1", "d1"), done);
    }

    @Test
    void whatCouldNotBeTriedSaysNothing() {
        way.awaySeconds = 5;
        Call lost = add("c", 1);
        add("d", 1);
        work();
        lost.inside = () -> {
            way.awaySeconds = 0;
            lanes.untried(lost);
        };
        after(5 * SECOND);
        lanes.openGates(now, SECOND);
        assertNotNull(way.gate.pause());
        work();
        after(1);
        assertNull(way.gate.pause());
        assertEquals(List.of("c1", "d1"), done);
    }

    @Test
    void stopReturnsWhatWaitsAtAGateAndShutsNoMore() {
        way.awaySeconds = 5;
        Call first = add("c", 1);
        Call second = add("c", 2);
        work();
        assertEquals(List.of(first, second), lanes.stop());
        assertEquals(0, lanes.size());
        assertNull(way.gate.pause());
        assertFalse(lanes.refuse(first, now, "away"));
        after(5 * SECOND);
        assertEquals(List.of("c1"), begun);
    }

    /** Two sources with the same clients, which say "not now" whenever they like. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachIsDoneOnceInOrderAndNoneWhileItsGateIsShut(long seed) {
        Random random = new Random(seed);
        List<Way> ways = List.of(new Way("GID_a"), new Way("GID_b"));
        Map<String, List<Integer>> seen = new HashMap<>();
        int count = 2_000;
        for (int number = 0; number < count; number++) {
            Way of = ways.get(random.nextInt(2));
            String key = "c" + random.nextInt(5);
            int mine = number;
            add(new Call(key, of, number) {
                @Override
                protected void run() {
                    assertTrue(of.mayBegin, () -> this + " begins while its gate is shut");
                    if (random.nextInt(4) == 0) {
                        // others run meanwhile
                        workMeanwhile();
                    }
                    if (random.nextInt(20) == 0) {
                        of.mayBegin = false;
                        assertTrue(lanes.refuse(this, now + random.nextInt(100), "away"));
                    } else {
                        seen.computeIfAbsent(key + of.group, each -> new ArrayList<>())
                                .add(mine);
                    }
                }
            });
            step(random, ways);
        }
        for (int n = 0; n < 100 * count && lanes.size() > 0; n++) {
            step(random, ways);
        }
        assertEquals(0, lanes.size());
        seen.values().forEach(numbers -> assertEquals(numbers.stream().sorted().toList(), numbers));
        assertEquals(count, seen.values().stream().mapToInt(List::size).sum());
    }

    private void step(Random random, List<Way> ways) {
        if (random.nextBoolean()) {
            now += random.nextInt(50);
            // the lanes know when; that they do not begin too early is for the tests with one source
            ways.forEach(each -> each.mayBegin = true);
            lanes.openGates(now, SECOND);
        }
        if (random.nextBoolean()) {
            work();
        }
    }
}
