package com.alibaba.mqtt.server;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks in parallel, but those with the same key one after the other.
 *
 * <ol>
 *   <li>A key has a lane exactly while a task of it waits or runs; so lanes need no bound of their own.
 *   <li>A lane is in {@code ready} if it has a waiting task and none that runs; so no two tasks of a key ever meet.
 *   <li>At most {@code most} tasks run at once, and a worker exists for every ready lane up to that number.
 *   <li>After each task the lane goes to the end of {@code ready}; so a busy key does not starve the others.
 * </ol>
 */
final class Lanes {
    private static final long IDLE_SECONDS = 60;

    /** The lanes whose task the thread runs; null for a foreign thread. */
    private static final ThreadLocal<Lanes> CURRENT = new ThreadLocal<>();

    private final ExecutorService threads;
    private final int most;
    private final Map<String, Queue<Runnable>> lanes = new HashMap<>();
    private final Queue<String> ready = new ArrayDeque<>();
    private int workers;
    private boolean stopped;

    /**
     * @param owner begins the names of the threads
     * @param keptThreads threads kept when idle
     * @param most tasks that run at once at most
     */
    Lanes(String owner, int keptThreads, int most) {
        this.most = most;
        AtomicInteger count = new AtomicInteger();
        // no maximum here: invariant 3 bounds the work, and a thread that just finished its work may not be idle yet
        this.threads = new ThreadPoolExecutor(
                keptThreads, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, owner + "-lane-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Queues a task, which must not throw. Ignored after {@link #stop}. */
    synchronized void execute(String key, Runnable task) {
        if (stopped) {
            return;
        }
        Queue<Runnable> lane = lanes.get(key);
        if (lane != null) {
            lane.add(task);
            return;
        }
        lane = new ArrayDeque<>(2);
        lane.add(task);
        lanes.put(key, lane);
        ready.add(key);
        if (workers < most) {
            workers++;
            threads.execute(this::work);
        }
    }

    private void work() {
        CURRENT.set(this);
        while (true) {
            String key;
            Runnable task;
            synchronized (this) {
                key = ready.poll();
                if (key == null) {
                    CURRENT.remove();
                    workers--;
                    return;
                }
                task = lanes.get(key).remove();
            }
            task.run();
            synchronized (this) {
                Queue<Runnable> lane = lanes.get(key);
                if (lane == null || lane.isEmpty()) {
                    lanes.remove(key);
                } else {
                    ready.add(key);
                }
            }
        }
    }

    /** Forgets the tasks that wait, lets those that run end, and begins no other. Does not block. */
    synchronized void stop() {
        stopped = true;
        ready.clear();
        lanes.clear();
        threads.shutdown();
    }

    /** Lets all tasks end, those that wait too, and ends the threads after them. Takes no more. Does not block. */
    synchronized void stopWhenEmpty() {
        stopped = true;
        threads.shutdown();
    }

    /** Tells whether the current thread runs a task of these lanes. */
    boolean isCurrent() {
        return CURRENT.get() == this;
    }

    /** Waits for the tasks that run; true if all ended in time, or if one of them is the caller. 0 = no limit. */
    boolean awaitEnd(long millis) throws InterruptedException {
        if (isCurrent()) {
            return true;
        }
        return threads.awaitTermination(millis == 0 ? Long.MAX_VALUE : millis, TimeUnit.MILLISECONDS);
    }
}
