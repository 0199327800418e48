package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.query.http.HttpTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls on daemon threads.
 *
 * <ol>
 *   <li>At most {@link #MAX_RUNNING} run concurrently, those on callers' own threads included; more wait in the order in which they came, up to a bound.
 *   <li>The future of each call ends: with what its work returned or threw, when its time is over (which begins when it is
 *       started here, not when it gets its thread), or when this is closed, even if the work hangs for ever.
 *   <li>Time-outs are kept by one sweep over all calls, which is due at the earliest end: a call that ends in time costs no
 *       timer.
 *   <li>Nothing of a call's own runs under the lock, and stages of futures never on the thread of the clock, unless no
 *       other thread can be had.
 * </ol>
 */
public final class Calls implements AutoCloseable {
    /** How many calls run concurrently at most. */
    public static final int MAX_RUNNING = 64;

    /** How soon an interrupt of a caller who does the work himself is seen. */
    static final long INTERRUPT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The call that a caller does on his own thread. */
    private static final ThreadLocal<@Nullable OneCall<?>> OF_THREAD = new ThreadLocal<>();

    private final Duration timeout;
    private final int maxWaiting;
    private final ThreadPoolExecutor threads;
    private final Sweeps sweeps;
    private final ForeignCalls foreignCalls;
    private final Set<OneCall<?>> waiting = new LinkedHashSet<>();
    private final Set<OneCall<?>> running = new HashSet<>();
    /** Those of the running ones whose time was over and whose work did not end. */
    private final Set<OneCall<?>> hanging = new HashSet<>();

    private boolean closed;

    /**
     * Creates an executor of calls.
     *
     * @param timeout of each call, from when it is started
     * @param maxWaiting how many may wait for a thread
     */
    public Calls(Duration timeout, int maxWaiting) {
        this(timeout, maxWaiting, new DaemonThreads("mqtt-query-"), new DaemonThreads("mqtt-query-clock-"));
    }

    /** For tests. */
    Calls(Duration timeout, int maxWaiting, ThreadFactory forCalls, ThreadFactory forClock) {
        this.timeout = timeout;
        this.maxWaiting = maxWaiting;
        // without a bound of its own: what runs is bounded here, and completing a future must not wait for a thread
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, HttpTransport.IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), forCalls);
        foreignCalls = new ForeignCalls(threads, timeout);
        sweeps = new Sweeps(forClock, this::sweep);
    }

    /** Starts a call that has the whole time-out. Never blocks or throws. Cancelling the result ends the call. */
    public <T> CompletableFuture<T> start(OneCall.Work<T> work) {
        OneCall<T> call = new OneCall<>(work, System.nanoTime() + timeout.toNanos(), null);
        CompletableFuture<T> result = call.result();
        CompletableFuture<?> unused = result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                cancelled(call);
            }
        });
        @Nullable ServerException refused = take(call);
        if (refused != null) {
            result.completeExceptionally(refused);
            return result;
        }
        try {
            sweepBy(call.endNanos());
        } catch (Throwable e) {
            // Throwable: if the JVM cannot create a thread, that is an OutOfMemoryError
            end(call);
            result.completeExceptionally(isClosed() ? CallErrors.stopped() : CallErrors.noThread(e));
            return result;
        }
        next();
        return result;
    }

    /**
     * Does a call on the caller's own thread, which saves waking two threads, if none of the others wait; blocks until it is
     * done. Its work must end soon after it is broken off: what may not is to be called by {@link #elsewhere}.
     *
     * @return null if others wait; then it has to be started
     * @throws InterruptedException if the caller was interrupted; noticed within some milliseconds
     */
    public <T> @Nullable T run(OneCall.Work<T> work) throws ServerException, InterruptedException {
        long now = System.nanoTime();
        OneCall<T> call = new OneCall<>(work, now + timeout.toNanos(), Thread.currentThread());
        synchronized (this) {
            if (closed) {
                throw CallErrors.stopped();
            }
            if (running.size() >= MAX_RUNNING || !waiting.isEmpty()) {
                return null;
            }
            running.add(call);
        }
        OF_THREAD.set(call);
        try {
            sweepBy(now + INTERRUPT_NANOS);
            call.work();
        } catch (RejectedExecutionException e) {
            throw CallErrors.stopped();
        } catch (Throwable e) {
            // Throwable: the JVM cannot create the thread of the clock
            throw CallErrors.noThread(e);
        } finally {
            OF_THREAD.remove();
            end(call);
            next();
        }
        return call.outcome();
    }

    /** Calls foreign code that may not end when it is broken off, see {@link ForeignCalls}. */
    public <T extends @Nullable Object> T elsewhere(Callable<T> foreign) throws Exception {
        OneCall<?> call = OF_THREAD.get();
        // a thread of ours may hang
        return call == null ? foreign.call() : foreignCalls.call(foreign, call);
    }

    private synchronized @Nullable ServerException take(OneCall<?> call) {
        if (closed) {
            return CallErrors.stopped();
        }
        if (hanging.size() >= MAX_RUNNING) {
            return CallErrors.allHang(timeout);
        }
        if (running.size() >= MAX_RUNNING && waiting.size() >= maxWaiting) {
            return CallErrors.queueFull(maxWaiting);
        }
        waiting.add(call);
        return null;
    }

    /** Gives threads to what waits, while there are any to give. */
    private void next() {
        for (OneCall<?> call = poll(); call != null; call = poll()) {
            OneCall<?> first = call;
            try {
                threads.execute(() -> runFrom(first));
            } catch (Throwable e) {
                end(first);
                first.result().completeExceptionally(isClosed() ? CallErrors.stopped() : CallErrors.noThread(e));
            }
        }
    }

    private synchronized @Nullable OneCall<?> poll() {
        Iterator<OneCall<?>> first = waiting.iterator();
        if (running.size() >= MAX_RUNNING || !first.hasNext()) {
            return null;
        }
        OneCall<?> call = first.next();
        first.remove();
        running.add(call);
        return call;
    }

    private void runFrom(OneCall<?> first) {
        @Nullable OneCall<?> call = first;
        while (call != null) {
            if (!call.result().isDone()) {
                call.work();
                // who broke it off may have left the flag, which neither stages of the future nor the next call must
                // find
                Thread.interrupted();
                call.complete();
                Thread.interrupted();
            }
            end(call);
            call = poll();
        }
    }

    private synchronized void end(OneCall<?> call) {
        waiting.remove(call);
        running.remove(call);
        hanging.remove(call);
    }

    private void cancelled(OneCall<?> call) {
        call.breakOff(step -> CallErrors.stopped());
        synchronized (this) {
            waiting.remove(call);
        }
    }

    /** Sees to it that all calls are looked after by then. */
    void sweepBy(long atNanos) {
        sweeps.by(atNanos);
    }

    private long sweep(long now) {
        List<OneCall<?>> over = new ArrayList<>();
        long wait;
        synchronized (this) {
            wait = Math.min(sweepRunning(now, over), sweepWaiting(now, over));
        }
        breakOff(over, step -> CallErrors.timeIsOver(step, "callTimeout", timeout));
        return wait;
    }

    /** Returns in how many nanoseconds the next call must be looked after. */
    private long sweepRunning(long now, List<OneCall<?>> over) {
        long wait = Sweeps.NONE;
        for (OneCall<?> call : running) {
            call.breakAttempt(now);
            Thread caller = call.caller();
            if (caller != null) {
                wait = Math.min(wait, INTERRUPT_NANOS);
                if (caller.isInterrupted()) {
                    call.breakOff(step -> CallErrors.interrupted(new InterruptedException()));
                }
            }
            if (call.endNanos() - now > 0) {
                wait = Math.min(wait, call.nextEndNanos() - now);
            } else if (hanging.add(call)) {
                over.add(call);
            }
        }
        return wait;
    }

    private long sweepWaiting(long now, List<OneCall<?>> over) {
        long wait = Sweeps.NONE;
        boolean allHang = hanging.size() >= MAX_RUNNING;
        for (Iterator<OneCall<?>> all = waiting.iterator(); all.hasNext(); ) {
            OneCall<?> call = all.next();
            if (allHang || call.endNanos() - now <= 0) {
                // if all hang, nobody would ever take it
                over.add(call);
                all.remove();
            } else {
                wait = Math.min(wait, call.endNanos() - now);
            }
        }
        return wait;
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
        breakOff(all, step -> CallErrors.stopped());
        sweeps.end();
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
