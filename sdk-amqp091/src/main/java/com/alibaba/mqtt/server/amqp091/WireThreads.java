package com.alibaba.mqtt.server.amqp091;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one connection: they call receivers, and run what blocks.
 *
 * <ol>
 *   <li>There is one from the beginning to the end, and others as they are needed. No bound is needed: the library runs one
 *       task per channel at a time, the wire a few, and a receiver keeps only as many as it wants.
 *   <li>No task is refused and none is lost, as the library has no way back from that: if this machine creates no thread now,
 *       a task waits for one that is free, or for {@link #retry()}.
 *   <li>No task can end a thread.
 *   <li>After the end the remaining tasks run where they are handed over; they only find out that there is nothing left to
 *       do.
 * </ol>
 */
final class WireThreads extends ThreadPoolExecutor {
    private static final int IDLE_SECONDS = 10;

    private final BiConsumer<@Nullable String, @Nullable Throwable> trouble;

    /** @param trouble is called with what goes wrong, and with null when a task was handed over */
    WireThreads(ThreadFactory threads, BiConsumer<@Nullable String, @Nullable Throwable> trouble) {
        super(
                1,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new HandOver(),
                threads,
                (task, pool) -> task.run());
        this.trouble = trouble;
    }

    /** Gives a task to a thread that is free; else a thread is created for it. {@code put} lets it wait. */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    @Override
    public void execute(Runnable task) {
        Runnable guarded = () -> run(task);
        try {
            super.execute(guarded);
        } catch (Throwable e) {
            // Throwable: OutOfMemoryError if the system gives no thread now
            trouble.accept("no thread can be created; deliveries wait for one that is free", e);
            getQueue().add(guarded);
            return;
        }
        trouble.accept(null, null);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // Throwable: the thread must live
            trouble.accept("a task failed", e);
        }
        try {
            Receiving.endOfBlock();
        } catch (Throwable e) {
            // Throwable: as above
            trouble.accept("a receiver failed", e);
        }
    }

    /** Creates a thread for the tasks that wait for one, if there are any. */
    void retry() {
        if (!getQueue().isEmpty()) {
            execute(() -> {});
        }
    }
}
