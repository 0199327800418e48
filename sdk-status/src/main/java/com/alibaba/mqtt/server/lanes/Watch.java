package com.alibaba.mqtt.server.lanes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the tasks that run for long, and what waits behind them. Any thread; takes the monitor of the lanes. */
public final class Watch {
    private final Object monitor;
    private final Crew crew;

    Watch(Object monitor, Crew crew) {
        this.monitor = monitor;
        this.crew = crew;
    }

    /** Returns how many tasks run longer than this. */
    public int count(long nanos) {
        AtomicInteger count = new AtomicInteger();
        synchronized (monitor) {
            crew.hanging(nanos, worker -> count.incrementAndGet());
        }
        return count.get();
    }

    /** Reports each task that runs longer than this, once, with its thread. */
    public void report(long nanos, BiConsumer<Task, Thread> report) {
        Map<Task, Thread> fresh = new HashMap<>();
        synchronized (monitor) {
            crew.hanging(nanos, worker -> {
                Thread thread = worker.thread;
                if (!worker.reported && worker.running != null && thread != null) {
                    worker.reported = true;
                    fresh.put(worker.running, thread);
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
    public void behind(long nanos, Consumer<Task> show) {
        synchronized (monitor) {
            crew.hanging(nanos, worker -> {
                Lane lane = worker.lane;
                for (Task task = lane == null ? null : lane.first; task != null; task = task.next) {
                    show.accept(task);
                }
            });
        }
    }

    /** Returns the tasks that run now. */
    public List<Task> running() {
        synchronized (monitor) {
            return crew.running();
        }
    }

    /** Returns the keys of the tasks that run longer than this. */
    Set<String> keys(long nanos) {
        Set<String> keys = new HashSet<>();
        synchronized (monitor) {
            crew.hanging(nanos, worker -> {
                @Nullable Task task = worker.running;
                if (task != null) {
                    keys.add(task.key());
                }
            });
        }
        return keys;
    }
}
