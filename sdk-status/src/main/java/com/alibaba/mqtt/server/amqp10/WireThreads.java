package com.alibaba.mqtt.server.amqp10;

import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what blocks in Qpid JMS: it loses interrupts of the calling thread, and leaves objects of its class loader
 * in it.
 */
final class WireThreads {
    private static final long IDLE_SECONDS = 10;
    private static final ThreadFactory NAMED = new DaemonThreads("mqtt-amqp10-");

    private static final ThreadFactory THREADS = work -> {
        Thread thread = NAMED.newThread(work);
        // the library looks for parts of itself by it
        thread.setContextClassLoader(WireThreads.class.getClassLoader());
        return thread;
    };

    /** Runs each task in a new thread. */
    static final Executor NEW = work -> THREADS.newThread(work).start();

    private WireThreads() {}

    /** Creates an executor of one thread, which exists while there is something to do, and a while longer. */
    static ExecutorService one() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), THREADS);
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /**
     * Runs something that ends by itself or by another, and waits for it. An interrupt is kept.
     *
     * @param firstMillis after which it is ended by the other, as by an interrupt
     * @param lastMillis after which it is waited for no longer
     */
    static void run(Runnable work, long firstMillis, Runnable end, long lastMillis) {
        Thread thread = THREADS.newThread(work);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // no thread left: then the work is not done
            end.run();
            return;
        }
        boolean interrupted = false;
        try {
            thread.join(firstMillis);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            end.run();
            interrupted |= awaitEnd(thread, lastMillis);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the last of these answers, until the deadline or an interrupt at most, which is kept; true if all came. */
    static boolean awaitAll(CountDownLatch answers, Deadline deadline) {
        try {
            return answers.await(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns whether this thread was interrupted meanwhile. */
    private static boolean awaitEnd(Thread thread, long millis) {
        Deadline deadline = Deadline.in(millis);
        boolean interrupted = false;
        while (thread.isAlive() && !deadline.isOver()) {
            try {
                thread.join(deadline.leftMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
