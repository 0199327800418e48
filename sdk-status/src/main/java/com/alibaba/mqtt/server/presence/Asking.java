package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.ForeignText;
import com.alibaba.mqtt.server.internal.Workers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The border to the user's queries. Each call runs on a thread that may be given up: one that takes longer than the
 * time-out is interrupted, reported, and not waited for any more. While {@value #MAX_HANGING} of them hang, none is made.
 */
final class Asking {
    static final int MAX_HANGING = 4;

    private final Workers threads;
    private final Failures failures;
    private final long timeoutNanos;
    private final LongSupplier nanos;
    private final Runnable whenDone;
    /** Given up and not back. */
    private final Set<Call> hanging = new HashSet<>();

    private volatile Call present;

    /** A question: one of the user's queries. */
    @FunctionalInterface
    interface Question {
        Map<String, Boolean> ask(List<String> clientIds) throws Exception;
    }

    /** @param whenDone is called when a call is over, on any thread */
    Asking(Workers threads, Failures failures, long timeoutNanos, LongSupplier nanos, Runnable whenDone) {
        this.threads = threads;
        this.failures = failures;
        this.timeoutNanos = timeoutNanos;
        this.nanos = nanos;
        this.whenDone = whenDone;
    }

    /** Tells whether so many calls hang that there may be no other. */
    boolean isFull() {
        return hanging() >= MAX_HANGING;
    }

    int hanging() {
        synchronized (hanging) {
            return hanging.size();
        }
    }

    /** Begins to ask; it may be over when this returns. */
    Call ask(Question question, List<String> clientIds) {
        Call call = new Call(question, clientIds);
        present = call;
        threads.start(call);
        return call;
    }

    /** Interrupts the present call. */
    void interrupt() {
        Call call = present;
        if (call != null) {
            call.interrupt();
        }
    }

    /** Returns for how long the present call runs, in nanoseconds; 0 if none does. */
    long presentNanos() {
        Call call = present;
        return call == null || call.over ? 0 : nanos.getAsLong() - call.begunAt;
    }

    /** One call of a query. */
    final class Call extends Workers.Worker {
        private final Question question;
        private final List<String> clientIds;
        private final long begunAt = nanos.getAsLong();
        private Thread thread;
        private Map<String, Boolean> answers;
        private boolean givenUp;
        private volatile boolean over;
        private volatile boolean failed;

        private Call(Question question, List<String> clientIds) {
            this.question = question;
            this.clientIds = clientIds;
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
                Map<String, Boolean> found = question.ask(clientIds);
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
                failed = true;
            }
            // here, so that an onError that hangs is a call that hangs
            failures.ofQuery(about(), e);
        }

        private String about() {
            return clientIds.size() == 1 ? clientIds.get(0) : null;
        }

        @Override
        protected void end(Throwable died) {
            if (died != null) {
                failed = true;
            }
            over = true;
            synchronized (hanging) {
                hanging.remove(this);
            }
            whenDone.run();
        }

        boolean isOver() {
            return over;
        }

        /** Returns the answers; null if it failed, which is reported. */
        synchronized Map<String, Boolean> answers() {
            return failed ? null : answers;
        }

        long leftMillis() {
            return TimeUnit.NANOSECONDS.toMillis(timeoutNanos - (nanos.getAsLong() - begunAt));
        }

        /** Waits for it no more, and interrupts it. */
        void giveUp() {
            synchronized (hanging) {
                if (over) {
                    return;
                }
                hanging.add(this);
            }
            present = null;
            interrupt();
        }

        synchronized void interrupt() {
            givenUp = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        ServerException timedOut() {
            return new ServerException(
                    ErrorCode.TIMED_OUT,
                    "no answer to the query about "
                            + (clientIds.size() == 1
                                    ? ForeignText.visible(clientIds.get(0))
                                    : clientIds.size() + " clients")
                            + " within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                            + " ms; it was interrupted and is not waited for any more",
                    true,
                    null);
        }
    }

    /** Reports a call that was given up, on a thread that may hang: onError is the user's. */
    void reportTimeout(Call call) {
        threads.start(new Workers.Worker() {
            @Override
            protected void work() {
                failures.ofQuery(call.about(), call.timedOut());
            }

            @Override
            protected void end(Throwable died) {
                // no place is held
            }
        });
    }

    /** Ends the trouble of queries, if there is one. */
    void worked() {
        failures.queryWorked();
    }
}
