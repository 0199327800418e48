package com.alibaba.mqtt.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttstatus.testing.Sneaky;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

@Timeout(30)
class WorkersTest {
    private final StateLog log = new StateLog(LoggerFactory.getLogger(WorkersTest.class), "test");
    private final List<Throwable> ends = new ArrayList<>();

    static Stream<Throwable> throwables() {
        return Stream.of(
                new IllegalStateException("closed"),
                new RejectedExecutionException(),
                new Exception("checked"),
                new InterruptedException(),
                new AssertionError("bug"),
                new StackOverflowError(),
                new OutOfMemoryError("unable to create native thread"),
                new NoClassDefFoundError("x"),
                new ThreadDeath(),
                new Throwable());
    }

    private Workers.Worker worker(Runnable work) {
        return new Workers.Worker() {
            @Override
            protected void work() {
                work.run();
            }

            @Override
            protected void end(Throwable died) {
                ends.add(died);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void theEndIsReportedOnceWhateverIsThrown(Throwable thrown) {
        AtomicReference<Throwable> refusal = new AtomicReference<>(thrown);
        Executor executor = task -> {
            if (refusal.get() != null) {
                Sneaky.throwAny(refusal.get());
            }
            task.run();
        };
        Workers workers = new Workers(executor, log);
        assertFalse(workers.start(worker(() -> {})));
        assertTrue(workers.isFailing());
        refusal.set(null);
        assertTrue(workers.start(worker(() -> Sneaky.throwAny(thrown))));
        assertTrue(workers.start(worker(() -> {})));
        assertEquals(Arrays.asList(thrown, thrown, null), ends);
        assertFalse(workers.isFailing());
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aLoopGoesOnWhateverItsStepThrows(Throwable thrown) throws Exception {
        AtomicInteger steps = new AtomicInteger();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        AtomicReference<Loop> self = new AtomicReference<>();
        Loop loop = new Loop(
                "test-loop",
                true,
                () -> {
                    if (steps.incrementAndGet() == 1) {
                        self.get().wake();
                        Sneaky.throwAny(thrown);
                    }
                    seen.compareAndSet(null, self.get().trouble());
                    Thread.currentThread().interrupt();
                    return steps.get() < 4 ? 0 : 1_000_000;
                },
                log);
        self.set(loop);
        assertTrue(loop.start());
        while (steps.get() < 4) {
            Thread.onSpinWait();
        }
        assertSame(thrown, seen.get());
        loop.end();
        assertTrue(loop.awaitEnd(Deadline.in(0)));
        assertTrue(loop.start());
        assertEquals(4, steps.get());
    }

    @Test
    void aLoopThatWasNeverStartedEnds() throws InterruptedException {
        Loop loop = new Loop("never", true, () -> 0, log);
        loop.end();
        assertTrue(loop.awaitEnd(Deadline.in(1)));
    }
}
