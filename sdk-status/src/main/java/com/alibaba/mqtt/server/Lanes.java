package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.internal.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
 *   <li>At most {@code max} workers exist. A worker ends when no lane is ready, never while one is, unless it dies.
 *   <li>After each task the lane goes to the end of {@code ready}; so a busy key does not starve the others.
 *   <li>A worker whose task runs longer than a tick is {@code stuck}. A lane is ready only while a worker that is not
 *       stuck exists, or {@code max} exist, or until {@link #work} or the next tick; so a task that hangs holds back its
 *       own lane only.
 *   <li>A worker that the executor refused, or that died, is gone at once, and its task with it; one that the executor
 *       never begins is given up after a patience that grows. The next tick wakes another.
 *   <li>What waits at a {@link Gate} that is shut is in no lane, so it counts in none of these.
 * </ol>
 *
 * All fields are guarded by this object's monitor, which is not held while a task runs or a thread is woken.
 */
final class Lanes {
    /** The lanes whose task the thread runs; null for a foreign thread. */
    private static final ThreadLocal<Lanes> CURRENT = new ThreadLocal<>();

    /** One piece of work. */
    abstract static class Task {
        /** The next task of the lane. */
        Task next;

        /** Always the same. */
        abstract String key();

        /** Does the work; must not throw. */
        abstract void run();

        /** Through which it goes, always the same; null for none. */
        Gate gate() {
            return null;
        }
    }

    /** Runs tasks until none is ready. */
    private final class Worker extends Crew.Member {
        /** Who hands it to the executor now; seen by that thread only. */
        private Thread starter;

        @Override
        protected void work() {
            if (starter == Thread.currentThread()) {
                throw new IllegalStateException("the executor ran a worker in the thread that called execute(), which"
                        + " reads the socket or keeps the time; no listener call was begun");
            }
            if (!begin(this)) {
                return;
            }
            CURRENT.set(Lanes.this);
            try {
                while (next(this)) {
                    running.run();
                }
            } finally {
                // not removed, as the thread will likely work again
                CURRENT.set(null);
            }
        }

        @Override
        protected void end(Throwable died) {
            Lanes.this.end(this);
        }
    }

    private final Workers threads;
    private final StateLog late;
    private final int max;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Lane.Row ready = new Lane.Row();
    /** Not in use: most clients have one notice at a time, and so a lane for its time only. */
    private final Lane.Row spare = new Lane.Row();

    private final Crew crew = new Crew();
    private final Pace pace = new Pace();
    private final Gates gates = new Gates();
    private int size;
    private boolean paused;
    private boolean stopped;

    /**
     * @param threads where workers run; if it runs them in the calling thread, they do nothing
     * @param max tasks that run at once at most
     * @param refusing hears of what the executor throws, and of workers that died
     * @param late hears of workers that the executor does not begin
     */
    Lanes(Executor threads, int max, StateLog refusing, StateLog late) {
        this.threads = new Workers(threads, refusing);
        this.late = late;
        this.max = max;
    }

    /** Queues a task; wakes nobody. Does not block. False after {@link #stop}. */
    synchronized boolean add(Task task) {
        if (stopped) {
            return false;
        }
        if (gates.areOpen() || !gates.hold(task)) {
            laneOf(task.key()).add(task);
        }
        size++;
        return true;
    }

    /** The lane of a key, to which a task is added at once. */
    private Lane laneOf(String key) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = laneFor(key);
            ready.add(lane);
        }
        return lane;
    }

    private Lane laneFor(String key) {
        Lane lane = spare.poll();
        if (lane == null) {
            lane = new Lane();
        }
        lane.key = key;
        try {
            lanes.put(key, lane);
        } catch (Throwable e) {
            // OutOfMemoryError: a map that could not grow holds it nevertheless
            lanes.remove(key);
            throw e;
        }
        return lane;
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
                crew.add(self);
                wake--;
            }
        }
        wake(wake);
        if (self != null) {
            threads.runHere(self);
        }
    }

    /** How many more workers the ready lanes need now. */
    private int wanted() {
        if (paused) {
            return 0;
        }
        int wanted = pace.wanted(ready.size(), crew.moving());
        return Math.max(0, Math.min(wanted, max - crew.size()));
    }

    private void wake(int count) {
        for (int n = 0; n < count; n++) {
            Worker worker = new Worker();
            synchronized (this) {
                if (crew.size() >= max || stopped) {
                    return;
                }
                crew.add(worker);
            }
            worker.starter = Thread.currentThread();
            boolean started = threads.start(worker);
            worker.starter = null;
            if (!started) {
                return;
            }
        }
    }

    /** False if the worker was given up meanwhile, or if the executor runs it a second time. */
    private boolean begin(Worker worker) {
        synchronized (this) {
            if (!crew.begin(worker)) {
                return false;
            }
        }
        late.over();
        return true;
    }

    /** Ends the worker's task, if it has one, and gives it the next; false if it ended instead. */
    private boolean next(Worker worker) {
        long now = System.nanoTime();
        synchronized (this) {
            if (worker.lane != null) {
                finished(worker, now);
            }
            Lane lane = paused ? null : ready.poll();
            if (lane == null) {
                end(worker);
                return false;
            }
            worker.lane = lane;
            worker.running = lane.poll();
            worker.sinceNanos = now;
            return true;
        }
    }

    private void finished(Worker worker, long now) {
        Lane lane = worker.lane;
        if (!gates.areOpen()) {
            gates.ended(worker.running);
        }
        pace.took(now - worker.sinceNanos);
        crew.finished(worker);
        size--;
        if (lane.first == null) {
            lanes.remove(lane.key);
            spare.add(lane);
        } else {
            ready.add(lane);
        }
    }

    /** Ends a worker: it found no lane, its task threw, or the executor refused it. Once; a second run does not count. */
    private synchronized void end(Worker worker) {
        if (crew.end(worker)) {
            if (worker.lane != null) {
                finished(worker, System.nanoTime());
            }
            notifyAll();
        }
    }

    /** Finds workers that are stuck, and wakes others for what waits behind them. To be called every now and then. */
    void tick(long tickNanos) {
        int wake;
        long givenUpAfter = 0;
        synchronized (this) {
            long now = System.nanoTime();
            crew.findStuck(tickNanos, now);
            if (ready.size() > 0 && !paused) {
                givenUpAfter = crew.giveUpLate(now);
            }
            wake = wanted();
        }
        if (givenUpAfter > 0) {
            late.failed(
                    "none was begun for " + TimeUnit.NANOSECONDS.toSeconds(givenUpAfter)
                            + " s; the executor is asked for another",
                    null);
        }
        wake(wake);
    }

    /** How many tasks run longer than this. */
    synchronized int hanging(long nanos) {
        AtomicInteger hanging = new AtomicInteger();
        crew.hanging(nanos, worker -> hanging.incrementAndGet());
        return hanging.get();
    }

    /** Tells each task that runs longer than this, once, with its thread. */
    void reportHanging(long nanos, BiConsumer<Task, Thread> report) {
        Map<Task, Thread> fresh = new HashMap<>();
        synchronized (this) {
            crew.hanging(nanos, worker -> {
                if (crew.report(worker)) {
                    fresh.put(worker.running, worker.thread());
                }
            });
        }
        fresh.forEach(report);
    }

    /**
     * Shows each task that waits behind one that runs longer than this.
     *
     * @param show must neither block nor throw; no task that it is shown begins meanwhile
     */
    synchronized void behindHanging(long nanos, Consumer<Task> show) {
        crew.hanging(nanos, worker -> {
            for (Task task = worker.lane.first; task != null; task = task.next) {
                show.accept(task);
            }
        });
    }

    /** Forgets the waiting tasks that are of no use any more. */
    synchronized void forget(Predicate<Task> useless) {
        size -= gates.forget(useless);
        Predicate<Task> gone = task -> {
            boolean is = useless.test(task);
            if (is) {
                gates.untried(task);
            }
            return is;
        };
        for (Lane lane : lanes.values()) {
            size -= lane.removeIf(gone);
        }
        endEmpty();
    }

    /** Ends the lanes from which tasks were taken, if none is left. */
    private void endEmpty() {
        ready.removeIf(lane -> lane.first == null && lanes.remove(lane.key, lane));
        notifyAll();
    }

    /**
     * Shuts the gate of a task that runs and cannot be done now; it waits there, as do all others of the gate. To be called
     * by the task as the last thing that it does.
     *
     * @param untilNanos of {@link System#nanoTime}; of several the latest counts
     * @return false if nothing is taken any more
     */
    synchronized boolean refuse(Task running, long untilNanos, String why) {
        if (stopped) {
            return false;
        }
        gates.shut(running, untilNanos, why, lanes.values());
        size++;
        endEmpty();
        return true;
    }

    /** The task that runs ends without having been tried: if its gate waits for how it ends, another one is tried. */
    synchronized void untried(Task running) {
        gates.untried(running);
    }

    /**
     * Has one task tried of each gate whose time is over, and opens those whose task went through. To be called every now
     * and then.
     *
     * @param hangNanos after which time a task that runs is not waited for
     */
    void openGates(long now, long hangNanos) {
        int wake;
        synchronized (this) {
            if (gates.areOpen()) {
                return;
            }
            Set<String> hung = new HashSet<>();
            crew.hanging(hangNanos, worker -> hung.add(worker.lane.key));
            gates.letGo(now, hung, this::laneOf);
            wake = wanted();
        }
        wake(wake);
    }

    /** After how many milliseconds {@link #openGates} is needed if no task comes or ends; {@code none} if it is not. */
    synchronized long leftMillis(long now, long none) {
        return gates.leftMillis(now, none);
    }

    /** Tells whether no task waits or runs, those at a gate that is shut left out. */
    synchronized boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** How many tasks wait or run. */
    synchronized int size() {
        return size;
    }

    /** The tasks that run now. */
    synchronized List<Task> running() {
        return crew.running();
    }

    /** Tells whether the executor refuses workers or does not begin them. */
    boolean isStarved() {
        return threads.isFailing() || late.isOn();
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

    /** Waits until {@link #isEmpty}; false if that took too long or lanes are paused. */
    synchronized boolean awaitEmpty(Deadline deadline) throws InterruptedException {
        return await(deadline, true);
    }

    /** Waits until no task runs; false if that took too long. */
    synchronized boolean awaitWorkers(Deadline deadline) throws InterruptedException {
        return await(deadline, false);
    }

    private boolean await(Deadline deadline, boolean alsoWaiting) throws InterruptedException {
        while (crew.size() > 0 || (alsoWaiting && !lanes.isEmpty() && !paused)) {
            long left = deadline.leftMillis();
            if (left == 0) {
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
        lanes.values().forEach(lane -> lane.removeIf(waiting::add));
        gates.end(held -> held.removeIf(waiting::add));
        ready.removeIf(lane -> lanes.remove(lane.key, lane));
        size -= waiting.size();
        // an executor that took a worker and does not begin it is not waited for
        crew.giveUpUnbegun();
        notifyAll();
        return waiting;
    }

    /** Tells whether the current thread runs a task of these lanes. */
    boolean isCurrent() {
        return CURRENT.get() == this;
    }
}
