package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.internal.Loop;
import com.alibaba.mqtt.server.internal.StateLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.slf4j.Logger;

/**
 * Saves a {@link MemoryTable} to its file periodically, on a daemon thread of its own. Internal, not exported.
 */
public final class SavedFile {
    private static final long CLOSE_MILLIS = 10_000;

    private final MemoryTable table;
    private final Path file;
    private final Loop loop;
    private boolean first = true;
    private boolean closed;

    private SavedFile(MemoryTable table, Path file, long everyMillis, Logger log) {
        this.table = table;
        this.file = file;
        StateLog failing = new StateLog(log, "presence records cannot be saved to " + file);
        this.loop = new Loop("mqtt-presence-file", true, () -> save(everyMillis), failing);
    }

    /** Begins to save the table, first when the interval is over. */
    public static SavedFile begin(MemoryTable table, Path file, long everyMillis, Logger log) {
        SavedFile saved = new SavedFile(table, file, everyMillis, log);
        saved.loop.start();
        return saved;
    }

    private long save(long everyMillis) throws IOException {
        if (first) {
            first = false;
        } else {
            RecordFile.write(file, table.clients());
        }
        return everyMillis;
    }

    /**
     * Saves it once more and ends the thread; on an interrupted thread too, whose flag is kept: else what is known would be
     * lost. Idempotent.
     *
     * @throws UncheckedIOException if it cannot be saved
     */
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.finish();
        boolean interrupted = Thread.interrupted();
        try {
            interrupted |= awaitLoop(Deadline.in(CLOSE_MILLIS));
            // an interrupted thread cannot write to a file, so not before
            RecordFile.write(file, table.clients());
        } catch (IOException e) {
            throw new UncheckedIOException("presence records cannot be saved to " + file, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Two concurrent saves could put an older state over a newer one. Returns whether it was interrupted. */
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
