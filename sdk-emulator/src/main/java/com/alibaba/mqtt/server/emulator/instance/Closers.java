package com.alibaba.mqtt.server.emulator.instance;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what was started, the last first. Not safe for threads. */
public final class Closers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

    private final Deque<Runnable> closers = new ArrayDeque<>();

    /** Creates one that ends nothing yet. */
    public Closers() {}

    /** Adds what ends the part that was just started. */
    public void push(Runnable closer) {
        closers.push(closer);
    }

    /** Ends each part once, whatever another one throws, also on an interrupted thread. */
    @Override
    public void close() {
        Uninterrupted.run(this::closeAll);
    }

    private void closeAll() {
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (Throwable e) {
                // Throwable: a broker throws what it likes
                LOG.warn("a part of the emulator did not end cleanly", e);
            }
        }
    }
}
