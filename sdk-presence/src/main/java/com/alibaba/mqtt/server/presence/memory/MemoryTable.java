package com.alibaba.mqtt.server.presence.memory;

import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.record.EntryCodec;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.Forgetting;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The records of one process as bytes, with their indexes. Thread-safe. Internal, not exported.
 *
 * <ol>
 *   <li>A record, its places in the indexes and its count change together, under the monitor of its shard.
 *   <li>An index holds exactly the clients for which its task is due; so it is empty but for changes on their way and
 *       queries not made yet.
 *   <li>An entry is read and written under the monitor only, as it is written in place. {@link #clients} copies one shard
 *       after the other.
 *   <li>It has no thread: whoever asks what is due forgets the clients of one shard that are long gone, at most ten times a
 *       second.
 * </ol>
 */
public final class MemoryTable {
    private static final int SHARDS = 128;

    private final Shard[] shards = new Shard[SHARDS];
    private final Indexes indexes = new Indexes();
    private final LongGone longGone;

    /** Creates an empty one, which forgets clients by that rule. */
    public MemoryTable(Forgetting forgetting, Clock clock) {
        int seed = ThreadLocalRandom.current().nextInt();
        Arrays.setAll(shards, at -> new Shard(seed, indexes));
        this.longGone = new LongGone(this, forgetting, clock);
    }

    private Shard shardOf(String clientId) {
        int hash = clientId.hashCode();
        return shards[(hash ^ hash >>> 16) & (SHARDS - 1)];
    }

    /** Returns the client's record; the empty one if there is none. */
    public PresenceRecord get(String clientId) {
        return shardOf(clientId).get(clientId);
    }

    /** Replaces the client's record atomically, and returns the new one. */
    public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        return shardOf(clientId).update(clientId, change);
    }

    /** Returns the clients for which the task is due first. */
    public List<Due> due(Task task, int max) {
        longGone.step();
        return indexes.of(task).first(max);
    }

    /** Returns for how many clients the task is due. */
    public long count(Task task) {
        return indexes.of(task).size();
    }

    /** Returns all clients with their records. */
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        return Arrays.stream(shards).flatMap(MemoryTable::entries);
    }

    private static Stream<Map.Entry<String, PresenceRecord>> entries(Shard shard) {
        return shard.entries().stream()
                .map(entry -> Map.<String, PresenceRecord>entry(EntryCodec.clientId(entry), EntryCodec.record(entry)));
    }

    /** Returns the clients of one of so many parts of the table. */
    List<Map.Entry<String, PresenceRecord>> clientsOfShard(int number) {
        return entries(shards[number % SHARDS]).toList();
    }

    /** Returns how many clients of each group are in which state. */
    public Map<String, StateCounts> counts() {
        return indexes.counts();
    }
}
