package com.alibaba.mqtt.server.query;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One call: its work, its future, and how to break it off from another thread. */
final class OneCall<T> {
    /** What a call does. May throw anything, and hang. */
    interface Work<T> {
        T run(OneCall<T> call) throws Exception;
    }

    private final Work<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private T value;
    private Throwable failure;
    private volatile String step = "wait for a thread";
    /** How to break off the present step; null before the first and after the last. */
    private Runnable breaker;
    /** Why it was broken off. What the work throws after that is its echo. */
    private Function<String, ServerException> why;

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
     * @param breaking breaks it off, without blocking; called at once if the call is broken off already
     */
    synchronized void step(String name, Runnable breaking) {
        step = name;
        breaker = breaking;
        if (why != null) {
            breaking.run();
        }
    }

    /** Does the work, and tells nobody. */
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

    /** Ends the future, if nobody has. Stages of it run in this thread. */
    void tell() {
        Function<String, ServerException> broken;
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
     * Ends the present step, and those to come, without waiting for it; {@link #tell} tells then.
     *
     * @param reason makes the error of a step
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
