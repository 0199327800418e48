package com.alibaba.mqtt.server.query.many;

import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.query.calls.CallErrors;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/** The threads of queries whose answers nobody pulls: one for each, few of them, ended with the client. */
public final class Feeds implements AutoCloseable {
    /** How many run concurrently. */
    public static final int MAX = 16;

    private final ThreadFactory threads = new DaemonThreads("mqtt-query-many-");
    private final Set<AutoCloseable> running = new HashSet<>();
    private boolean closed;

    /**
     * Runs a query on a thread of its own.
     *
     * @param run is closed when this is
     * @param work takes the answers; must not throw
     * @throws ServerException if there are too many, no thread can be created, or this is closed
     */
    public void start(AutoCloseable run, Runnable work) throws ServerException {
        synchronized (this) {
            if (closed) {
                throw CallErrors.stopped();
            }
            if (running.size() >= MAX) {
                throw CallErrors.tooManyFeeds(MAX);
            }
            running.add(run);
        }
        try {
            threads.newThread(() -> {
                        try {
                            work.run();
                        } finally {
                            end(run);
                        }
                    })
                    .start();
        } catch (Throwable e) {
            // Throwable: if the JVM cannot create a thread, that is an OutOfMemoryError
            end(run);
            throw CallErrors.noThread(e);
        }
    }

    private synchronized void end(AutoCloseable run) {
        running.remove(run);
    }

    /** Idempotent; does not wait. */
    @Override
    public synchronized void close() {
        closed = true;
        for (AutoCloseable run : running) {
            try {
                run.close();
            } catch (Exception e) {
                throw new IllegalStateException("a run closes without failing", e);
            }
        }
    }
}
