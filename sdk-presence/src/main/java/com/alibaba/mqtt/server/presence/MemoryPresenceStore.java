package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.internal.Allowed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Keeps the records of one process in memory, as bytes: about 100 bytes a client with its id. A client that is offline, and
 * of which there was no notice for {@linkplain #forgettingAfter 30 days}, is forgotten.
 *
 * <ol>
 *   <li>A record, its places in the indexes and its count change together, under the monitor of its shard.
 *   <li>An index holds exactly the clients for which its task is to be done; so it is empty but for changes on their way and
 *       questions not asked yet.
 *   <li>An entry is read and written under the monitor only, as it is written in place. {@link #clients} copies one shard
 *       after the other.
 *   <li>It has no thread, unless it is {@linkplain #open kept in a file}: whoever asks what is due forgets the long gone ones
 *       of one shard, at most ten times a second.
 * </ol>
 */
public final class MemoryPresenceStore implements PresenceStore {
    private static final int SHARDS = 256;
    private static final Duration FORGET_AFTER = Duration.ofDays(30);
    private static final Duration MIN_FORGET_AFTER = Duration.ofSeconds(1);
    private static final Duration MAX_FORGET_AFTER = Duration.ofDays(3650);
    private static final Duration MIN_SAVE_EVERY = Duration.ofSeconds(1);
    private static final Duration MAX_SAVE_EVERY = Duration.ofDays(1);

    private final Shard[] shards = new Shard[SHARDS];
    private final Map<Task, DueIndex> due = new EnumMap<>(Task.class);
    /** The one of these that each update looks at. */
    private final DueIndex toNotify = new DueIndex();

    private final ByGroup<Map<PresenceState, LongAdder>> counts =
            new ByGroup<>(Integer.MAX_VALUE, MemoryPresenceStore::newCounts);
    private final LongGone longGone;
    /** Null if it is kept in no file. */
    private volatile SavedFile file;

    /** Makes an empty store. */
    public MemoryPresenceStore() {
        this(FORGET_AFTER, Clock.systemUTC());
    }

    MemoryPresenceStore(Duration forgetAfter, Clock clock) {
        int seed = ThreadLocalRandom.current().nextInt();
        Arrays.setAll(shards, at -> new Shard(seed));
        for (Task task : Task.values()) {
            due.put(task, task == Task.NOTIFY ? toNotify : new DueIndex());
        }
        this.longGone = new LongGone(this, forgetAfter.toMillis(), clock);
    }

    static MemoryPresenceStore by(Clock clock) {
        return new MemoryPresenceStore(FORGET_AFTER, clock);
    }

    /**
     * Makes an empty store with another time after which a client is forgotten that went offline, if that was told and there
     * was no notice of it since.
     *
     * @param forgetAfter 1 s to 10 years
     */
    public static MemoryPresenceStore forgettingAfter(Duration forgetAfter) {
        return new MemoryPresenceStore(
                Allowed.between("forgetAfter", forgetAfter, MIN_FORGET_AFTER, MAX_FORGET_AFTER), Clock.systemUTC());
    }

    /**
     * Makes a store that is kept in a file: with what the file holds, if it is there; saved to it again and again by a daemon
     * thread, and once more at {@link #close()}. A crash loses what changed since it was last saved; a tracker with a live query
     * asks about that when it starts. A save that fails is logged as a state; the next one is made in any case.
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
        store.file = new SavedFile(store, file, every.toMillis());
        return store;
    }

    private Shard shardOf(String clientId) {
        int hash = clientId.hashCode();
        return shards[(hash ^ hash >>> 16) & (SHARDS - 1)];
    }

    @Override
    public PresenceRecord get(String clientId) {
        Shard shard = shardOf(clientId);
        synchronized (shard) {
            return shard.record(shard.find(clientId));
        }
    }

    @Override
    public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        Shard shard = shardOf(clientId);
        synchronized (shard) {
            int at = shard.find(clientId);
            PresenceRecord before = shard.record(at);
            PresenceRecord after = shard.changed(before, change);
            if (after == before) {
                return after;
            }
            shard.put(at, after);
            index(clientId, before, after);
            if (before.isEmpty() || after.isEmpty() || before.state() != after.state()) {
                count(clientId, before, after);
            }
            return after;
        }
    }

    private void index(String clientId, PresenceRecord before, PresenceRecord after) {
        toNotify.move(clientId, before.dueAt(Task.NOTIFY), after.dueAt(Task.NOTIFY));
        Ask old = before.ask;
        Ask fresh = after.ask;
        if (old.task() == fresh.task()) {
            if (fresh.task() != null) {
                due.get(fresh.task()).move(clientId, old.at(), fresh.at());
            }
            return;
        }
        if (old.task() != null) {
            due.get(old.task()).move(clientId, old.at(), 0);
        }
        if (fresh.task() != null) {
            due.get(fresh.task()).move(clientId, 0, fresh.at());
        }
    }

    @Override
    public List<Due> due(Task task, int max) {
        longGone.step();
        return due.get(task).first(max);
    }

    @Override
    public long count(Task task) {
        return due.get(task).size();
    }

    @Override
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        return Arrays.stream(shards).flatMap(MemoryPresenceStore::entries);
    }

    private static Stream<Map.Entry<String, PresenceRecord>> entries(Shard shard) {
        return shard.entries().stream()
                .map(entry -> Map.entry(RecordReader.clientIdOf(entry), RecordReader.recordOf(entry)));
    }

    /** Returns the clients of one of so many parts of the store. */
    List<Map.Entry<String, PresenceRecord>> clientsOfShard(int number) {
        return entries(shards[number % SHARDS]).toList();
    }

    @Override
    public Map<String, StateCounts> counts() {
        Map<String, StateCounts> all = new HashMap<>();
        counts.forEach((group, states) -> all.put(
                group,
                new StateCounts(
                        states.get(PresenceState.ONLINE).sum(),
                        states.get(PresenceState.OFFLINE).sum(),
                        states.get(PresenceState.UNKNOWN).sum())));
        return all;
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
     * Makes a store with what {@link #save} wrote.
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

    private static Map<PresenceState, LongAdder> newCounts() {
        Map<PresenceState, LongAdder> states = new EnumMap<>(PresenceState.class);
        for (PresenceState state : PresenceState.values()) {
            states.put(state, new LongAdder());
        }
        return states;
    }

    private void count(String clientId, PresenceRecord before, PresenceRecord after) {
        Map<PresenceState, LongAdder> states = counts.of(clientId);
        if (!before.isEmpty()) {
            states.get(before.state()).decrement();
        }
        if (!after.isEmpty()) {
            states.get(after.state()).increment();
        }
    }
}
