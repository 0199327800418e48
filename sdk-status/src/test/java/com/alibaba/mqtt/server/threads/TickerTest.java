package com.alibaba.mqtt.server.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.Wait;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class TickerTest {
    private static final long HOUR = 3_600_000;

    private final Semaphore ticks = new Semaphore(0);
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long rest = HOUR;
    private final Ticker ticker = new Ticker(
            1, this::tick, "test-clock", new StateLog(LoggerFactory.getLogger(TickerTest.class), "the clock fails"));

    private long tick() {
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("thrown by the test");
        }
        ticks.release();
        return rest;
    }

    @AfterEach
    void endsInTime() throws InterruptedException {
        ticker.stop();
        assertTrue(ticker.awaitEnd(Deadline.in(10_000)));
    }

    private void awaitTick() throws InterruptedException {
        assertTrue(ticks.tryAcquire(10, TimeUnit.SECONDS));
    }

    @Test
    void ticksWhenAskedAndRestsThen() throws Exception {
        ticker.start();
        ticker.start();
        ticker.keepTicking();
        awaitTick();
        ticker.keepTicking();
        awaitTick();
        assertFalse(ticker.isStuck());
    }

    @Test
    void whatIsAskedForBeforeTheStartIsDoneThen() throws Exception {
        ticker.keepTicking();
        assertEquals(0, ticks.availablePermits());
        ticker.start();
        awaitTick();
    }

    @Test
    void goesOnByItselfWhileThereIsSomethingToDo() throws Exception {
        rest = 0;
        ticker.start();
        ticker.keepTicking();
        for (int n = 0; n < 5; n++) {
            awaitTick();
        }
    }

    @Test
    void aTickThatFailsIsRepeatedAndShownMeanwhile() throws Exception {
        failures.set(1);
        ticker.start();
        ticker.keepTicking();
        Wait.until(ticker::isStuck);
        awaitTick();
        Wait.until(() -> !ticker.isStuck());
    }

    @Test
    void afterTheStopNothingTicks() throws Exception {
        ticker.start();
        ticker.stop();
        assertTrue(ticker.awaitEnd(Deadline.in(10_000)));
        ticks.drainPermits();
        ticker.keepTicking();
        assertEquals(0, ticks.availablePermits());
    }
}
