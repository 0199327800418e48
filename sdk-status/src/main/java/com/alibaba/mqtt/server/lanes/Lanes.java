package com.alibaba.mqtt.server.lanes;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.StateLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in parallel, but those with the same key one after the other, in the order in which they were submitted.
 *
 * <p>Waking a thread costs as much as dozens of quick listener calls. So while calls are quick, one worker does them
 * all, woken once for a burst, or none is woken since the thread that brings the burst may stay; while they are slow, a
 * worker is woken for every lane that waits. A quick listener that turns slow is found by {@link #tick}: what waits
 * then waits one tick longer, once.
 *
 * <ol>
 *   <li>A key has a lane exactly while a task of it waits or runs; so lanes need no bound of their own.
 *   <li>A lane is in {@code ready} if it has a waiting task and none that runs; so no two tasks of a key ever meet.
 *   <li>At most {@code max} workers exist. A worker ends when no lane is ready, never while one is, unless it dies.
 *   <li>After each task the lane goes to the end of {@code ready}; so a busy key does not starve the others.
 *   <li>A worker whose task runs longer than a tick is {@code stuck}. A lane is ready only while a worker that is not
 *       stuck exists, or {@code max} exist, or until {@link #work} or the next tick; so a task that hangs delays its
 *       own lane only.
 *   <li>A worker that the executor refused, or that died, is gone immediately, and its task with it; one that the executor
 *       never begins is given up after a patience that grows. The next tick wakes another.
 *   <li>What waits at a {@link Gate} that is shut is in no lane, so it counts in none of these.
 * </ol>
 *
 * All fields are guarded by this object's monitor, which is not held while a task runs or a thread is woken.
 */
public final class Lanes {
    private final Starter starter;
    private final LaneTable table = new LaneTable();
    private final Gates gates = new Gates();
    private final Crew crew;
    private final Watch watch;
    private int size;
    private boolean paused;
    private boolean stopped;

    /**
     * Creates lanes without a task.
     *
     * @param threads where workers run; if it runs them in the calling thread, they do nothing
     * @param max tasks that run concurrently at most
     * @param refusing is notified of what the executor throws, and of workers that died
     * @param late is notified of workers that the executor does not begin
     */
    public Lanes(Executor threads, int max, StateLog refusing, StateLog late) {
        this.starter = new Starter(this, threads, refusing, late);
        this.crew = new Crew(max);
        this.watch = new Watch(this, crew);
    }

    /** Returns what runs for long. */
    public Watch watch() {
        return watch;
    }

    /** Queues a task; wakes nobody. Does not block. Returns false after {@link #stop}. */
    public synchronized boolean add(Task task) {
        if (stopped) {
            return false;
        }
        if (gates.areOpen() || !gates.hold(task)) {
            table.of(task.key()).add(task);
        }
        size++;
        return true;
    }

    /**
     * Has what was added done. To be called after one or many were added.
     *
     * @param mayStay whether the calling thread may be a worker; else this does not block
     */
    public void work(boolean mayStay) {
        Worker self = null;
        int wake;
        synchronized (this) {
            wake = wanted();
            if (mayStay && wake > 0) {
                self = new Worker(this);
                wake -= crew.add(self) ? 1 : 0;
            }
        }
        starter.wake(wake);
        if (self != null) {
            starter.runHere(self);
        }
    }

    /** Returns how many more workers the ready lanes need now. */
    private int wanted() {
        return crew.more(paused ? 0 : table.ready());
    }

    /** Adds a worker; returns false if there are enough, or none is needed any more. */
    synchronized boolean admit(Worker worker) {
        return !stopped && crew.add(worker);
    }

    /** Returns false if the worker was given up meanwhile, or if the executor runs it a second time. */
    boolean begin(Worker worker) {
        synchronized (this) {
            if (!crew.begin(worker)) {
                return false;
            }
        }
        starter.begun();
        return true;
    }

    /** Ends the worker's task, if it has one, and returns the next; null if the worker ended instead. */
    @Nullable
    Task next(Worker worker) {
        long now = System.nanoTime();
        synchronized (this) {
            finished(worker, now);
            Lane lane = paused ? null : table.poll();
            if (lane == null) {
                end(worker);
                return null;
            }
            worker.lane = lane;
            worker.running = lane.poll();
            worker.sinceNanos = now;
            return worker.running;
        }
    }

    private void finished(Worker worker, long now) {
        Lane lane = worker.lane;
        Task task = worker.running;
        if (lane == null || task == null) {
            return;
        }
        if (!gates.areOpen()) {
            gates.ended(task);
        }
        crew.finished(worker, now);
        size--;
        table.finished(lane);
    }

    /** Ends a worker: it found no lane, its task threw, or the executor refused it. Once; a second run does not count. */
    synchronized void end(Worker worker) {
        if (crew.end(worker)) {
            finished(worker, System.nanoTime());
            notifyAll();
        }
    }

    /** Finds workers that are stuck, and wakes others for what waits behind them. To be called every now and then. */
    public void tick(long stuckNanos) {
        int wake;
        long givenUpAfter = 0;
        synchronized (this) {
            long now = System.nanoTime();
            crew.findStuck(stuckNanos, now);
            if (table.ready() > 0 && !paused) {
                givenUpAfter = crew.giveUpLate(now);
            }
            wake = wanted();
        }
        starter.givenUpAfter(givenUpAfter);
        starter.wake(wake);
    }

    /** Forgets the waiting tasks that are of no use any more. */
    public synchronized void forget(Predicate<Task> useless) {
        size -= gates.forget(useless);
        size -= table.removeIf(task -> useless.test(task) && gates.untried(task));
        table.endEmpty();
        notifyAll();
    }

    /**
     * Shuts the gate of a task that runs and cannot be done now; it waits there, as do all others of the gate. To be called
     * by the task as the last thing that it does.
     *
     * @param untilNanos of {@link System#nanoTime}; of several the latest counts
     * @return false if nothing is taken any more
     */
    public synchronized boolean refuse(Task running, long untilNanos, String why) {
        if (stopped) {
            return false;
        }
        gates.shut(running, untilNanos, why, table);
        size++;
        table.endEmpty();
        notifyAll();
        return true;
    }

    /** The task that runs ends without having been tried: if its gate waits for how it ends, another one is tried. */
    public synchronized void untried(Task running) {
        boolean unused = gates.untried(running);
    }

    /**
     * Has one task tried of each gate whose time is over, and opens those whose task went through. To be called every now
     * and then.
     *
     * @param hangNanos after which time a task that runs is not waited for
     */
    public void openGates(long now, long hangNanos) {
        int wake;
        synchronized (this) {
            if (gates.areOpen()) {
                return;
            }
            gates.letGo(now, watch.keys(hangNanos), table);
            wake = wanted();
        }
        starter.wake(wake);
    }

    /** Returns after how many milliseconds {@link #openGates} is needed if no task comes or ends; {@code none} if it is not. */
    public synchronized long leftMillis(long now, long none) {
        return gates.leftMillis(now, none);
    }

    /** Returns whether no task waits or runs, those at a gate that is shut left out. */
    public synchronized boolean isEmpty() {
        return table.isEmpty();
    }

    /** Returns how many tasks wait or run. */
    public synchronized int size() {
        return size;
    }

    /** Returns whether the executor refuses workers or does not begin them. */
    public boolean isStarved() {
        return starter.isStarved();
    }

    /** Begins no more tasks until {@link #resume}; takes more nevertheless. */
    public synchronized void pause() {
        paused = true;
    }

    /** Begins tasks again. */
    public void resume() {
        int wake;
        synchronized (this) {
            paused = false;
            wake = wanted();
        }
        starter.wake(wake);
    }

    /** Waits until {@link #isEmpty}; returns false if that took too long or lanes are paused. */
    public synchronized boolean awaitEmpty(Deadline deadline) throws InterruptedException {
        return await(deadline, true);
    }

    /** Waits until no task runs; returns false if that took too long. */
    public synchronized boolean awaitWorkers(Deadline deadline) throws InterruptedException {
        return await(deadline, false);
    }

    private boolean await(Deadline deadline, boolean alsoWaiting) throws InterruptedException {
        while (crew.size() > 0 || (alsoWaiting && !table.isEmpty() && !paused)) {
            long left = deadline.leftMillis();
            if (left == 0) {
                return false;
            }
            wait(left);
        }
        return !alsoWaiting || table.isEmpty();
    }

    /** Takes no more tasks, begins none, and returns those that waited. */
    public synchronized List<Task> stop() {
        stopped = true;
        List<Task> waiting = new ArrayList<>();
        int unused = table.removeIf(waiting::add);
        gates.end(held -> held.removeIf(waiting::add));
        table.endEmpty();
        size -= waiting.size();
        // an executor that took a worker and does not begin it is not waited for
        crew.giveUpUnbegun();
        notifyAll();
        return waiting;
    }

    /** Returns whether the current thread runs a task of these lanes. */
    public boolean isCurrent() {
        return Worker.isOf(this);
    }
}
