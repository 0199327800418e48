package com.alibaba.mqtt.server;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The gates that are shut now; mostly none. Guarded by the monitor of the lanes. */
final class Gates {
    private final Set<Gate> shut = new HashSet<>();

    /** Whether none is shut. */
    boolean areOpen() {
        return shut.isEmpty();
    }

    /** Takes a task that has just come; false if nothing is in its way. */
    boolean hold(Lanes.Task task) {
        return task.gate() != null && task.gate().hold(task);
    }

    /** Shuts the gate of a task that runs, and takes it. */
    void shut(Lanes.Task refused, long untilNanos, String why, Collection<Lane> lanes) {
        shut.add(refused.gate());
        refused.gate().shut(refused, untilNanos, why, lanes);
    }

    /** The task is over, and was not refused. */
    void ended(Lanes.Task task) {
        if (task.gate() != null) {
            task.gate().ended(task);
        }
    }

    /** The task ends without having been tried. */
    void untried(Lanes.Task task) {
        if (task.gate() != null) {
            task.gate().untried(task);
        }
    }

    /** Forgets tasks that are held; returns how many. */
    int forget(Predicate<Lanes.Task> useless) {
        return shut.stream().mapToInt(gate -> gate.forget(useless)).sum();
    }

    /** Puts tasks that may be done now into their lanes. */
    void letGo(long now, Set<String> hung, Function<String, Lane> lanes) {
        for (Gate gate : shut) {
            Lanes.Task due = gate.due(now, hung);
            while (due != null) {
                // first: it may throw for want of memory
                Lane lane = lanes.apply(due.key());
                gate.release(due);
                lane.add(due);
                due = gate.due(now, hung);
            }
        }
        shut.removeIf(Gate::open);
    }

    /** After how many milliseconds {@link #letGo} is needed, if nothing happens. */
    long leftMillis(long now, long none) {
        long left = none;
        for (Gate gate : shut) {
            left = Math.min(left, gate.leftMillis(now, none));
        }
        return left;
    }

    /** Opens all, and hands over what they hold. */
    void end(Consumer<Lane> waiting) {
        shut.forEach(gate -> waiting.accept(gate.end()));
        shut.clear();
    }
}
