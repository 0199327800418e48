package com.alibaba.mqtt.server.internal;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers on an executor that may be the application's, and guards both borders:
 *
 * <ol>
 *   <li>Whatever {@link Executor#execute} throws, the worker is {@linkplain Worker#end ended}, and
 *       {@link #start} returns false; the caller tries again later. The failure is logged as a state.
 *   <li>Whatever {@link Worker#work} throws, the worker is ended; the thread goes back to its executor.
 *   <li>Each worker that was handed over ends once.
 * </ol>
 */
public final class Workers {
    /** One run of work on a thread of the executor. Used once. */
    public abstract static class Worker implements Runnable {
        private @Nullable Workers owner;
        private boolean taken;

        /** Works until there is nothing left to do. */
        protected abstract void work();

        /**
         * Gives the worker's place back.
         *
         * @param died what ended it against its will: thrown by the executor or by {@link #work}; null if it returned
         */
        protected abstract void end(@Nullable Throwable died);

        /** An executor may throw and run it nevertheless, or run it twice: only the first counts. */
        private synchronized boolean take() {
            boolean first = !taken;
            taken = true;
            return first;
        }

        @Override
        public final void run() {
            if (!take()) {
                return;
            }
            Workers by = Objects.requireNonNull(owner);
            @Nullable Throwable died = null;
            by.begun();
            try {
                work();
            } catch (Throwable e) {
                // Throwable: whatever it is, the place must come back
                died = e;
            } finally {
                end(died);
            }
            by.ended(died);
        }
    }

    private final Executor executor;
    private final StateLog log;
    /** Whether the last worker that ended died; a worker that merely begins is no end of that trouble. */
    private volatile boolean dying;

    /**
     * Creates a starter of workers.
     *
     * @param executor must not run them in the calling thread
     * @param log logs executors that take no work and workers that died
     */
    public Workers(Executor executor, StateLog log) {
        this.executor = executor;
        this.log = log;
    }

    /** Hands the worker to the executor. Returns false if that failed; the worker has ended then. */
    public boolean start(Worker worker) {
        worker.owner = this;
        try {
            executor.execute(worker);
        } catch (Throwable e) {
            // Throwable: a foreign executor throws what it likes, and the JVM an OutOfMemoryError if it can make no
            // thread
            if (worker.take()) {
                worker.end(e);
            }
            log.failed("the executor takes no work now; it is asked again", e);
            return false;
        }
        return true;
    }

    /** Has the worker work in the calling thread, guarded as on the executor. */
    public void runHere(Worker worker) {
        worker.owner = this;
        worker.run();
    }

    private void begun() {
        if (!dying) {
            log.over();
        }
    }

    private void ended(@Nullable Throwable died) {
        dying = died != null;
        if (dying) {
            log.failed("a worker died, another takes over", died);
        } else {
            log.over();
        }
    }

    /** Returns whether the last attempt to start a worker failed and none has begun since, or the last worker died. */
    public boolean isFailing() {
        return log.isOn();
    }
}
