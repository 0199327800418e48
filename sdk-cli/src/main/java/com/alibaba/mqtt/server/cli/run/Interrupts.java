package com.alibaba.mqtt.server.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that a signal ends print what it has. The JVM exits with 130 after SIGINT and with 143 after SIGTERM; before
 * that the thread of the command is interrupted, and has {@value #PATIENCE_SECONDS} seconds.
 */
public final class Interrupts {
    private static final int PATIENCE_SECONDS = 5;

    private final CountDownLatch over = new CountDownLatch(1);

    private Interrupts() {}

    /** Watches for signals that end the JVM, for a command that runs in this thread. */
    public static Interrupts watch(Thread command) {
        Interrupts interrupts = new Interrupts();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupts.end(command), "mqtt-status-interrupt"));
        return interrupts;
    }

    private void end(Thread command) {
        if (over.getCount() == 0) {
            return;
        }
        command.interrupt();
        try {
            boolean unused = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has printed all it will. */
    public void over() {
        over.countDown();
    }
}
