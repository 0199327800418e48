package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Saves a {@link MemoryPresenceStore} to its file again and again, on a daemon thread of its own. */
final class SavedFile {
    private static final long CLOSE_MILLIS = 10_000;

    private final MemoryPresenceStore store;
    private final Path file;
    private final Loop loop;
    private boolean first = true;
    private boolean closed;

    SavedFile(MemoryPresenceStore store, Path file, long everyMillis) {
        this.store = store;
        this.file = file;
        StateLog log = new StateLog(
                LoggerFactory.getLogger(MemoryPresenceStore.class), "presence records cannot be saved to " + file);
        this.loop = new Loop("mqtt-presence-file", true, () -> save(everyMillis), log);
        loop.start();
    }

    private long save(long everyMillis) throws IOException {
        if (first) {
            first = false;
        } else {
            store.save(file);
        }
        return everyMillis;
    }

    /** On an interrupted thread too, whose flag is kept: else what is known would be lost. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.finish();
        boolean interrupted = Thread.interrupted();
        try {
            interrupted |= awaitLoop(Deadline.in(CLOSE_MILLIS));
            // files are closed under the hands of an interrupted thread, so not before
            store.save(file);
        } catch (IOException e) {
            throw new UncheckedIOException("presence records cannot be saved to " + file, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Two saves at once could put an older state over a newer one. Tells whether it was interrupted. */
    private boolean awaitLoop(Deadline deadline) throws IOException {
        boolean interrupted = false;
        while (true) {
            try {
                if (!loop.awaitEnd(deadline)) {
                    throw new IOException("the save that is under way does not end within " + CLOSE_MILLIS + " ms");
                }
                return interrupted;
            } catch (InterruptedException e) {
                // the deadline is what bounds this
                interrupted = true;
            }
        }
    }
}
