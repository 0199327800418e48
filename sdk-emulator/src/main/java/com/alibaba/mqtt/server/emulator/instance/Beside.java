package com.alibaba.mqtt.server.emulator.instance;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What is started beside something else, by a thread of its own that ends with it. Safe for many threads. */
public final class Beside<T> {
    private final CompletableFuture<T> started = new CompletableFuture<>();
    private final String what;

    /**
     * Begins to start it.
     *
     * @param what it is called in errors
     * @param thread the name of the thread
     */
    public Beside(String what, String thread, Callable<T> start) {
        this.what = what;
        Thread starter = new Thread(
                () -> {
                    try {
                        started.complete(start.call());
                    } catch (Throwable e) {
                        // Throwable: a class path may lack what a broker needs
                        started.completeExceptionally(e);
                    }
                },
                thread);
        starter.setDaemon(true);
        starter.start();
    }

    /** Waits until it is started, and returns whether it is. */
    public boolean isThere() {
        return started.handle((there, failure) -> failure == null).join();
    }

    /** What was started; waits until it is. Throws an unchecked exception when it did not start. */
    public T now() {
        return started.join();
    }

    /**
     * Waits until it is started.
     *
     * @throws IOException when it did not start
     */
    public T await() throws IOException {
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IOException(what + " does not start: " + e.getCause(), e.getCause());
        }
    }
}
