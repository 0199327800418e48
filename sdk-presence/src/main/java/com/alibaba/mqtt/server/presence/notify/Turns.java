package com.alibaba.mqtt.server.presence.notify;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Workers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which clients wait to be notified of, and which threads are at it. Thread-safe.
 *
 * <ol>
 *   <li>A client is in {@code running} at most once; so its actions never meet, and come in the order of its changes.
 *   <li>Each client waits once, and at most {@value #MAX_WAITING} do.
 *   <li>A worker's place comes back however it ends, and once: an executor may throw and run it all the same, or late.
 *   <li>Nothing foreign is called under the monitor.
 * </ol>
 */
final class Turns {
    static final int MAX_WAITING = 10_000;

    private final Workers executor;
    private final int maxWorkers;
    private final Consumer<Turn> action;
    private final Runnable whenRefused;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> running = new HashSet<>();
    private final Set<Turn> begun = new HashSet<>();
    /** Handed over and not ended, so more than have begun. */
    private int workers;

    private volatile boolean stopped;
    private boolean ended;

    /**
     * Creates one without clients.
     *
     * @param action is called for each client, and does not throw
     * @param whenRefused is called when the executor takes no work
     */
    Turns(Workers executor, int maxWorkers, Consumer<Turn> action, Runnable whenRefused) {
        this.executor = executor;
        this.maxWorkers = maxWorkers;
        this.action = action;
        this.whenRefused = whenRefused;
    }

    /** One thread's turn, until nothing waits. */
    final class Turn extends Workers.Worker {
        private @Nullable Thread thread;
        private @Nullable String clientId;
        private long since;
        private boolean over;
        /** Null if no claim is to be kept. */
        private volatile @Nullable Claim claim;

        /** Returns the client whose turn it is; for the thread whose turn it is. */
        String clientId() {
            return Objects.requireNonNull(clientId);
        }

        void claimed(@Nullable Claim claim) {
            this.claim = claim;
        }

        @Override
        protected void work() {
            boolean interrupted = Thread.currentThread().isInterrupted();
            while (takeNext(this)) {
                action.accept(this);
                if (!interrupted) {
                    // an interrupt that an action left behind is not meant for the next one
                    boolean unused = Thread.interrupted();
                }
            }
        }

        @Override
        protected void end(@Nullable Throwable died) {
            giveBack(this);
        }
    }

    /** The claim of a change whose action runs. */
    static final class Claim {
        final String clientId;
        final long number;
        volatile long until;

        Claim(String clientId, long number, long until) {
            this.clientId = clientId;
            this.number = number;
            this.until = until;
        }
    }

    /**
     * Takes a client; false if there is no place for it now, or the executor takes no work. Does not block, unless the
     * executor does.
     */
    boolean add(String clientId) {
        synchronized (this) {
            if (stopped) {
                return false;
            }
            if (waiting.size() >= MAX_WAITING && !waiting.contains(clientId)) {
                return false;
            }
            waiting.add(clientId);
            if (workers == maxWorkers) {
                return true;
            }
            workers++;
        }
        return begin();
    }

    /** Asks an executor again that took no work when it was asked. */
    void wake() {
        synchronized (this) {
            if (stopped || workers >= Math.min(maxWorkers, waiting.size())) {
                return;
            }
            workers++;
        }
        begin();
    }

    private boolean begin() {
        boolean taken = executor.start(new Turn());
        if (!taken) {
            whenRefused.run();
        }
        return taken;
    }

    /** Returns whether the executor took no work when it was last asked. */
    boolean isRefused() {
        return executor.isFailing();
    }

    private synchronized boolean takeNext(Turn turn) {
        if (turn.thread == null) {
            turn.thread = Thread.currentThread();
            begun.add(turn);
        }
        running.remove(turn.clientId);
        turn.clientId = null;
        Iterator<String> next = waiting.iterator();
        // looks at no more than the running ones and one more
        while (!stopped && next.hasNext()) {
            String clientId = next.next();
            if (running.add(clientId)) {
                next.remove();
                turn.clientId = clientId;
                turn.since = System.nanoTime();
                return true;
            }
        }
        // in the same step: else one that waits from now on could find all places taken by who takes no more
        giveBack(turn);
        return false;
    }

    private synchronized void giveBack(Turn turn) {
        if (!turn.over) {
            turn.over = true;
            running.remove(turn.clientId);
            begun.remove(turn);
            workers--;
            notifyAll();
        }
    }

    /** Returns the claims that end earlier than so many milliseconds from now. */
    synchronized List<Claim> endingClaims(long now, long withinMillis) {
        List<Claim> ending = new ArrayList<>();
        for (Turn turn : begun) {
            Claim claim = turn.claim;
            if (claim != null && claim.until - now < withinMillis) {
                ending.add(claim);
            }
        }
        return ending;
    }

    synchronized int waiting() {
        return waiting.size() + running.size();
    }

    /** Returns for how long the longest turn of a client takes that is under way, in nanoseconds. */
    synchronized long longestNanos() {
        long now = System.nanoTime();
        return begun.stream()
                .filter(turn -> turn.clientId != null)
                .mapToLong(turn -> now - turn.since)
                .max()
                .orElse(0);
    }

    /** Begins no turn any more. */
    synchronized void stop() {
        stopped = true;
        waiting.clear();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Lets no other action begin. */
    synchronized void end() {
        ended = true;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Returns whether the current thread has a turn. */
    synchronized boolean isCurrent() {
        return begun.stream().anyMatch(turn -> turn.thread == Thread.currentThread());
    }

    /** Waits for all turns, but for that of the current thread; true if all ended in time. */
    synchronized boolean awaitEnd(Deadline deadline) throws InterruptedException {
        int own = isCurrent() ? 1 : 0;
        while (begun.size() > own) {
            long left = deadline.leftMillis();
            if (left == 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
