package com.alibaba.mqtt.server.internal.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StepTest {
    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "step-test");
        thread.setDaemon(true);
        thread.start();
    };

    private final AtomicInteger ends = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);

    private <T> T within(long millis, Executor threads, Callable<T> work) throws Exception {
        return Step.within(Deadline.in(millis), threads, ends::incrementAndGet, work);
    }

    @Test
    void givesWhatTheWorkGave() throws Exception {
        assertEquals("done", within(0, THREADS, () -> "done"));
        IOException failure = new IOException("thrown on purpose");
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () -> within(0, THREADS, () -> {
                            throw failure;
                        })));
        assertThrows(
                NoClassDefFoundError.class,
                () -> within(0, THREADS, () -> {
                    throw new NoClassDefFoundError("thrown on purpose");
                }));
        assertEquals(0, ends.get());
    }

    @Test
    void endsAtTheDeadline() {
        assertThrows(
                SocketTimeoutException.class,
                () -> within(20, THREADS, () -> {
                    never.await();
                    return null;
                }));
        assertEquals(1, ends.get());
    }

    @Test
    void endsWhenInterruptedAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        ServerException failure = assertThrows(
                ServerException.class,
                () -> within(0, THREADS, () -> {
                    throw new AssertionError("not begun on an interrupted thread");
                }));
        assertTrue(Thread.interrupted());
        assertEquals(ErrorCode.INTERRUPTED, failure.getCode());
        assertEquals(1, ends.get());

        Thread caller = Thread.currentThread();
        failure = assertThrows(
                ServerException.class,
                () -> within(0, THREADS, () -> {
                    caller.interrupt();
                    never.await();
                    return null;
                }));
        assertTrue(Thread.interrupted());
        assertEquals(ErrorCode.INTERRUPTED, failure.getCode());
        assertEquals(2, ends.get());
    }

    @Test
    void anExecutorWithoutThreadsEndsIt() {
        assertThrows(
                OutOfMemoryError.class,
                () -> within(
                        0,
                        work -> {
                            throw new OutOfMemoryError("unable to create native thread, on purpose");
                        },
                        () -> null));
        assertEquals(1, ends.get());
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
