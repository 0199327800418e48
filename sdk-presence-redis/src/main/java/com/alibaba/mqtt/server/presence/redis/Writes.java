package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.store.Forgetting;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import java.time.Clock;
import java.util.Arrays;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, each once. Thread-safe.
 *
 * <ol>
 *   <li>A record, its places in the indexes and the counts change in one script, if the record is still what the change
 *       was computed from.
 *   <li>A write that was not answered is sent again, by the connection when it is back, and by us. So each has a place and
 *       a number by which the script knows that it is done; a place is used by one write at a time.
 * </ol>
 */
final class Writes {
    private static final byte[] NONE = {};
    private static final byte[] NEVER = {'0'};
    /** Longer than a write is tried. */
    private static final byte[] KEEP_WRITES_MILLIS = "3600000".getBytes(UTF_8);

    private final Commands commands;
    private final RedisKeys keys;
    private final Forgetting forgetting;
    private final Clock clock;
    private final byte[] writes;
    private final Queue<Integer> places = new ConcurrentLinkedQueue<>();
    private final AtomicInteger placeCount = new AtomicInteger();
    private final AtomicLong writeCount = new AtomicLong();

    Writes(Commands commands, RedisKeys keys, Forgetting forgetting, Clock clock) {
        this.commands = commands;
        this.keys = keys;
        this.forgetting = forgetting;
        this.clock = clock;
        this.writes = keys.writes(UUID.randomUUID().toString());
    }

    /** Returns null if it is written, else the bytes that are there instead of those expected. */
    byte @Nullable [] write(String clientId, byte[] expected, PresenceRecord before, PresenceRecord after) {
        String group = PresenceStore.groupOf(clientId);
        // only the indexes are put right then; what cannot be read is not thrown away as long as nothing else is known
        boolean same = after == before;
        Integer free = places.poll();
        int place = free == null ? placeCount.incrementAndGet() : free;
        byte[][] names = keys.andIndexes(keys.clients(group), keys.gone(group), keys.counts(), writes);
        byte[][] arguments = {
            clientId.getBytes(UTF_8),
            expected,
            same ? expected : after.isEmpty() ? NONE : after.toBytes(),
            forgetting.isForgettable(after) ? number(forgetAt(before, after)) : NEVER,
            same || expected.length == 0 ? NONE : RedisKeys.count(counted(expected, before), group),
            same || after.isEmpty() ? NONE : RedisKeys.count(after.state(), group),
            number(place),
            number(writeCount.incrementAndGet()),
            KEEP_WRITES_MILLIS
        };
        byte[][] all = andDueTimes(arguments, after);
        byte[] present = commands.settle(redis -> Script.WRITE.run(redis, names, all));
        // not after an error: Redis may still do that write, much later
        places.add(place);
        return present;
    }

    private static byte[][] andDueTimes(byte[][] first, PresenceRecord record) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(Task.values()).map(task -> number(record.dueAt(task))))
                .toArray(byte[][]::new);
    }

    private long forgetAt(PresenceRecord before, PresenceRecord after) {
        boolean news = after.lastChangeAt() != before.lastChangeAt();
        return news ? forgetting.forgetAt(after, clock.millis()) : forgetting.forgetAt(after);
    }

    private static PresenceState counted(byte[] expected, PresenceRecord before) {
        return before.isEmpty() ? Damage.likelyState(expected) : before.state();
    }

    /** Returns a number as Redis and the scripts take it. */
    static byte[] number(long number) {
        return String.valueOf(number).getBytes(UTF_8);
    }
}
