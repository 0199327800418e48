package com.alibaba.mqtt.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in parallel, but those with the same key one after the other, in the order in which they were submitted.
 *
 * <p>Waking a thread costs as much as dozens of quick listener calls. So while calls are quick, one worker does them
 * all, woken once for a burst, or none is woken since the thread that brings the burst may stay; while they are slow, a
 * worker is woken for every lane that waits. A quick listener that turns slow is found out by {@link #tick}: what waits
 * then waits one tick longer, once.
 *
 * <ol>
 *   <li>A key has a lane exactly while a task of it waits or runs; so lanes need no bound of their own.
 *   <li>A lane is in {@code ready} if it has a waiting task and none that runs; so no two tasks of a key ever meet.
 *   <li>At most {@code most} workers exist. A worker ends when no lane is ready, never while one is.
 *   <li>After each task the lane goes to the end of {@code ready}; so a busy key does not starve the others.
 *   <li>A worker whose task runs longer than a tick is {@code stuck}. A lane is ready only while a worker that is not
 *       stuck exists, or {@code most} exist, or until {@link #work} or the next tick; so a task that hangs holds back its
 *       own lane only.
 * </ol>
 *
 * All fields are guarded by this object's monitor, which is not held while a task runs or a thread is woken.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    /** Below this a call is quick: waking another thread would take longer. */
    private static final long QUICK_NANOS = 20_000;
    /** A longer call counts as this long, so that the average soon forgets a single hanging one. */
    private static final long LONGEST_COUNTED_NANOS = 1_000_000;

    /** The lanes whose task the thread runs; null for a foreign thread. */
    private static final ThreadLocal<Lanes> CURRENT = new ThreadLocal<>();

    /** One piece of work. */
    abstract static class Task {
        /** The next task of the lane. */
        private Task next;

        /** Always the same. */
        abstract String key();

        /** Does the work; must not throw. */
        abstract void run();
    }

    private static final class Lane {
        String key;
        Task first;
        Task last;

        void add(Task task) {
            if (first == null) {
                first = task;
            } else {
                last.next = task;
            }
            last = task;
        }
    }

    /** Runs tasks until none is ready. Its fields, too, are guarded by the lanes' monitor. */
    private final class Worker implements Runnable {
        Thread thread;
        Task running;
        long sinceNanos;
        boolean stuck;
        boolean reported;

        @Override
        public void run() {
            CURRENT.set(Lanes.this);
            Lane lane = null;
            while ((lane = next(this, lane)) != null) {
                running.run();
            }
            // not removed, as the thread will likely work again
            CURRENT.set(null);
        }
    }

    private final Executor threads;
    private final int most;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Queue<Lane> ready = new ArrayDeque<>();
    /** Not in use: most clients have one notice at a time, and so a lane for its time only. */
    private final Queue<Lane> spare = new ArrayDeque<>();

    private final Set<Worker> workers = new HashSet<>();
    private int size;
    private int stuck;
    private long averageNanos;
    private boolean paused;
    private boolean stopped;

    /**
     * @param threads where workers run; must not run them in the calling thread
     * @param most tasks that run at once at most
     */
    Lanes(Executor threads, int most) {
        this.threads = threads;
        this.most = most;
    }

    /** Queues a task; wakes nobody. Does not block. False after {@link #stop}. */
    synchronized boolean add(Task task) {
        if (stopped) {
            return false;
        }
        size++;
        String key = task.key();
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = spare.isEmpty() ? new Lane() : spare.remove();
            lane.key = key;
            lanes.put(key, lane);
            ready.add(lane);
        }
        lane.add(task);
        return true;
    }

    /**
     * Has what was added done. To be called after one or many were added.
     *
     * @param mayStay whether the calling thread may be a worker; else this does not block
     */
    void work(boolean mayStay) {
        Worker self = null;
        int wake;
        synchronized (this) {
            wake = wanted();
            if (mayStay && wake > 0) {
                self = new Worker();
                workers.add(self);
                wake--;
            }
        }
        wake(wake);
        if (self != null) {
            self.run();
        }
    }

    /** How many more workers the ready lanes need now. */
    private int wanted() {
        if (paused) {
            return 0;
        }
        int moving = workers.size() - stuck;
        int needed = averageNanos < QUICK_NANOS ? Math.min(1, ready.size()) - moving : ready.size();
        return Math.max(0, Math.min(needed, most - workers.size()));
    }

    private void wake(int count) {
        for (int n = 0; n < count; n++) {
            Worker worker = new Worker();
            synchronized (this) {
                if (workers.size() >= most || stopped) {
                    return;
                }
                workers.add(worker);
            }
            try {
                threads.execute(worker);
            } catch (RejectedExecutionException e) {
                synchronized (this) {
                    end(worker);
                }
                LOG.warn("the executor for listener calls takes no work now; it is asked again", e);
                return;
            }
        }
    }

    /** Ends the worker's task, if it has one, and gives it the next; null if it is to end. */
    private Lane next(Worker worker, Lane done) {
        long now = System.nanoTime();
        synchronized (this) {
            if (done == null) {
                worker.thread = Thread.currentThread();
            } else {
                finished(worker, done, now);
            }
            Lane lane = paused ? null : ready.poll();
            if (lane == null) {
                end(worker);
                return null;
            }
            worker.running = lane.first;
            worker.sinceNanos = now;
            lane.first = lane.first.next;
            return lane;
        }
    }

    private void finished(Worker worker, Lane lane, long now) {
        averageNanos += (Math.min(now - worker.sinceNanos, LONGEST_COUNTED_NANOS) - averageNanos) >> 4;
        if (worker.stuck) {
            worker.stuck = false;
            stuck--;
        }
        worker.reported = false;
        worker.running = null;
        size--;
        if (lane.first == null) {
            lanes.remove(lane.key);
            spare.add(lane);
        } else {
            ready.add(lane);
        }
    }

    private void end(Worker worker) {
        workers.remove(worker);
        notifyAll();
    }

    /** Finds workers that are stuck, and wakes others for what waits behind them. To be called every now and then. */
    void tick(long tickNanos) {
        int wake;
        synchronized (this) {
            long now = System.nanoTime();
            for (Worker worker : workers) {
                if (worker.running != null && !worker.stuck && now - worker.sinceNanos > tickNanos) {
                    worker.stuck = true;
                    stuck++;
                }
            }
            wake = wanted();
        }
        wake(wake);
    }

    /**
     * Tells each task that runs longer than this, once, with its thread; returns how many there are.
     *
     * @param report must neither block nor throw
     */
    synchronized int hanging(long nanos, BiConsumer<Task, Thread> report) {
        int hanging = 0;
        long now = System.nanoTime();
        for (Worker worker : workers) {
            if (worker.running != null && now - worker.sinceNanos > nanos) {
                hanging++;
                if (!worker.reported) {
                    worker.reported = true;
                    report.accept(worker.running, worker.thread);
                }
            }
        }
        return hanging;
    }

    /**
     * Shows each task that waits behind one that runs longer than this.
     *
     * @param show must neither block nor throw; no task that it is shown begins meanwhile
     */
    synchronized void behindHanging(long nanos, Consumer<Task> show) {
        long now = System.nanoTime();
        for (Worker worker : workers) {
            if (worker.running != null && now - worker.sinceNanos > nanos) {
                for (Task task = lanes.get(worker.running.key()).first; task != null; task = task.next) {
                    show.accept(task);
                }
            }
        }
    }

    /** Forgets the waiting tasks that are of no use any more. */
    synchronized void forget(Predicate<Task> useless) {
        for (Lane lane : lanes.values()) {
            Task task = lane.first;
            lane.first = null;
            while (task != null) {
                Task next = task.next;
                task.next = null;
                if (useless.test(task)) {
                    size--;
                } else {
                    lane.add(task);
                }
                task = next;
            }
        }
        ready.removeIf(lane -> lane.first == null && lanes.remove(lane.key, lane));
        notifyAll();
    }

    /** Tells whether no task waits or runs. */
    synchronized boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** How many tasks wait or run. */
    synchronized int size() {
        return size;
    }

    /** Begins no more tasks until {@link #resume}; takes more nevertheless. */
    synchronized void pause() {
        paused = true;
    }

    /** Begins tasks again. */
    void resume() {
        int wake;
        synchronized (this) {
            paused = false;
            wake = wanted();
        }
        wake(wake);
    }

    /** Waits until no task waits or runs; false if that took too long or lanes are paused. */
    synchronized boolean awaitEmpty(long millis) throws InterruptedException {
        return await(millis, true);
    }

    /** Waits until no task runs; false if that took too long. */
    synchronized boolean awaitWorkers(long millis) throws InterruptedException {
        return await(millis, false);
    }

    private boolean await(long millis, boolean alsoWaiting) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!workers.isEmpty() || (alsoWaiting && !lanes.isEmpty() && !paused)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return !alsoWaiting || lanes.isEmpty();
    }

    /** Takes no more tasks, begins none, and returns those that waited. */
    synchronized List<Task> stop() {
        stopped = true;
        List<Task> waiting = new ArrayList<>();
        for (Lane lane : lanes.values()) {
            for (Task task = lane.first; task != null; task = task.next) {
                waiting.add(task);
            }
            lane.first = null;
        }
        ready.forEach(lane -> lanes.remove(lane.key));
        ready.clear();
        size -= waiting.size();
        return waiting;
    }

    /** Tells whether the current thread runs a task of these lanes. */
    boolean isCurrent() {
        return CURRENT.get() == this;
    }
}
