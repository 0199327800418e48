package com.alibaba.mqtt.server.presence.engine;

import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.internal.Workers;
import com.alibaba.mqtt.server.presence.notify.Notifier;
import com.alibaba.mqtt.server.presence.reconcile.QueryCalls;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The threads of a tracker, all daemons: a timer, one for the reconciler, and those on which actions and queries
 * run. What dies is started again. Thread-safe. Internal, not exported.
 */
public final class TrackerThreads {
    private static final long IDLE_THREAD_SECONDS = 60;
    /** Those that hang, those that run, and one that reports. */
    private static final int MAX_QUERY_THREADS = QueryCalls.MAX_HANGING + QueryCalls.MAX_CALLS + 1;

    private static final long MAX_NANOS_FOR_QUERIES = TimeUnit.SECONDS.toNanos(1);

    final Workers forActions;
    final Workers forQueries;
    private final String name;
    private final @Nullable ExecutorService ownActions;
    private final @Nullable ExecutorService ownQueries;
    private final WatchedStep timerStep;
    private final @Nullable WatchedStep reconcilerStep;
    private final Loop timer;
    private final @Nullable Loop reconciler;
    private volatile boolean started;
    private volatile boolean missing;
    private volatile boolean ended;
    private boolean reconcilerEnded;

    /**
     * Creates what starts threads, and none yet.
     *
     * @param actions null for own threads
     * @param queries null for own threads
     * @param reconcilerStep null if there is nobody to ask
     */
    TrackerThreads(
            String name,
            Logger log,
            @Nullable Executor actions,
            @Nullable Executor queries,
            Loop.Step timerStep,
            Loop.@Nullable Step reconcilerStep) {
        this.name = name;
        Executor onActions = actions;
        ExecutorService actionPool = null;
        if (onActions == null) {
            onActions = actionPool = pool("-action-", Integer.MAX_VALUE);
        }
        Executor onQueries = queries;
        ExecutorService queryPool = null;
        if (onQueries == null) {
            onQueries = queryPool = pool("-query-", MAX_QUERY_THREADS);
        }
        this.ownActions = actionPool;
        this.ownQueries = queryPool;
        this.forActions = new Workers(onActions, new StateLog(log, name + ": the executor fails"));
        this.forQueries = new Workers(onQueries, new StateLog(log, name + ": queries get no thread"));
        this.timerStep = new WatchedStep(timerStep);
        WatchedStep watched = reconcilerStep == null ? null : new WatchedStep(reconcilerStep);
        this.reconcilerStep = watched;
        this.timer = new Loop(
                name + "-timer",
                true,
                this.timerStep,
                new StateLog(log, name + ": the store fails, what is due is notified later"));
        this.reconciler = watched == null
                ? null
                : new Loop(
                        name + "-queries",
                        true,
                        watched,
                        new StateLog(log, name + ": the store fails, rechecks are put later"));
    }

    private ExecutorService pool(String role, int max) {
        // who uses it bounds the work; a thread that just finished its work may not be idle yet
        return new ThreadPoolExecutor(
                0,
                max,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DaemonThreads(name + role));
    }

    /** Starts the timer, and if there is somebody to ask the reconciler. */
    void start() {
        started = true;
        startMissing();
    }

    private void startMissing() {
        boolean timerRuns = timer.start();
        boolean reconcilerRuns = reconciler == null || reconciler.start();
        missing = !timerRuns || !reconcilerRuns;
    }

    /** Starts those threads for which the JVM had no room before. Cheap if there are none. */
    void ensureStarted() {
        if (missing && !ended) {
            startMissing();
        }
    }

    /** Lets the timer look now. */
    void wakeTimer() {
        timer.wake();
    }

    /** Runs it where queries run, or here if there is no thread. */
    void runElsewhere(Runnable run) {
        if (!forQueries.start(workerOf(run))) {
            run.run();
        }
    }

    /**
     * Runs it where actions run.
     *
     * @throws RejectedExecutionException if there is no thread now
     */
    void runAsAction(Runnable run) {
        if (!forActions.start(workerOf(run))) {
            throw new RejectedExecutionException("no thread for it now");
        }
    }

    private static Workers.Worker workerOf(Runnable run) {
        return new Workers.Worker() {
            @Override
            protected void work() {
                run.run();
            }

            @Override
            protected void end(@Nullable Throwable died) {
                // no place is held
            }
        };
    }

    /** Lets the reconciler look now. */
    void wakeReconciler() {
        if (reconciler != null) {
            reconciler.wake();
        }
    }

    /** Begins to end; interrupts the timer and the reconciler. */
    void end() {
        ended = true;
        timer.end();
        if (reconciler != null) {
            reconciler.end();
        }
    }

    /**
     * After {@link #end}: waits for all but the present thread, interrupted or not; the flag is kept. For queries, which
     * were interrupted, it waits up to a second: what ignores that can take any time.
     *
     * @return false if the deadline came first
     */
    boolean awaitEnd(Notifier notifier, Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return awaitAll(notifier, deadline);
                } catch (InterruptedException e) {
                    // the deadline is what bounds this; else threads would stay
                    interrupted = true;
                }
            }
        } finally {
            shutDown();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean awaitAll(Notifier notifier, Deadline deadline) throws InterruptedException {
        boolean all = notifier.awaitEnd(deadline);
        all &= timer.awaitEnd(deadline);
        reconcilerEnded = reconciler == null || reconciler.awaitEnd(deadline);
        all &= reconcilerEnded;
        shutDown();
        if (ownActions != null && !notifier.isCurrent()) {
            all &= ownActions.awaitTermination(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        }
        if (ownQueries != null && !isQueryThread()) {
            long left = Math.min(deadline.leftNanos(), MAX_NANOS_FOR_QUERIES);
            all &= ownQueries.awaitTermination(left, TimeUnit.NANOSECONDS);
        }
        return all;
    }

    /** After {@link #awaitEnd}, by the same thread: returns whether the reconciler has ended. */
    boolean hasReconcilerEnded() {
        return reconcilerEnded;
    }

    private void shutDown() {
        if (ownActions != null) {
            ownActions.shutdown();
        }
        if (ownQueries != null) {
            ownQueries.shutdown();
        }
    }

    private boolean isQueryThread() {
        return Thread.currentThread().getName().startsWith(name + "-query-");
    }

    /** Returns what ails the timer: what its last step threw, or why there is no thread; null if nothing does. */
    public @Nullable Throwable timerTrouble() {
        return timer.trouble();
    }

    public @Nullable Throwable reconcilerTrouble() {
        return reconciler == null ? null : reconciler.trouble();
    }

    public long timerNanos() {
        return timerStep.nanos();
    }

    public long reconcilerNanos() {
        return reconcilerStep == null ? 0 : reconcilerStep.nanos();
    }

    /** Returns whether the timer and the reconciler are there; true before they are wanted. */
    public boolean areThere() {
        return !started || !missing;
    }

    /** Knows for how long a step runs, so that one that hangs is seen. */
    private static final class WatchedStep implements Loop.Step {
        private final Loop.Step step;
        private volatile long since;
        private volatile boolean running;

        WatchedStep(Loop.Step step) {
            this.step = step;
        }

        @Override
        public long run() throws Exception {
            since = System.nanoTime();
            running = true;
            try {
                return step.run();
            } finally {
                running = false;
            }
        }

        long nanos() {
            long from = since;
            return running ? System.nanoTime() - from : 0;
        }
    }
}
