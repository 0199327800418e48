package com.alibaba.mqtt.server.threads;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.internal.Workers;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the application one call after the other, on one daemon thread that lives while there are calls. If the JVM can
 * make no thread, or the thread dies, the calls wait until {@link #work} or the next one.
 */
public final class Callbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final long IDLE_SECONDS = 10;

    private final int maxWaiting;
    private final ThreadPoolExecutor threads;
    private final Workers workers;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    /** Guarded by this object's monitor, like the queue. */
    private boolean working;

    private boolean ended;
    private volatile @Nullable Thread caller;

    /**
     * Creates it without a thread; that is there when it is needed.
     *
     * @param threadName the whole name
     * @param maxWaiting calls that wait at most; then the oldest is left out
     */
    public Callbacks(String threadName, int maxWaiting) {
        this.maxWaiting = maxWaiting;
        this.threads =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, threadName);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        this.workers = new Workers(threads, new StateLog(LOG, threadName + ": callbacks wait"));
    }

    /** Queues a call, which must not throw. Does not block, nor throw. Ignored after {@link #stopWhenEmpty}. */
    public void execute(Runnable call) {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (waiting.size() >= maxWaiting) {
                waiting.remove();
            }
            waiting.add(call);
        }
        work();
    }

    /** Begins what waits, if nothing is being called. Does not block, nor throw. */
    public void work() {
        synchronized (this) {
            if (working || waiting.isEmpty()) {
                return;
            }
            working = true;
        }
        boolean unused = workers.start(new Calling());
    }

    private final class Calling extends Workers.Worker {
        @Override
        protected void work() {
            caller = Thread.currentThread();
            for (Runnable call = next(); call != null; call = next()) {
                call.run();
                // an interrupt that a call left behind is not the next one's
                Thread.interrupted();
            }
        }

        @Override
        protected void end(@Nullable Throwable died) {
            caller = null;
            if (died != null) {
                giveBack();
            }
        }
    }

    /** Takes the next call; null if there is none, by which the worker has ended. */
    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            giveBack();
        }
        return next;
    }

    private synchronized void giveBack() {
        working = false;
        if (ended && waiting.isEmpty()) {
            threads.shutdown();
        }
        notifyAll();
    }

    /** Returns whether the current thread is the one that calls. */
    public boolean isCurrent() {
        return Thread.currentThread() == caller;
    }

    /** Takes no more calls, and lets those that wait and then the thread end. Does not block. */
    public synchronized void stopWhenEmpty() {
        ended = true;
        if (!working && waiting.isEmpty()) {
            threads.shutdown();
        }
    }

    /** After {@link #stopWhenEmpty}: waits until all calls are done; returns false if that took too long. */
    public boolean awaitEnd(Deadline deadline) throws InterruptedException {
        return threads.awaitTermination(deadline.leftNanos(), TimeUnit.NANOSECONDS);
    }
}
