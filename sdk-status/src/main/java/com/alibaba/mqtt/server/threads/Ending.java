package com.alibaba.mqtt.server.threads;

import com.alibaba.mqtt.server.internal.Deadline;

/**
 * The waits of one call that ends something. An interrupt makes it hurry, and breaks it off nowhere; whoever interrupted
 * sees the thread's flag again at {@link #over}. For one thread.
 */
public final class Ending {
    /** For what needs no time if nothing hangs. */
    private static final long HURRY_MILLIS = 1_000;

    /** Something to wait for. */
    @FunctionalInterface
    public interface Wait {
        /** Returns whether it came about in time. */
        boolean until(Deadline deadline) throws InterruptedException;
    }

    private Deadline deadline;
    private boolean interrupted;

    /** Begins it on the current thread. */
    public Ending(Deadline deadline) {
        this.deadline = deadline;
        if (Thread.interrupted()) {
            hurry();
        }
    }

    private void hurry() {
        interrupted = true;
        deadline = Deadline.in(Math.max(1, Math.min(HURRY_MILLIS, deadline.leftMillis())));
    }

    /** Returns whether there was an interrupt. */
    public boolean isHurried() {
        return interrupted;
    }

    /** Waits; with the shorter deadline from when there was an interrupt. Returns whether it came about in time. */
    public boolean await(Wait wait) {
        while (true) {
            try {
                return wait.until(deadline);
            } catch (InterruptedException e) {
                hurry();
            }
        }
    }

    /** Gives an interrupt back to the thread. */
    public void over() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
