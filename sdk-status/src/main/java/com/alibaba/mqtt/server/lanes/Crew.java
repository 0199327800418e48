package com.alibaba.mqtt.server.lanes;

import com.alibaba.mqtt.server.threads.Slowness;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** The workers that {@link Lanes} have now, and how quick they are. Guarded by the monitor of the lanes. */
final class Crew {
    private final int max;
    private final Set<Worker> workers = new HashSet<>();
    private int stuck;
    private long averageNanos;
    private long patienceNanos = Slowness.UNBEGUN_NANOS;

    /** @param max workers that may exist */
    Crew(int max) {
        this.max = max;
    }

    /** Returns how many more workers so many ready lanes are worth now. */
    int more(int ready) {
        return WakePolicy.more(averageNanos, ready, workers.size() - stuck, workers.size(), max);
    }

    /** Adds a worker; returns false if there are too many already. */
    boolean add(Worker worker) {
        return workers.size() < max && workers.add(worker);
    }

    int size() {
        return workers.size();
    }

    /** The current thread becomes the worker's; returns false if the worker was given up. */
    boolean begin(Worker worker) {
        if (worker.ended) {
            return false;
        }
        worker.thread = Thread.currentThread();
        patienceNanos = Slowness.UNBEGUN_NANOS;
        return true;
    }

    /** The worker's task is over. */
    void finished(Worker worker, long now) {
        averageNanos = WakePolicy.average(averageNanos, now - worker.sinceNanos);
        if (worker.stuck) {
            worker.stuck = false;
            stuck--;
        }
        worker.reported = false;
        worker.running = null;
        worker.lane = null;
    }

    /** Removes a worker; returns false if that was done before. */
    boolean end(Worker worker) {
        if (worker.ended) {
            return false;
        }
        worker.ended = true;
        workers.remove(worker);
        return true;
    }

    /** Finds those whose task runs longer than this. */
    void findStuck(long nanos, long now) {
        for (Worker worker : workers) {
            if (!worker.stuck && worker.isLongerThan(nanos, now)) {
                worker.stuck = true;
                stuck++;
            }
        }
    }

    /** Gives up those that the executor has not begun for too long; returns for how long that was, or 0 for none. */
    long giveUpLate(long now) {
        if (!giveUpUnbegun(now - patienceNanos)) {
            return 0;
        }
        long waited = patienceNanos;
        patienceNanos = Math.min(Slowness.MAX_UNBEGUN_NANOS, patienceNanos * 2);
        return waited;
    }

    /** Gives up all that were not begun. */
    void giveUpUnbegun() {
        boolean unused = giveUpUnbegun(System.nanoTime() + 1);
    }

    private boolean giveUpUnbegun(long createdBefore) {
        return workers.removeIf(worker -> {
            worker.ended |= worker.thread == null && worker.createdNanos - createdBefore < 0;
            return worker.ended;
        });
    }

    /** Shows those whose task runs longer than this. */
    void hanging(long nanos, Consumer<Worker> show) {
        long now = System.nanoTime();
        for (Worker worker : workers) {
            if (worker.isLongerThan(nanos, now)) {
                show.accept(worker);
            }
        }
    }

    /** Returns the tasks that run now. */
    List<Task> running() {
        return workers.stream()
                .map(worker -> worker.running)
                .filter(Objects::nonNull)
                .toList();
    }
}
