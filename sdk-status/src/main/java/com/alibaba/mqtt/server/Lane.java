package com.alibaba.mqtt.server;

import java.util.function.Predicate;

/** The tasks of one key that wait, in order. Needs no memory when tasks are added. Not thread-safe. */
final class Lane {
    String key;
    Lanes.Task first;
    private Lanes.Task last;
    private Lane next;

    void add(Lanes.Task task) {
        if (first == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
    }

    Lanes.Task poll() {
        Lanes.Task task = first;
        first = task.next;
        task.next = null;
        return task;
    }

    /** The first of this kind; null if there is none. */
    Lanes.Task first(Predicate<Lanes.Task> kind) {
        Lanes.Task task = first;
        while (task != null && !kind.test(task)) {
            task = task.next;
        }
        return task;
    }

    /** Removes tasks, each of which is in no lane when it is tested; returns how many. */
    int removeIf(Predicate<Lanes.Task> useless) {
        int removed = 0;
        Lanes.Task task = first;
        first = null;
        while (task != null) {
            Lanes.Task following = task.next;
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
        private Lane first;
        private Lane last;
        private int size;

        void add(Lane lane) {
            lane.next = null;
            if (first == null) {
                first = lane;
            } else {
                last.next = lane;
            }
            last = lane;
            size++;
        }

        /** Null if there is none. */
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
