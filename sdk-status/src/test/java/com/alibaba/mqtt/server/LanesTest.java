package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesTest {
    private static final int KEYS = 50;
    private static final int TASKS = 20_000;

    @Test
    void keepsTheOrderOfEachKeyAndTheBoundOverAll() throws Exception {
        Lanes lanes = new Lanes("test", 2, 4);
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger mostRunning = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int n = 0; n < TASKS; n++) {
            String key = "key" + n % KEYS;
            int number = n;
            lanes.execute(key, () -> {
                mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                seen.computeIfAbsent(key, k -> Collections.synchronizedList(new ArrayList<>()))
                        .add(number);
                running.decrementAndGet();
                done.countDown();
            });
        }
        done.await();
        lanes.stop();
        assertTrue(lanes.awaitEnd(10_000));
        assertTrue(mostRunning.get() <= 4, "ran at once: " + mostRunning.get());
        seen.values().forEach(numbers -> assertEquals(numbers.stream().sorted().toList(), numbers));
        assertEquals(TASKS, seen.values().stream().mapToInt(List::size).sum());
    }

    @Test
    void aHangingTaskHoldsBackItsOwnKeyOnly() throws Exception {
        Lanes lanes = new Lanes("test", 1, 2);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(100);
        lanes.execute("hangs", () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int n = 0; n < 100; n++) {
            lanes.execute("key" + n, others::countDown);
        }
        others.await();
        release.countDown();
        lanes.stop();
        assertTrue(lanes.awaitEnd(10_000));
    }
}
