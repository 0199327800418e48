package com.alibaba.mqtt.server.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(60)
class LanesTest {
    private static final int KEYS = 50;
    private static final int TASKS = 20_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Task task(String key, Runnable work) {
        return new Task() {
            @Override
            public String key() {
                return key;
            }

            @Override
            protected void run() {
                work.run();
            }
        };
    }

    private static Lanes lanes(Executor threads, int max) {
        Logger log = LoggerFactory.getLogger(LanesTest.class);
        return new Lanes(threads, max, new StateLog(log, "refusing"), new StateLog(log, "late"));
    }

    private static void submit(Lanes lanes, Task task, boolean mayStay) {
        assertTrue(lanes.add(task));
        lanes.work(mayStay);
    }

    /** Returns when a task of this key runs, which it does until released. */
    private static void occupy(Lanes lanes, String key, CountDownLatch release) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        submit(
                lanes,
                task(key, () -> {
                    begun.countDown();
                    awaitQuietly(release);
                }),
                false);
        begun.await();
    }

    @Test
    void keepsTheOrderOfEachKeyAndTheBoundOverAll() throws Exception {
        Lanes lanes = lanes(threads, 4);
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger maxRunning = new AtomicInteger();
        for (int n = 0; n < TASKS; n++) {
            String key = "key" + n % KEYS;
            int number = n;
            submit(
                    lanes,
                    task(key, () -> {
                        maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                        seen.computeIfAbsent(key, k -> Collections.synchronizedList(new ArrayList<>()))
                                .add(number);
                        running.decrementAndGet();
                    }),
                    false);
            if (n % 1_000 == 0) {
                // as if all that runs were slow
                lanes.tick(0);
            }
        }
        assertTrue(lanes.awaitEmpty(Deadline.in(30_000)));
        assertTrue(maxRunning.get() <= 4, "ran concurrently: " + maxRunning.get());
        seen.values().forEach(numbers -> assertEquals(numbers.stream().sorted().toList(), numbers));
        assertEquals(TASKS, seen.values().stream().mapToInt(List::size).sum());
        assertEquals(0, lanes.size());
    }

    @Test
    void aHangingTaskHoldsBackItsOwnKeyOnly() throws Exception {
        Lanes lanes = lanes(threads, 2);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(100);
        occupy(lanes, "hangs", release);
        for (int n = 0; n < 100; n++) {
            submit(lanes, task("key" + n, others::countDown), false);
        }
        lanes.tick(0);
        others.await();
        while (lanes.size() > 1) {
            // the last of the others has counted down, and not returned yet
            Thread.onSpinWait();
        }
        List<String> reported = new ArrayList<>();
        assertEquals(1, lanes.watch().count(0));
        lanes.watch().report(0, (task, thread) -> reported.add(task.key()));
        lanes.watch().report(0, (task, thread) -> reported.add(task.key()));
        assertEquals(List.of("hangs"), reported);
        release.countDown();
        assertTrue(lanes.awaitEmpty(Deadline.in(10_000)));
        // from now on nobody is stuck, and one worker is enough
        CountDownLatch last = new CountDownLatch(1);
        submit(lanes, task("last", last::countDown), false);
        last.await();
    }

    @Test
    void theBringingThreadMayStayAndWork() throws Exception {
        Lanes lanes = lanes(threads, 1);
        List<Thread> ran = new ArrayList<>();
        submit(lanes, task("a", () -> ran.add(Thread.currentThread())), true);
        assertEquals(List.of(Thread.currentThread()), ran);
        assertTrue(lanes.isEmpty());
        assertFalse(lanes.isCurrent());
    }

    @Test
    void stopReturnsWhatWaitsAndTakesNoMore() throws Exception {
        Lanes lanes = lanes(threads, 1);
        CountDownLatch release = new CountDownLatch(1);
        occupy(lanes, "a", release);
        lanes.add(task("a", () -> {}));
        lanes.add(task("b", () -> {}));
        assertEquals(2, lanes.stop().size());
        assertFalse(lanes.add(task("c", () -> {})));
        assertFalse(lanes.awaitWorkers(Deadline.in(1)));
        release.countDown();
        assertTrue(lanes.awaitWorkers(Deadline.in(10_000)));
        assertTrue(lanes.isEmpty());
    }

    @Test
    void whatWaitsBehindAHangingTaskIsShownAndCanBeForgotten() throws Exception {
        Lanes lanes = lanes(threads, 2);
        CountDownLatch release = new CountDownLatch(1);
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        occupy(lanes, "a", release);
        Task useless = task("a", () -> ran.add("useless"));
        Task uselessToo = task("b", () -> ran.add("useless too"));
        lanes.add(useless);
        lanes.add(task("a", () -> ran.add("a")));
        lanes.add(uselessToo);
        lanes.add(task("c", () -> ran.add("c")));
        List<String> shown = new ArrayList<>();
        lanes.watch().behind(0, task -> shown.add(task.key()));
        assertEquals(List.of("a", "a"), shown);
        lanes.forget(task -> task == useless || task == uselessToo);
        assertEquals(3, lanes.size());
        lanes.add(task("a", () -> ran.add("a again")));
        release.countDown();
        lanes.work(false);
        assertTrue(lanes.awaitEmpty(Deadline.in(10_000)));
        assertEquals(0, lanes.size());
        ran.remove("c");
        assertEquals(List.of("a", "a again"), ran);
    }

    @Test
    void anExecutorThatRefusesIsAskedAgain() throws Exception {
        AtomicBoolean refusing = new AtomicBoolean(true);
        Lanes lanes = lanes(
                work -> {
                    if (refusing.get()) {
                        throw new RejectedExecutionException("refused by the test");
                    }
                    threads.execute(work);
                },
                2);
        CountDownLatch done = new CountDownLatch(1);
        submit(lanes, task("a", done::countDown), false);
        assertEquals(1, lanes.size());
        refusing.set(false);
        lanes.tick(0);
        done.await();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
