package com.alibaba.mqtt.server.lanes;

import com.alibaba.mqtt.server.internal.Workers;
import org.jspecify.annotations.Nullable;

/** Runs tasks of the lanes until none is ready. All fields but {@code starter} are guarded by the monitor of the lanes. */
final class Worker extends Workers.Worker {
    /** The lanes whose task the thread runs; null for a foreign thread. */
    private static final ThreadLocal<@Nullable Lanes> CURRENT = new ThreadLocal<>();

    final long createdNanos = System.nanoTime();
    private final Lanes lanes;
    /** Who hands it to the executor now; seen by that thread only. */
    private @Nullable Thread starter;
    /** Who works; null until it begins. */
    @Nullable
    Thread thread;

    @Nullable
    Lane lane;

    @Nullable
    Task running;
    /** When the task began. */
    long sinceNanos;
    /** Whether the task runs longer than a tick. */
    boolean stuck;
    /** Whether it was reported that the task hangs. */
    boolean reported;

    boolean ended;

    Worker(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Returns whether the executor took it. */
    boolean start(Workers threads) {
        starter = Thread.currentThread();
        boolean started = threads.start(this);
        starter = null;
        return started;
    }

    @Override
    protected void work() {
        if (starter == Thread.currentThread()) {
            throw new IllegalStateException("the executor ran a worker in the thread that called execute(), which"
                    + " reads the socket or keeps the time; no listener call was begun");
        }
        if (!lanes.begin(this)) {
            return;
        }
        CURRENT.set(lanes);
        try {
            for (Task task = lanes.next(this); task != null; task = lanes.next(this)) {
                task.run();
            }
        } finally {
            // not removed, as the thread will likely work again
            CURRENT.set(null);
        }
    }

    /** Returns whether the current thread runs a task of the lanes. */
    static boolean isOf(Lanes lanes) {
        return CURRENT.get() == lanes;
    }

    @Override
    protected void end(@Nullable Throwable died) {
        lanes.end(this);
    }

    boolean isLongerThan(long nanos, long now) {
        return running != null && now - sinceNanos > nanos;
    }
}
