package com.alibaba.mqtt.server.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.internal.StateLog;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class WireThreadsTest {
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(100);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final StateLog log = new StateLog(LoggerFactory.getLogger(WireThreadsTest.class), "test");
    private volatile boolean shortage;

    private final WireThreads threads = new WireThreads(
            work -> {
                if (shortage) {
                    throw new OutOfMemoryError("unable to create native thread, on purpose");
                }
                return new Thread(work, "wire-threads-test");
            },
            log);

    @BeforeEach
    void begin() {
        threads.prestartCoreThread();
        shortage = true;
    }

    @AfterEach
    void end() throws InterruptedException {
        busy.countDown();
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }

    private void count() {
        done.incrementAndGet();
        all.countDown();
    }

    private void occupy() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        threads.execute(() -> {
            begun.countDown();
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        begun.await();
    }

    @Test
    void withoutOtherThreadsTasksWaitForTheOneThatIsThere() throws InterruptedException {
        occupy();
        for (int n = 0; n < 100; n++) {
            threads.execute(this::count);
        }
        assertEquals(0, done.get());
        assertTrue(log.isOn());
        busy.countDown();
        all.await();
    }

    @Test
    void afterTheShortageATryIsEnough() throws InterruptedException {
        occupy();
        for (int n = 0; n < 100; n++) {
            threads.execute(this::count);
        }
        threads.retry();
        assertEquals(0, done.get());
        shortage = false;
        threads.retry();
        all.await();
        assertTrue(!log.isOn());
    }

    @Test
    void whatATaskThrowsEndsNoThread() throws InterruptedException {
        for (int n = 0; n < 100; n++) {
            threads.execute(() -> {
                count();
                throw new StackOverflowError("on purpose");
            });
        }
        all.await();
        assertEquals(1, threads.getPoolSize());
    }
}
