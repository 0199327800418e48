package com.alibaba.mqtt.server;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls the application one call after the other, on one daemon thread that lives while there are calls. */
final class Callbacks {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor caller;
    private volatile Thread thread;

    /**
     * @param threadName the whole name
     * @param mostWaiting calls that wait at most; then the oldest is left out
     */
    Callbacks(String threadName, int mostWaiting) {
        this.caller = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                work -> {
                    Thread fresh = new Thread(work, threadName);
                    fresh.setDaemon(true);
                    thread = fresh;
                    return fresh;
                },
                new ThreadPoolExecutor.DiscardOldestPolicy());
        caller.allowCoreThreadTimeOut(true);
    }

    /** Queues a call, which must not throw. Does not block. Ignored after {@link #stopWhenEmpty}. */
    void execute(Runnable call) {
        caller.execute(call);
    }

    /** Tells whether the current thread is the one that calls. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Takes no more calls, and lets those that wait and then the thread end. Does not block. */
    void stopWhenEmpty() {
        caller.shutdown();
    }
}
