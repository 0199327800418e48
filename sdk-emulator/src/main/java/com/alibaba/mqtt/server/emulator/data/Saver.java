package com.alibaba.mqtt.server.emulator.data;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the state of an emulator to its file every second, or less often when that takes long, and at the end.
 */
public final class Saver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Saver.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** So that it takes a twentieth of a processor at most. */
    private static final int SHARE = 20;

    private final DataFile file;
    private final Callable<State> state;
    private final Thread thread = new Thread(this::run, "mqtt-emulator-data");
    private volatile boolean closed;
    private volatile boolean failing;

    /** @param state takes the state of a running emulator */
    public Saver(DataFile file, Callable<State> state) {
        this.file = file;
        this.state = state;
        thread.setDaemon(true);
    }

    /** From now on it writes. */
    public void start() {
        thread.start();
    }

    /** Writes for the last time, and returns when that is done. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        save();
        file.close();
    }

    private void run() {
        long pause = PAUSE.toNanos();
        while (!closed) {
            LockSupport.parkNanos(pause);
            if (!closed) {
                long begun = System.nanoTime();
                save();
                pause = Math.max(PAUSE.toNanos(), SHARE * (System.nanoTime() - begun));
            }
        }
    }

    private void save() {
        try {
            file.write(state.call());
            failing = false;
        } catch (Throwable e) {
            // Throwable: the state comes from the brokers; once, and not each second
            if (!failing) {
                failing = true;
                LOG.warn(
                        "the state of the emulator is not written: {}",
                        e instanceof IOException ? e.toString() : e.getClass().getSimpleName());
            }
        }
    }
}
