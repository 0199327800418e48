package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.DaemonThreads;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.internal.Workers;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a tracker, all daemons: a timer, one that decides what to ask, and those on which actions and queries
 * run. What dies is started again.
 */
final class TrackerThreads {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceTracker.class);
    private static final long IDLE_THREAD_SECONDS = 60;
    /** Those that hang, those that ask, and one that reports. */
    private static final int MAX_QUERY_THREADS = Asking.MAX_HANGING + Asking.MAX_CALLS + 1;

    private static final long MAX_NANOS_FOR_QUERIES = TimeUnit.SECONDS.toNanos(1);

    final Workers forActions;
    final Workers forQueries;
    private final String name;
    private final ExecutorService ownActions;
    private final ExecutorService ownQueries;
    private final WatchedStep timerStep;
    private final WatchedStep askerStep;
    private final Loop timer;
    private final Loop asker;
    private volatile boolean started;
    private volatile boolean missing;
    private volatile boolean ended;
    private boolean askerEnded;

    /**
     * Makes what starts threads, and none yet.
     *
     * @param actions null for own threads
     * @param queries null for own threads
     * @param askerStep null if there is nobody to ask
     */
    TrackerThreads(String name, Executor actions, Executor queries, Loop.Step timerStep, Loop.Step askerStep) {
        this.name = name;
        this.ownActions = actions == null ? pool("-action-", Integer.MAX_VALUE) : null;
        this.ownQueries = queries == null ? pool("-query-", MAX_QUERY_THREADS) : null;
        this.forActions =
                new Workers(actions == null ? ownActions : actions, new StateLog(LOG, name + ": the executor fails"));
        this.forQueries = new Workers(
                queries == null ? ownQueries : queries, new StateLog(LOG, name + ": queries get no thread"));
        this.timerStep = new WatchedStep(timerStep);
        this.askerStep = askerStep == null ? null : new WatchedStep(askerStep);
        this.timer = new Loop(
                name + "-timer",
                true,
                this.timerStep,
                new StateLog(LOG, name + ": the store fails, what is due is told later"));
        this.asker = askerStep == null
                ? null
                : new Loop(
                        name + "-queries",
                        true,
                        this.askerStep,
                        new StateLog(LOG, name + ": the store fails, questions are asked later"));
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

    /** Starts the timer, and if there is somebody to ask the thread for that. */
    void start() {
        started = true;
        startMissing();
    }

    private void startMissing() {
        boolean timerRuns = timer.start();
        boolean askerRuns = asker == null || asker.start();
        missing = !timerRuns || !askerRuns;
    }

    /** Starts those threads for which the JVM had no room before. Cheap if there are none. */
    void ensureStarted() {
        if (missing && !ended) {
            startMissing();
        }
    }

    /** Has the timer look now. */
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
            protected void end(Throwable died) {
                // no place is held
            }
        };
    }

    /** Has the one that asks look now. */
    void wakeAsker() {
        if (asker != null) {
            asker.wake();
        }
    }

    /** Begins to end; interrupts the timer and the one that asks. */
    void end() {
        ended = true;
        timer.end();
        if (asker != null) {
            asker.end();
        }
    }

    /**
     * After {@link #end}: waits for all but the present thread, interrupted or not; the flag is kept. For queries, which
     * were interrupted, it waits a second at most: what does not heed that can take any time.
     *
     * @return false if the deadline came first
     */
    boolean awaitEnd(Teller teller, Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return awaitAll(teller, deadline);
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

    private boolean awaitAll(Teller teller, Deadline deadline) throws InterruptedException {
        boolean all = teller.awaitEnd(deadline);
        all &= timer.awaitEnd(deadline);
        askerEnded = asker == null || asker.awaitEnd(deadline);
        all &= askerEnded;
        shutDown();
        if (ownActions != null && !teller.isCurrent()) {
            all &= ownActions.awaitTermination(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        }
        if (ownQueries != null && !isQueryThread()) {
            long left = Math.min(deadline.leftNanos(), MAX_NANOS_FOR_QUERIES);
            all &= ownQueries.awaitTermination(left, TimeUnit.NANOSECONDS);
        }
        return all;
    }

    /** After {@link #awaitEnd}, by the same thread: tells whether the one that asks has ended. */
    boolean hasAskerEnded() {
        return askerEnded;
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
    Throwable timerTrouble() {
        return timer.trouble();
    }

    Throwable askerTrouble() {
        return asker == null ? null : asker.trouble();
    }

    long timerNanos() {
        return timerStep.nanos();
    }

    long askerNanos() {
        return askerStep == null ? 0 : askerStep.nanos();
    }

    /** Tells whether the timer and the one that asks are there; true before they are wanted. */
    boolean areThere() {
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
