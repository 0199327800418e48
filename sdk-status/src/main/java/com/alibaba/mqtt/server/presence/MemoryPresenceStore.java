package com.alibaba.mqtt.server.presence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Keeps the records of one process in memory, as bytes: about 100 bytes a client with its id.
 *
 * <ol>
 *   <li>A record, its place in {@code due} and its count change together, under the monitor of its shard.
 *   <li>{@code due} holds exactly the clients with something to tell; so it is empty but for changes on their way.
 *   <li>An entry is read and written under the monitor only, as it is written in place. {@link #clients} copies one shard
 *       after the other.
 * </ol>
 */
public final class MemoryPresenceStore implements PresenceStore {
    private static final int SHARDS = 256;

    private final Shard[] shards = new Shard[SHARDS];
    private final ConcurrentSkipListSet<Due> due = new ConcurrentSkipListSet<>();
    private final ByGroup<Map<PresenceState, LongAdder>> counts =
            new ByGroup<>(Integer.MAX_VALUE, MemoryPresenceStore::newCounts);

    /** Makes an empty store. */
    public MemoryPresenceStore() {
        int seed = ThreadLocalRandom.current().nextInt();
        Arrays.setAll(shards, at -> new Shard(seed));
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
            if (before.dueAt() != after.dueAt()) {
                index(clientId, before.dueAt(), after.dueAt());
            }
            if (before.isEmpty() || after.isEmpty() || before.state() != after.state()) {
                count(clientId, before, after);
            }
            return after;
        }
    }

    @Override
    public List<String> due(long nowMillis, int max) {
        List<String> found = new ArrayList<>();
        for (Due next : due) {
            if (next.at > nowMillis || found.size() == max) {
                break;
            }
            found.add(next.clientId);
        }
        return found;
    }

    @Override
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        return Arrays.stream(shards)
                .flatMap(shard -> shard.entries().stream())
                .map(entry -> Map.entry(RecordReader.clientIdOf(entry), RecordReader.recordOf(entry)));
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

    /** Does nothing: the records stay readable. */
    @Override
    public void close() {
        // nothing is held but memory
    }

    private static Map<PresenceState, LongAdder> newCounts() {
        Map<PresenceState, LongAdder> states = new EnumMap<>(PresenceState.class);
        for (PresenceState state : PresenceState.values()) {
            states.put(state, new LongAdder());
        }
        return states;
    }

    private record Due(long at, String clientId) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : clientId.compareTo(other.clientId);
        }
    }

    private void index(String clientId, long dueBefore, long dueAfter) {
        if (dueBefore != 0) {
            due.remove(new Due(dueBefore, clientId));
        }
        if (dueAfter != 0) {
            due.add(new Due(dueAfter, clientId));
        }
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
