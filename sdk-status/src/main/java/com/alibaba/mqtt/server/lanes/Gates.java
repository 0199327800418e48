package com.alibaba.mqtt.server.lanes;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The gates that are shut now; mostly none. Guarded by the monitor of the lanes. */
final class Gates {
    private final Set<Gate> shut = new HashSet<>();

    /** Returns whether none is shut. */
    boolean areOpen() {
        return shut.isEmpty();
    }

    /** Takes a task that has just come; returns false if nothing is in its way. */
    boolean hold(Task task) {
        Gate gate = task.gate();
        return gate != null && gate.hold(task);
    }

    /** Shuts the gate of a task that runs, and takes it. */
    void shut(Task refused, long untilNanos, String why, LaneTable lanes) {
        Gate gate = Objects.requireNonNull(refused.gate(), "a task without a gate was refused");
        shut.add(gate);
        gate.shut(refused, untilNanos, why, lanes);
    }

    /** The task is over, and was not refused. */
    void ended(Task task) {
        Gate gate = task.gate();
        if (gate != null) {
            gate.ended(task);
        }
    }

    /** The task ends without having been tried. Returns true. */
    boolean untried(Task task) {
        Gate gate = task.gate();
        if (gate != null) {
            gate.untried(task);
        }
        return true;
    }

    /** Forgets tasks that are held; returns how many. */
    int forget(Predicate<Task> useless) {
        return shut.stream().mapToInt(gate -> gate.forget(useless)).sum();
    }

    /** Puts tasks that may be done now into their lanes. */
    void letGo(long now, Set<String> hung, LaneTable lanes) {
        for (Gate gate : shut) {
            Task due = gate.due(now, hung);
            while (due != null) {
                // first: it may throw for want of memory
                Lane lane = lanes.of(due.key());
                gate.release(due);
                lane.add(due);
                due.waitsInLane();
                due = gate.due(now, hung);
            }
        }
        shut.removeIf(Gate::open);
    }

    /** Returns after how many milliseconds {@link #letGo} is needed, if nothing happens. */
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
