package com.alibaba.mqtt.server.threads;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Closes parts of a connection, each on a thread of its own, where a library waits for the server's answer without a limit, and the
 * end of the connection does not end that wait. Thread-safe.
 */
public final class Closings {
    private final Executor threads;
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** @param threads runs each task on a thread that is used for nothing else then */
    public Closings(Executor threads) {
        this.threads = threads;
    }

    /**
     * Starts to close something. Does not wait for it.
     *
     * @param closing ends at an interrupt
     */
    public void start(Runnable closing) {
        threads.execute(() -> {
            Thread thread = Thread.currentThread();
            waiting.add(thread);
            try {
                if (over) {
                    thread.interrupt();
                }
                closing.run();
            } finally {
                waiting.remove(thread);
            }
        });
    }

    /** The connection is closed: nothing is answered any more, and those that wait for an answer are let go. */
    public void end() {
        over = true;
        waiting.forEach(Thread::interrupt);
    }
}
