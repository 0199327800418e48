package com.alibaba.mqtt.server.emulator.instance;

/**
 * Runs a step to its end on a thread that may be interrupted already, and leaves the thread interrupted then. For steps that
 * the brokers end within seconds. An interrupt that comes during the step is not held back.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /**
     * A step.
     *
     * @param <E> what it may throw
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
