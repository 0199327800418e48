package com.alibaba.mqtt.server.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.internal.Deadline;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallbacksTest {
    private final List<Object> called = new CopyOnWriteArrayList<>();

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(Callbacks callbacks) throws InterruptedException {
        callbacks.stopWhenEmpty();
        assertTrue(callbacks.awaitEnd(Deadline.in(10_000)));
    }

    @Test
    void callsOneAfterTheOtherInOrderOnOneThread() throws Exception {
        Callbacks callbacks = new Callbacks("test-calls", Integer.MAX_VALUE);
        for (int n = 0; n < 100; n++) {
            int number = n;
            callbacks.execute(() -> {
                called.add(number);
                assertEquals("test-calls", Thread.currentThread().getName());
                assertTrue(Thread.currentThread().isDaemon());
                assertTrue(callbacks.isCurrent());
            });
        }
        end(callbacks);
        assertEquals(100, called.size());
        assertEquals(called.stream().sorted().toList(), called);
        assertFalse(callbacks.isCurrent());
    }

    @Test
    void theOldestThatWaitAreLeftOut() throws Exception {
        Callbacks callbacks = new Callbacks("test-calls", 2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        callbacks.execute(() -> {
            begun.countDown();
            await(release);
            called.add("first");
        });
        await(begun);
        for (String each : List.of("a", "b", "c", "d")) {
            callbacks.execute(() -> called.add(each));
        }
        release.countDown();
        end(callbacks);
        assertEquals(List.of("first", "c", "d"), called);
    }

    @Test
    void whatIsLeftAtTheStopIsCalledAndNothingAfterIt() throws Exception {
        Callbacks callbacks = new Callbacks("test-calls", 10);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        callbacks.execute(() -> {
            begun.countDown();
            await(release);
        });
        await(begun);
        callbacks.execute(() -> called.add("waited"));
        callbacks.stopWhenEmpty();
        callbacks.execute(() -> called.add("too late"));
        assertFalse(callbacks.awaitEnd(Deadline.in(1)));
        release.countDown();
        assertTrue(callbacks.awaitEnd(Deadline.in(10_000)));
        assertEquals(List.of("waited"), called);
    }

    @Test
    void aCallThatThrowsAgainstItsContractHoldsUpTheNextOnlyUntilItIsBegunAgain() throws Exception {
        Callbacks callbacks = new Callbacks("test-calls", 10);
        CountDownLatch release = new CountDownLatch(1);
        callbacks.execute(() -> {
            await(release);
            throw new IllegalStateException("thrown by the test");
        });
        callbacks.execute(() -> called.add("next"));
        release.countDown();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (called.isEmpty() && System.nanoTime() < end) {
            // as a clock does
            callbacks.work();
            Thread.onSpinWait();
        }
        assertEquals(List.of("next"), called);
        end(callbacks);
    }

    @Test
    void anInterruptThatACallLeavesIsNotTheNextOnes() throws Exception {
        Callbacks callbacks = new Callbacks("test-calls", 10);
        callbacks.execute(() -> Thread.currentThread().interrupt());
        callbacks.execute(() -> called.add(Thread.currentThread().isInterrupted()));
        end(callbacks);
        assertEquals(List.of(false), called);
    }

    @Test
    void withoutCallsThereIsNoThreadToWaitFor() throws Exception {
        end(new Callbacks("test-calls", 10));
    }
}
