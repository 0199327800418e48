package com.alibaba.mqtt.server.presence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Keeps the records of one process in memory, as bytes: at most 160 bytes a client with its id.
 *
 * <ol>
 *   <li>A record, its place in {@code due} and its count change together, under the map's lock of that client.
 *   <li>{@code due} holds exactly the clients with something to tell; so it is empty but for changes on their way.
 * </ol>
 */
public final class MemoryPresenceStore implements PresenceStore {
    private final Map<String, byte[]> records = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Due> due = new ConcurrentSkipListSet<>();
    private final Map<String, Map<PresenceState, LongAdder>> counts = new ConcurrentHashMap<>();

    @Override
    public PresenceRecord get(String clientId) {
        return decoded(records.get(clientId));
    }

    @Override
    public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        Update update = new Update(clientId, change);
        records.compute(clientId, update::apply);
        return update.after;
    }

    private static PresenceRecord decoded(byte[] bytes) {
        return bytes == null ? PresenceRecord.EMPTY : PresenceRecord.of(bytes);
    }

    @Override
    public List<String> due(long nowMillis, int most) {
        List<String> found = new ArrayList<>();
        for (Due next : due) {
            if (next.at > nowMillis || found.size() == most) {
                break;
            }
            found.add(next.clientId);
        }
        return found;
    }

    @Override
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        return records.entrySet().stream().map(entry -> Map.entry(entry.getKey(), decoded(entry.getValue())));
    }

    @Override
    public Map<String, StateCounts> counts() {
        Map<String, StateCounts> all = new ConcurrentHashMap<>();
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
        RecordFile.write(file, records);
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

    private Map<PresenceState, LongAdder> countsOf(String clientId) {
        String group = Telling.groupOf(clientId);
        Map<PresenceState, LongAdder> known = counts.get(group);
        return known == null ? counts.computeIfAbsent(group, any -> newCounts()) : known;
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

    private final class Update {
        private final String clientId;
        private final UnaryOperator<PresenceRecord> change;
        private PresenceRecord after;

        Update(String clientId, UnaryOperator<PresenceRecord> change) {
            this.clientId = clientId;
            this.change = change;
        }

        byte[] apply(String key, byte[] bytes) {
            PresenceRecord before = decoded(bytes);
            after = change.apply(before);
            if (after == before) {
                return bytes;
            }
            if (before.dueAt() != after.dueAt()) {
                index(before.dueAt(), after.dueAt());
            }
            if (bytes == null || after.isEmpty() || before.state() != after.state()) {
                count(bytes == null ? null : before.state(), after.isEmpty() ? null : after.state());
            }
            return after.isEmpty() ? null : after.toBytes();
        }

        private void index(long dueBefore, long dueAfter) {
            if (dueBefore != 0) {
                due.remove(new Due(dueBefore, clientId));
            }
            if (dueAfter != 0) {
                due.add(new Due(dueAfter, clientId));
            }
        }

        private void count(PresenceState stateBefore, PresenceState stateAfter) {
            Map<PresenceState, LongAdder> states = countsOf(clientId);
            if (stateBefore != null) {
                states.get(stateBefore).decrement();
            }
            if (stateAfter != null) {
                states.get(stateAfter).increment();
            }
        }
    }
}
