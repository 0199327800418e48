package com.alibaba.mqtt.server.spring.listener;

import com.alibaba.mqtt.server.internal.Deadline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops several things concurrently. Internal. */
public final class Stops {
    private static final Logger LOG = LoggerFactory.getLogger(Stops.class);

    private Stops() {}

    /** Stops something. */
    @FunctionalInterface
    public interface Stop {
        /** Returns when it has stopped. */
        void run() throws Exception;
    }

    /**
     * Stops all of them, each on a thread of its own, and waits for them until the deadline. What one throws is logged, and keeps no
     * other from stopping; who has not stopped by then is logged, and goes on. An interrupt is passed on to all of them, which
     * hurry, and is kept.
     *
     * @param all by their names, which are for the log and the threads
     */
    public static void all(Map<String, Stop> all, Deadline deadline) {
        Map<String, Thread> threads = new LinkedHashMap<>();
        all.forEach((name, stop) -> threads.put(name, begin(name, stop)));
        boolean interrupted = false;
        for (Thread each : threads.values()) {
            while (each.isAlive() && !deadline.isOver()) {
                try {
                    each.join(Math.max(1, deadline.leftMillis()));
                } catch (InterruptedException e) {
                    interrupted = true;
                    threads.values().forEach(Thread::interrupt);
                }
            }
        }
        List<String> late = threads.entrySet().stream()
                .filter(each -> each.getValue().isAlive())
                .map(Map.Entry::getKey)
                .toList();
        if (!late.isEmpty()) {
            LOG.warn("not stopped within the time for it: {}", late);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread begin(String name, Stop stop) {
        Thread thread = new Thread(() -> run(name, stop), "mqtt-status-stop-" + name);
        // no daemon: the JVM must not end before what is outstanding is settled
        thread.setDaemon(false);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // the JVM can create no thread: then it stops on this one
            run(name, stop);
        }
        return thread;
    }

    private static void run(String name, Stop stop) {
        try {
            stop.run();
        } catch (Throwable e) {
            // Throwable: whatever it is, the others are to be stopped
            LOG.warn("{} did not stop in good order", name, e);
        }
    }
}
