package dev.mqttstatus.testing;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The threads of a relay, each of which ends when its socket does. Safe for many threads. */
final class RelayThreads {
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** What a thread does until its socket ends. */
    interface Work {
        void run() throws IOException;
    }

    Thread start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // cut, or closed by one of the two: what a relay is for
                        return;
                    }
                },
                "relay");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Waits until all have ended. */
    void join() {
        for (Thread thread : threads) {
            join(thread);
        }
    }

    /** Waits until one has ended. */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
