package com.alibaba.mqtt.server.cli.output;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import java.util.concurrent.TimeUnit;

/** Writes rows out soon, and many together. */
final class Flushing {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Surroundings around;
    /** Whether somebody waits for each row. */
    private final boolean live;

    private long last = System.nanoTime();

    Flushing(Surroundings around, boolean live) {
        this.around = around;
        this.live = live;
    }

    /** A row was printed. */
    void row() {
        long now = System.nanoTime();
        if (live || now - last > NANOS) {
            last = now;
            around.flush();
        }
    }
}
