package com.alibaba.mqtt.server.query.calls;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.http.Breakable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call: its work, its future, its ends, and how to break it off from another thread. */
public final class OneCall<T> implements Breakable {
    /** What a call does. May throw anything, and hang. */
    public interface Work<T> {
        /** Does it. */
        T run(OneCall<T> call) throws Exception;
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final Work<T> work;
    private final long endNanos;
    /** The caller's own thread, if it does the work; null if a thread of ours does. */
    private final @Nullable Thread caller;

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable failure;
    private volatile String step = "wait for a thread";
    private volatile long attemptEndNanos = NEVER;
    private volatile boolean attemptBroken;
    /** Whether whoever broke it off has interrupted the thread that does the work. */
    private volatile boolean interrupted;

    /** How to break off the present step; null before the first and after the last. */
    private @Nullable Runnable breaker;
    /** Why it was broken off. What the work throws after that is its echo. */
    private @Nullable Function<String, ServerException> why;

    /**
     * Creates a call that was not begun.
     *
     * @param endNanos when it must be over, by {@link System#nanoTime()}
     * @param caller the caller's thread, if that does the work; null if a thread of ours does
     */
    OneCall(Work<T> work, long endNanos, @Nullable Thread caller) {
        this.work = work;
        this.endNanos = endNanos;
        this.caller = caller;
    }

    /** Returns the caller's thread, if that does the work, or null. */
    @Nullable
    Thread caller() {
        return caller;
    }

    CompletableFuture<T> result() {
        return result;
    }

    String step() {
        return step;
    }

    long endNanos() {
        return endNanos;
    }

    /** Returns when it must be looked after, by {@link System#nanoTime()}. */
    long nextEndNanos() {
        long attemptEnd = attemptEndNanos;
        return attemptEnd == NEVER || attemptEnd - endNanos > 0 ? endNanos : attemptEnd;
    }

    @Override
    public synchronized void step(String name, Runnable breaking) {
        step = name;
        breaker = breaking;
        if (why != null || attemptBroken) {
            breaking.run();
        }
    }

    /** Begins a step that ends by an interrupt, of this thread. */
    void interruptibleStep(String name) {
        Thread worker = Thread.currentThread();
        step(name, () -> {
            interrupted = true;
            worker.interrupt();
        });
    }

    /** Ends a step that an interrupt may have ended, or is about to. */
    void interruptibleStepOver() {
        synchronized (this) {
            breaker = null;
        }
        clearInterrupt();
    }

    /** Of who broke it off, or of foreign code: nothing that follows must find it. The caller's own stays. */
    private void clearInterrupt() {
        if (caller == null || interrupted) {
            interrupted = false;
            Thread.interrupted();
        }
    }

    /** Begins an attempt, which may take until then. */
    void attempt(long untilNanos) {
        attemptBroken = false;
        attemptEndNanos = untilNanos;
    }

    /** Ends the attempt, and returns whether it was broken off. */
    boolean attemptOver() {
        attemptEndNanos = NEVER;
        boolean broken;
        synchronized (this) {
            broken = attemptBroken;
            attemptBroken = false;
            breaker = null;
        }
        clearInterrupt();
        return broken;
    }

    /** Breaks off the attempt, without waiting for it, if its time is over. */
    synchronized void breakAttempt(long nowNanos) {
        if (attemptEndNanos != NEVER && attemptEndNanos - nowNanos <= 0 && why == null && !attemptBroken) {
            attemptEndNanos = NEVER;
            attemptBroken = true;
            if (breaker != null) {
                breaker.run();
            }
        }
    }

    /** Returns whether it was broken off for good. */
    synchronized boolean isBroken() {
        return why != null;
    }

    /** Returns whether it, or its attempt, was broken off. */
    boolean isAttemptBroken() {
        return attemptBroken || isBroken();
    }

    /** Does the work, and leaves the future open. */
    void work() {
        try {
            value = work.run(this);
        } catch (Throwable e) {
            // Throwable: whatever it is, the future ends with it
            failure = e;
        }
        synchronized (this) {
            breaker = null;
        }
    }

    /** Returns what the work returned, or throws; for the caller who has done it. */
    @SuppressWarnings("NullAway") // of no failure there is a value, of whatever type
    T outcome() throws ServerException, InterruptedException {
        @Nullable Function<String, ServerException> broken;
        synchronized (this) {
            broken = why;
        }
        if (broken == null && failure == null) {
            return value;
        }
        if (broken == null && failure instanceof InterruptedException e) {
            throw e;
        }
        ServerException error = broken == null ? CallErrors.ofAny(failure) : broken.apply(step);
        if (error.getCode().equals(ErrorCode.INTERRUPTED)) {
            // as if the wait itself had noticed: whoever was first
            Thread.interrupted();
            throw new InterruptedException(error.getMessage());
        }
        throw error;
    }

    /** Completes the future, if it is not complete. Its stages run in this thread. */
    void complete() {
        @Nullable Function<String, ServerException> broken;
        synchronized (this) {
            broken = why;
        }
        if (broken != null) {
            result.completeExceptionally(broken.apply(step));
        } else if (failure != null) {
            result.completeExceptionally(CallErrors.ofAny(failure));
        } else {
            result.complete(value);
        }
    }

    /**
     * Ends the present step, and those to come, without waiting for it; {@link #complete} completes the future then.
     *
     * @param reason creates the error of a step
     */
    synchronized void breakOff(Function<String, ServerException> reason) {
        if (why == null) {
            why = reason;
            if (breaker != null) {
                breaker.run();
            }
        }
    }
}
