package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.Allowed;
import com.alibaba.mqtt.server.presence.memory.MemoryTable;
import com.alibaba.mqtt.server.presence.memory.RecordFile;
import com.alibaba.mqtt.server.presence.memory.SavedFile;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.Forgetting;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records of one process in memory, as bytes: about 100 bytes a client with its id. A client that is offline, and
 * of which there was no notice for {@linkplain #forgettingAfter 30 days}, is forgotten. Thread-safe.
 */
public final class MemoryPresenceStore implements PresenceStore {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryPresenceStore.class);
    private static final Duration FORGET_AFTER = Duration.ofDays(30);
    private static final Duration MIN_FORGET_AFTER = Duration.ofSeconds(1);
    private static final Duration MAX_FORGET_AFTER = Duration.ofDays(3650);
    private static final Duration MIN_SAVE_EVERY = Duration.ofSeconds(1);
    private static final Duration MAX_SAVE_EVERY = Duration.ofDays(1);

    private final MemoryTable table;
    /** Null if it is kept in no file. */
    private volatile @Nullable SavedFile file;

    /** Creates an empty store. */
    public MemoryPresenceStore() {
        this(FORGET_AFTER, Clock.systemUTC());
    }

    MemoryPresenceStore(Duration forgetAfter, Clock clock) {
        this.table = new MemoryTable(new Forgetting(forgetAfter), clock);
    }

    static MemoryPresenceStore by(Clock clock) {
        return new MemoryPresenceStore(FORGET_AFTER, clock);
    }

    /**
     * Creates an empty store with another time after which a client is forgotten that went offline, if that was notified and
     * there was no notice of it since.
     *
     * @param forgetAfter 1 s to 10 years
     */
    public static MemoryPresenceStore forgettingAfter(Duration forgetAfter) {
        return new MemoryPresenceStore(
                Allowed.between("forgetAfter", forgetAfter, MIN_FORGET_AFTER, MAX_FORGET_AFTER), Clock.systemUTC());
    }

    /**
     * Creates a store that is kept in a file: with what the file holds, if it is there; saved to it periodically by a daemon
     * thread, and once more at {@link #close()}. A crash loses what changed since it was last saved; a tracker with a live query
     * rechecks that when it starts. A save that fails is logged as a state; the next one is made in any case.
     *
     * @param every how often: 1 s to 1 day
     * @throws IOException if the file is there and {@link #load} cannot read it, or its directory is not there
     */
    public static MemoryPresenceStore open(Path file, Duration every) throws IOException {
        Allowed.set("file", file);
        Allowed.between("every", every, MIN_SAVE_EVERY, MAX_SAVE_EVERY);
        MemoryPresenceStore store = Files.exists(file) ? load(file) : new MemoryPresenceStore();
        // now, so that a file that cannot be written is an error here and not a line in a log
        store.save(file);
        store.file = SavedFile.begin(store.table, file, every.toMillis(), LOG);
        return store;
    }

    @Override
    public PresenceRecord get(String clientId) {
        return table.get(clientId);
    }

    @Override
    public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        return table.update(clientId, change);
    }

    @Override
    public List<Due> due(Task task, int max) {
        return table.due(task, max);
    }

    @Override
    public long count(Task task) {
        return table.count(task);
    }

    @Override
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        return table.clients();
    }

    @Override
    public Map<String, StateCounts> counts() {
        return table.counts();
    }

    /**
     * Writes all records to a file, so that a restart does not forget. What changes meanwhile may be in it or not; the
     * file is replaced in one step when all is written, so it is never half.
     *
     * @throws IOException if it cannot be written; a file that was there before is as it was
     */
    public void save(Path file) throws IOException {
        RecordFile.write(file, clients());
    }

    /**
     * Creates a store with what {@link #save} wrote.
     *
     * @throws IOException if there is no such file, or it is not what {@code save} of this version wrote; the message
     *     says why
     */
    public static MemoryPresenceStore load(Path file) throws IOException {
        MemoryPresenceStore store = new MemoryPresenceStore();
        RecordFile.read(file, (clientId, record) -> store.update(clientId, none -> record));
        return store;
    }

    /**
     * Saves the records if the store is {@linkplain #open kept in a file}, and ends its thread; else does nothing. The records
     * stay readable. Close the tracker first. Idempotent.
     *
     * @throws UncheckedIOException if they cannot be saved
     */
    @Override
    public void close() {
        SavedFile open = file;
        if (open != null) {
            open.close();
        }
    }
}
