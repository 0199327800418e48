package com.alibaba.mqtt.server.internal;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that does a step again and again until it is ended. Whatever the step throws, the loop goes on: the failure
 * is reported as a state, shown by {@link #trouble}, and followed by a pause.
 */
public final class Loop {
    /** What is done again and again. */
    @FunctionalInterface
    public interface Step {
        /** Does it, and returns after how many milliseconds it is to be done again; 0 for immediately. */
        long run() throws Exception;
    }

    private static final long PAUSE_AFTER_FAILURE_MILLIS = 1_000;

    private final String threadName;
    private final boolean daemon;
    private final Step step;
    private final StateLog log;
    private @Nullable Thread thread;
    private boolean woken;
    private volatile boolean ended;
    private volatile @Nullable Throwable trouble;

    /**
     * Creates a loop that does nothing yet.
     *
     * @param daemon whether the JVM may end while it runs
     * @param log logs steps that throw
     */
    public Loop(String threadName, boolean daemon, Step step, StateLog log) {
        this.threadName = threadName;
        this.daemon = daemon;
        this.step = step;
        this.log = log;
    }

    /**
     * Starts the thread, or another one if the JVM could not create it the last time. Does nothing if it runs or was ended.
     *
     * @return false if the JVM can create no thread now; {@link #trouble} says why
     */
    public synchronized boolean start() {
        if (ended || (thread != null && thread.isAlive())) {
            return true;
        }
        Thread fresh = new Thread(this::run, threadName);
        fresh.setDaemon(daemon);
        try {
            fresh.start();
        } catch (Throwable e) {
            // OutOfMemoryError: the system gives no thread now
            trouble = e;
            log.failed("no thread " + threadName + " can be started now", e);
            return false;
        }
        thread = fresh;
        return true;
    }

    private void run() {
        while (!ended) {
            long pause;
            try {
                pause = step.run();
                trouble = null;
                log.over();
            } catch (Throwable e) {
                // Throwable: this thread must live whatever the step calls
                if (ended) {
                    return;
                }
                trouble = e;
                log.failed("it is tried again", e);
                pause = PAUSE_AFTER_FAILURE_MILLIS;
            }
            pause(pause);
        }
    }

    private synchronized void pause(long millis) {
        // an interrupt that foreign code left behind is not the end
        boolean unused = Thread.interrupted();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (left > 0 && !woken && !ended) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                // only end() ends the loop
                continue;
            }
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        woken = false;
    }

    /** Ends the present pause, or the next one. Does not block. */
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Begins no further step, and interrupts the one that runs. Does not block. */
    public synchronized void end() {
        ended = true;
        notifyAll();
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
        }
    }

    /** Begins no further step, and lets the one that runs come to its end. Does not block. */
    public synchronized void finish() {
        ended = true;
        notifyAll();
    }

    /** Waits for the thread after {@link #end} or {@link #finish}; returns false if it did not end in time. The loop's own thread does
     * not wait. */
    public boolean awaitEnd(Deadline deadline) throws InterruptedException {
        @Nullable Thread last;
        synchronized (this) {
            last = thread;
        }
        if (last == null || last == Thread.currentThread()) {
            return true;
        }
        long left = deadline.leftMillis();
        if (left > 0) {
            last.join(left);
        }
        return !last.isAlive();
    }

    /** Returns what the last step threw, or why there is no thread; null if all is well. */
    public @Nullable Throwable trouble() {
        return trouble;
    }
}
