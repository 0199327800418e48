package com.alibaba.mqtt.server.emulator;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What is started beside something else, by a thread of its own that ends with it. Safe for many threads. */
final class Beside<T> {
    private final CompletableFuture<T> started = new CompletableFuture<>();

    /** Begins to start it. */
    Beside(String name, Callable<T> start) {
        Thread thread = new Thread(
                () -> {
                    try {
                        started.complete(start.call());
                    } catch (Throwable e) {
                        // Throwable: a class path may lack what a broker needs
                        started.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until it is started, and returns whether it is. */
    boolean isThere() {
        return started.handle((there, failure) -> failure == null).join();
    }

    /** What was started. Only to be called when it is certain that it was. */
    T now() {
        return started.join();
    }

    /**
     * Waits until it is started.
     *
     * @throws IOException when it did not start
     */
    T await() throws IOException {
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException("the AMQP side does not start: " + e.getCause(), e.getCause());
        }
    }
}
