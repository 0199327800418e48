package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call: its work, its future, and how to break it off from another thread. */
final class OneCall<T> {
    /** What a call does. May throw anything, and hang. */
    interface Work<T> {
        T run(OneCall<T> call) throws Exception;
    }

    private final Work<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable failure;
    private volatile String step = "wait for a thread";
    /** How to break off the present step; null before the first and after the last. */
    private @Nullable Runnable breaker;
    /** Why it was broken off. What the work throws after that is its echo. */
    private @Nullable Function<String, ServerException> why;

    OneCall(Work<T> work) {
        this.work = work;
    }

    CompletableFuture<T> result() {
        return result;
    }

    String step() {
        return step;
    }

    /**
     * Begins the next step of the work.
     *
     * @param name what it does, for the error if it takes too long
     * @param breaking breaks it off, without blocking; called immediately if the call is broken off already
     */
    synchronized void step(String name, Runnable breaking) {
        step = name;
        breaker = breaking;
        if (why != null) {
            breaking.run();
        }
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

    /** Completes the future, if it is not complete. Its stages run in this thread. */
    void complete() {
        @Nullable Function<String, ServerException> broken;
        synchronized (this) {
            broken = why;
        }
        if (broken != null) {
            result.completeExceptionally(broken.apply(step));
        } else if (failure != null) {
            result.completeExceptionally(QueryErrors.ofAny(failure));
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
