package com.alibaba.mqtt.server.lanes;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tasks of one key that wait, in order. Needs no memory when tasks are added. Not thread-safe. */
final class Lane {
    /** Set before the lane is used. */
    String key = "";

    @Nullable
    Task first;

    private @Nullable Task last;
    private @Nullable Lane next;

    void add(Task task) {
        Task before = last;
        if (first == null || before == null) {
            first = task;
        } else {
            before.next = task;
        }
        last = task;
    }

    /** Takes the first task; null if there is none. */
    @Nullable
    Task poll() {
        Task task = first;
        if (task != null) {
            first = task.next;
            task.next = null;
        }
        return task;
    }

    /** Returns the first of this kind; null if there is none. */
    @Nullable
    Task first(Predicate<Task> kind) {
        Task task = first;
        while (task != null && !kind.test(task)) {
            task = task.next;
        }
        return task;
    }

    /** Removes tasks, each of which is in no lane when it is tested; returns how many. */
    int removeIf(Predicate<Task> useless) {
        int removed = 0;
        Task task = first;
        first = null;
        while (task != null) {
            Task following = task.next;
            task.next = null;
            if (useless.test(task)) {
                removed++;
            } else {
                add(task);
            }
            task = following;
        }
        return removed;
    }

    /** Lanes in a row, each in one row at a time. Linked by themselves, so that adding cannot fail for want of memory. */
    static final class Row {
        private @Nullable Lane first;
        private @Nullable Lane last;
        private int size;

        void add(Lane lane) {
            lane.next = null;
            Lane before = last;
            if (first == null || before == null) {
                first = lane;
            } else {
                before.next = lane;
            }
            last = lane;
            size++;
        }

        /** Takes the first lane; null if there is none. */
        @Nullable
        Lane poll() {
            Lane lane = first;
            if (lane != null) {
                first = lane.next;
                size--;
            }
            return lane;
        }

        void removeIf(Predicate<Lane> useless) {
            Lane lane = first;
            first = null;
            size = 0;
            while (lane != null) {
                Lane following = lane.next;
                if (!useless.test(lane)) {
                    add(lane);
                }
                lane = following;
            }
        }

        int size() {
            return size;
        }
    }
}
