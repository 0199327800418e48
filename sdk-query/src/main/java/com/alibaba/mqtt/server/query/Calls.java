package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs calls on daemon threads, at most 64 concurrently; more wait in memory. The future of each call ends: with what its work
 * returned or threw, when its time is over, or when this is closed, even if the work hangs for ever.
 */
final class Calls implements AutoCloseable {
    static final int MAX_RUNNING = 64;
    static final int IDLE_SECONDS = 30;

    private final Duration timeout;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;
    private final Queue<OneCall<?>> waiting = new ArrayDeque<>();
    private final Set<OneCall<?>> running = new HashSet<>();
    /** Those of the running ones whose time was over and whose work did not end. */
    private final Set<OneCall<?>> hanging = new HashSet<>();

    private boolean closed;

    /** @param timeout of each call, from when it gets its thread */
    Calls(Duration timeout) {
        this(timeout, new DaemonThreads("mqtt-query-"), new DaemonThreads("mqtt-query-clock-"));
    }

    /** For tests. */
    Calls(Duration timeout, ThreadFactory forCalls, ThreadFactory forClock) {
        this.timeout = timeout;
        // without a bound of its own: what runs is bounded here, and completing a future must not wait for a thread
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), forCalls);
        clock = new ScheduledThreadPoolExecutor(1, forClock);
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /** Never blocks or throws. Cancelling the result ends the call. */
    <T> CompletableFuture<T> start(OneCall.Work<T> work) {
        OneCall<T> call = new OneCall<>(work);
        CompletableFuture<T> result = call.result();
        CompletableFuture<?> unused = result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                call.breakOff(step -> QueryErrors.stopped());
            }
        });
        boolean now;
        synchronized (this) {
            if (closed) {
                result.completeExceptionally(QueryErrors.stopped());
                return result;
            }
            if (hanging.size() >= MAX_RUNNING) {
                result.completeExceptionally(QueryErrors.allHang(timeout));
                return result;
            }
            now = running.size() < MAX_RUNNING;
            (now ? running : waiting).add(call);
        }
        if (now) {
            go(call);
        }
        return result;
    }

    private void go(OneCall<?> call) {
        try {
            threads.execute(() -> runFrom(call));
        } catch (Throwable e) {
            // Throwable: if the JVM cannot create a thread, that is an OutOfMemoryError
            end(call);
            call.result().completeExceptionally(isClosed() ? QueryErrors.stopped() : QueryErrors.noThread(e));
        }
    }

    private void runFrom(OneCall<?> first) {
        OneCall<?> call = first;
        while (call != null) {
            run(call);
            call = next(call);
        }
    }

    private void run(OneCall<?> call) {
        if (call.result().isDone()) {
            return;
        }
        Future<?> guard;
        try {
            guard = clock.schedule(() -> timeIsOver(call), timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (Throwable e) {
            call.result().completeExceptionally(isClosed() ? QueryErrors.stopped() : QueryErrors.noThread(e));
            return;
        }
        call.work();
        guard.cancel(false);
        // who broke it off may have left the flag, which neither the stages of the future nor the next call must find
        Thread.interrupted();
        call.complete();
        Thread.interrupted();
    }

    private synchronized OneCall<?> next(OneCall<?> before) {
        end(before);
        OneCall<?> next = waiting.poll();
        if (next != null) {
            running.add(next);
        }
        return next;
    }

    private synchronized void end(OneCall<?> call) {
        running.remove(call);
        hanging.remove(call);
    }

    private void timeIsOver(OneCall<?> call) {
        List<OneCall<?>> over = new ArrayList<>(List.of(call));
        synchronized (this) {
            if (!running.contains(call)) {
                return;
            }
            hanging.add(call);
            if (hanging.size() >= MAX_RUNNING) {
                // nobody would ever take these
                over.addAll(waiting);
                waiting.clear();
            }
        }
        breakOff(over, step -> QueryErrors.timeIsOver(step, timeout));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Idempotent; does not wait. All calls fail as stopped. */
    @Override
    public void close() {
        List<OneCall<?>> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(waiting);
            waiting.clear();
            all.addAll(running);
        }
        breakOff(all, step -> QueryErrors.stopped());
        clock.shutdownNow();
        threads.shutdown();
    }

    /** Also ends the futures of those whose work does not end; on a thread of its own, as stages of futures may block. */
    private void breakOff(List<OneCall<?>> calls, Function<String, ServerException> why) {
        calls.forEach(call -> call.breakOff(why));
        Runnable completing = () -> calls.forEach(OneCall::complete);
        try {
            if (!calls.isEmpty()) {
                threads.execute(completing);
            }
        } catch (Throwable e) {
            // no thread can be created, or this is closed and all of them are ended: late is better than never
            completing.run();
        }
    }
}
