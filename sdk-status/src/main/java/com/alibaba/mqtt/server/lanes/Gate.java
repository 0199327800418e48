package com.alibaba.mqtt.server.lanes;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets the tasks of one source to its listener, or none while that says "not now".
 *
 * <ol>
 *   <li>Open, it costs nothing: its tasks wait in their lanes.
 *   <li>While it is shut they wait here, in order; but for the one that is tried, none waits in a lane. So they use no
 *       worker, and delay nobody else's.
 *   <li>What is refused comes first, then what waited in lanes, then what was here: each key keeps its order.
 *   <li>When its time is over one task is tried. That it ends unrefused, and nothing else, opens the gate.
 * </ol>
 *
 * Guarded by the monitor of the lanes, but for {@link #pause}.
 */
public final class Gate {
    /**
     * Why it is shut.
     *
     * @param since when its listener said "not now" for the first time
     * @param why the text of what it threw last, fit for a log
     */
    public record Pause(Instant since, String why) {}

    /** Null while it is open. */
    private volatile @Nullable Pause pause;

    private Lane held = new Lane();
    private int size;
    private long untilNanos;
    /** In a lane, or running; null for none. */
    private @Nullable Task tried;
    /** What was tried went through; it is about to open. */
    private boolean passed;

    /** Creates a gate that is open. */
    public Gate() {}

    /** Returns since when it is shut, and why; null while it is open. Any thread. */
    public @Nullable Pause pause() {
        return pause;
    }

    /** Takes a task that has just come; returns false if it is open. */
    boolean hold(Task task) {
        return pause != null && add(task);
    }

    private boolean add(Task task) {
        held.add(task);
        size++;
        task.waitsAtGate();
        return true;
    }

    /** Shuts it, or leaves it shut for longer. Takes the task that is refused, and those of its own from the lanes. */
    void shut(Task refused, long until, String why, LaneTable lanes) {
        Pause before = pause;
        pause = new Pause(before == null ? Instant.now() : before.since(), why);
        untilNanos = before == null || until - untilNanos > 0 ? until : untilNanos;
        tried = null;
        passed = false;
        Predicate<Task> own = task -> task.gate() == this && add(task);
        Lane later = held;
        held = new Lane();
        size = 0;
        add(refused);
        int unused = lanes.removeIf(own);
        later.removeIf(own);
    }

    /** The task is over, and was not refused. */
    void ended(Task task) {
        if (tried == task) {
            tried = null;
            passed = true;
        }
    }

    /** The task will not be tried after all. */
    void untried(Task task) {
        if (tried == task) {
            tried = null;
        }
    }

    /** Forgets tasks that wait here; returns how many. */
    int forget(Predicate<Task> useless) {
        int forgotten = held.removeIf(useless);
        size -= forgotten;
        return forgotten;
    }

    /**
     * Returns the task that is to go into its lane now; null for none.
     *
     * @param hung the keys of tasks that hang: one that is tried behind or as one of them is not waited for
     */
    @Nullable
    Task due(long now, Set<String> hung) {
        if (passed) {
            return held.first;
        }
        boolean trying = tried != null && !hung.contains(tried.key());
        return trying || now - untilNanos < 0 ? null : held.first(task -> !hung.contains(task.key()));
    }

    /** Lets go of a task that is due. */
    void release(Task due) {
        size--;
        if (held.first == due) {
            Task unused = held.poll();
        } else {
            held.removeIf(task -> task == due);
        }
        tried = passed ? null : due;
    }

    /** Opens if what was tried went through and all are let go; else returns false. */
    boolean open() {
        if (!passed || size > 0) {
            return false;
        }
        passed = false;
        pause = null;
        return true;
    }

    /** Returns after how many milliseconds something is due, at least 1; {@code none} while all depends on tasks that come or run. */
    long leftMillis(long now, long none) {
        if (passed) {
            return 1;
        }
        return tried != null || size == 0 ? none : Math.max(1, TimeUnit.NANOSECONDS.toMillis(untilNanos - now) + 1);
    }

    /** Opens immediately; returns what waited, which then belongs to the caller. */
    Lane end() {
        pause = null;
        tried = null;
        passed = false;
        size = 0;
        Lane waiting = held;
        held = new Lane();
        return waiting;
    }
}
