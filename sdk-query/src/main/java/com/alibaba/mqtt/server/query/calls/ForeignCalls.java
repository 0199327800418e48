package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.common.ServerException;
import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Calls foreign code that may hang, as a name server does that does not answer, on another thread than the caller's, who
 * leaves it behind if his call is broken off. As many can be left behind as calls can run.
 */
final class ForeignCalls {
    private final Executor threads;
    private final Duration timeout;
    /** Those that run, those left behind included. */
    private final AtomicInteger running = new AtomicInteger();

    /** @param timeout of the calls, for the error */
    ForeignCalls(Executor threads, Duration timeout) {
        this.threads = threads;
        this.timeout = timeout;
    }

    /** Returns what it returns, or throws what it throws; an Error within an {@link UndeclaredThrowableException}. */
    <T extends @Nullable Object> T call(Callable<T> foreign, OneCall<?> call) throws Exception {
        FutureTask<T> task = begin(foreign);
        while (true) {
            try {
                return task.get(Calls.INTERRUPT_NANOS, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (call.isAttemptBroken()) {
                    task.cancel(true);
                    throw new InterruptedIOException("broken off");
                }
            } catch (InterruptedException e) {
                task.cancel(true);
                throw e;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception thrown
                        ? thrown
                        : new UndeclaredThrowableException(e.getCause());
            }
        }
    }

    private <T extends @Nullable Object> FutureTask<T> begin(Callable<T> foreign) throws ServerException {
        if (running.incrementAndGet() > Calls.MAX_RUNNING) {
            running.decrementAndGet();
            throw CallErrors.allHang(timeout);
        }
        FutureTask<T> task = new FutureTask<>(foreign);
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    running.decrementAndGet();
                }
            });
        } catch (Throwable e) {
            // Throwable: if the JVM cannot create a thread, that is an OutOfMemoryError
            running.decrementAndGet();
            throw e instanceof RejectedExecutionException ? CallErrors.stopped() : CallErrors.noThread(e);
        }
        return task;
    }
}
