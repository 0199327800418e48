package com.alibaba.mqtt.server.presence.reconcile;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.Workers;
import com.alibaba.mqtt.server.presence.guard.Failures;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the user's queries. Each call runs on a thread that may be given up: one that takes longer than the
 * time-out is interrupted, reported, and not waited for any more. While {@value #MAX_HANGING} of them hang, none is made.
 * Thread-safe. Internal, not exported.
 */
public final class QueryCalls {
    public static final int MAX_HANGING = 4;
    /** So many concurrently, so that the time one takes does not bound how many are made in a second. */
    public static final int MAX_CALLS = 8;

    private final Workers threads;
    private final Failures failures;
    private final long timeoutNanos;
    private final LongSupplier nanos;
    private final Runnable whenDone;
    /** Begun, not over and not given up. */
    private final Set<Call> present = new HashSet<>();
    /** Given up and not back. */
    private final Set<Call> hanging = new HashSet<>();

    /** One of the user's queries. */
    @FunctionalInterface
    public interface Query {
        /** Asks about clients; those that the answer leaves out are not known to the service. */
        Map<String, Boolean> ask(List<String> clientIds) throws Exception;
    }

    /**
     * Creates one whose calls may take so long.
     *
     * @param whenDone is called when a call is over, on any thread
     */
    public QueryCalls(Workers threads, Failures failures, long timeoutNanos, LongSupplier nanos, Runnable whenDone) {
        this.threads = threads;
        this.failures = failures;
        this.timeoutNanos = timeoutNanos;
        this.nanos = nanos;
        this.whenDone = whenDone;
    }

    long timeoutMillis() {
        return TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
    }

    /** Returns whether there may be no other call now. */
    synchronized boolean isFull() {
        return hanging.size() >= MAX_HANGING || present.size() >= MAX_CALLS;
    }

    /** Returns how many hang that were given up. */
    public synchronized int hanging() {
        return hanging.size();
    }

    /**
     * Begins a call; it may be over when this returns.
     *
     * @param isReported whether a failure is new
     */
    Call begin(Query query, List<String> clientIds, boolean isReported) {
        Call call = new Call(query, clientIds, isReported);
        synchronized (this) {
            present.add(call);
        }
        threads.start(call);
        return call;
    }

    /** Interrupts the calls that run. */
    public void interrupt() {
        Set<Call> running;
        synchronized (this) {
            running = Set.copyOf(present);
        }
        running.forEach(Call::interrupt);
    }

    /** Returns for how long the longest call runs that is not given up, in nanoseconds; 0 if none does. */
    public synchronized long longestNanos() {
        long now = nanos.getAsLong();
        return present.stream().mapToLong(call -> now - call.begunAt).max().orElse(0);
    }

    /** One call of a query. */
    final class Call extends Workers.Worker {
        private final Query query;
        private final List<String> clientIds;
        private final boolean isReported;
        private final long begunAt = nanos.getAsLong();
        private @Nullable Thread thread;
        private @Nullable Map<String, Boolean> answers;
        private boolean givenUp;
        private volatile boolean over;
        private volatile @Nullable Throwable failure;

        private Call(Query query, List<String> clientIds, boolean isReported) {
            this.query = query;
            this.clientIds = clientIds;
            this.isReported = isReported;
        }

        @Override
        protected void work() {
            synchronized (this) {
                if (givenUp) {
                    return;
                }
                thread = Thread.currentThread();
            }
            boolean interrupted = Thread.currentThread().isInterrupted();
            try {
                Map<String, Boolean> found = query.ask(clientIds);
                synchronized (this) {
                    answers = found;
                }
            } catch (Throwable e) {
                // Throwable: it is the user's
                failed(e);
            } finally {
                synchronized (this) {
                    thread = null;
                }
                if (!interrupted) {
                    // one that the query left behind, or ours
                    boolean unused = Thread.interrupted();
                }
            }
        }

        private void failed(Throwable e) {
            synchronized (this) {
                if (givenUp) {
                    // reported already
                    return;
                }
                failure = e;
            }
            if (isReported) {
                // here, so that an onError that hangs is a call that hangs
                failures.ofQuery(about(), e);
            }
        }

        private @Nullable String about() {
            return clientIds.size() == 1 ? clientIds.get(0) : null;
        }

        @Override
        protected void end(@Nullable Throwable died) {
            if (died != null) {
                failure = died;
            }
            over = true;
            synchronized (QueryCalls.this) {
                present.remove(this);
                hanging.remove(this);
            }
            whenDone.run();
        }

        boolean isOver() {
            return over;
        }

        /** Returns the answers; null if it failed. */
        synchronized @Nullable Map<String, Boolean> answers() {
            return failure != null ? null : answers;
        }

        /** Returns what it threw; null if it answered, or was given up. */
        @Nullable
        Throwable failure() {
            return failure;
        }

        long leftMillis() {
            return TimeUnit.NANOSECONDS.toMillis(timeoutNanos - (nanos.getAsLong() - begunAt));
        }

        /** Waits for it no more, interrupts it, and reports it. */
        void giveUp() {
            synchronized (QueryCalls.this) {
                if (over) {
                    return;
                }
                present.remove(this);
                hanging.add(this);
            }
            interrupt();
            reportTimeout();
        }

        synchronized void interrupt() {
            givenUp = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        /** On a thread that may hang: onError is the user's. */
        private void reportTimeout() {
            threads.start(new Workers.Worker() {
                @Override
                protected void work() {
                    failures.ofQuery(about(), timedOut());
                }

                @Override
                protected void end(@Nullable Throwable died) {
                    // no place is held
                }
            });
        }

        ServerException timedOut() {
            return new ServerException(
                    ErrorCode.TIMED_OUT,
                    "no answer to the query about "
                            + (clientIds.size() == 1
                                    ? ForeignText.visible(clientIds.get(0))
                                    : clientIds.size() + " clients")
                            + " within " + timeoutMillis() + " ms; it was interrupted and is not waited for any more",
                    true,
                    null);
        }
    }

    /** Ends the trouble of queries, if there is one. */
    void worked() {
        failures.queryWorked();
    }
}
