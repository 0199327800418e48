package com.alibaba.mqtt.server.emulator.instance;

/**
 * Runs what an interrupt would leave half done: it ends as it would without, and the thread is interrupted afterwards. For
 * steps that the brokers end within seconds.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /**
     * What may throw.
     *
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        /** Runs it. */
        void run() throws E;
    }

    /** Runs a step. */
    public static <E extends Exception> void run(Step<E> step) throws E {
        boolean interrupted = Thread.interrupted();
        try {
            step.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
