package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.presence.Due;
import com.alibaba.mqtt.server.presence.PresenceRecord;
import com.alibaba.mqtt.server.presence.PresenceState;
import com.alibaba.mqtt.server.presence.PresenceStore;
import com.alibaba.mqtt.server.presence.StateCounts;
import com.alibaba.mqtt.server.presence.Task;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records of an instance on Redis, for all processes of an application: they share one truth, each change is
 * told by one of them, and what one of them leaves untold is told by another.
 *
 * <pre>{@code
 * PresenceStore store = RedisPresenceStore.builder()
 *         .uri("redis://127.0.0.1:6379")
 *         .instanceId("post-cn-demo")
 *         .build();
 * PresenceTracker tracker = PresenceTracker.builder()
 *         .store(store)
 *         .onOffline(change -> alarm(change.clientId()))
 *         .build();
 * }</pre>
 *
 * <p><b>Threads and time:</b> all methods may be called by any thread, and block until Redis has answered, at most for the
 * {@linkplain RedisPresenceStoreBuilder#timeout time-out} for each command; an update needs two commands, and one more
 * for each update of the same client that came between. All share one connection.
 *
 * <p><b>Errors</b> are {@link UncheckedIOException}s whose cause is a
 * {@link com.alibaba.mqtt.server.common.ServerException} with a code and {@code isRetryable()}. A lost connection is opened
 * again by itself, and commands wait for that. A write that was under way must be done once, or the change that it claims
 * would stay untold; so it is tried for up to 5 minutes more, until it is known whether it is done. Only if it fails then,
 * or is interrupted, it may have been done all the same.
 *
 * <p><b>Damaged data</b>: a record that cannot be read is logged, {@linkplain #damaged() counted}, taken for none, and
 * replaced at the next notice or answer about its client; so is a count that is no number, and a client that is wrongly in
 * the index of those that are due. A key of a wrong type is an error that says so; nothing is written then. Records of
 * another version of the format have keys of their own, and are neither read nor replaced.
 *
 * <p><b>Redis</b> 5 or newer, one master (a replica behind it may take over). It must not evict keys
 * ({@code maxmemory-policy noeviction}), and survives its own restart if it writes an append-only file.
 *
 * <p>{@link #clients()} may return a client twice if many others come or go meanwhile.
 *
 * <ol>
 *   <li>A record, its places in the indexes and the counts change in one script, if the record is still what the change
 *       was computed from.
 *   <li>A write that was not answered is sent again, by the connection when it is back, and by us. So each has a place and
 *       a number by which the script knows that it is done; a place is used by one write at a time.
 * </ol>
 */
public final class RedisPresenceStore implements PresenceStore {
    private static final int MAX_TRIES = 1_000;
    private static final int PAGE = 500;
    private static final long FIRST_DAY_MILLIS = 86_400_000;
    private static final byte[] NONE = {};
    private static final byte[] NEVER = {'0'};
    /** Longer than a write is tried. */
    private static final byte[] KEEP_WRITES_MILLIS = "3600000".getBytes(UTF_8);

    private final Commands commands;
    private final RedisKeys keys;
    private final RedisErrors errors;
    private final long forgetAfterMillis;
    private final Clock clock;
    private final Runnable release;
    private final LongGone longGone;
    private final byte[] writes;
    private final Damage damage;
    private final StateLog forgetting;
    /** Found in the index of a task; what turns out to be due at another time is put right there. */
    private final Map<Task, Map<String, Long>> takenForDue = new EnumMap<>(Task.class);

    private final Queue<Integer> places = new ConcurrentLinkedQueue<>();
    private final AtomicInteger placeCount = new AtomicInteger();
    private final AtomicLong writeCount = new AtomicLong();
    /** Takes over the connection; {@code release} ends what the connection needs, if that is ours. */
    RedisPresenceStore(
            StatefulRedisConnection<byte[], byte[]> connection,
            RedisKeys keys,
            RedisErrors errors,
            long forgetAfterMillis,
            Clock clock,
            Runnable release) {
        this.keys = keys;
        this.commands = new Commands(connection, errors, toString());
        this.errors = errors;
        this.forgetAfterMillis = forgetAfterMillis;
        this.clock = clock;
        this.release = release;
        this.damage = new Damage(toString());
        this.forgetting = new StateLog(
                LoggerFactory.getLogger(RedisPresenceStore.class), this + ": those long gone cannot be forgotten");
        for (Task task : Task.values()) {
            takenForDue.put(task, new ConcurrentHashMap<>());
        }
        this.longGone = new LongGone(keys, clock, damage);
        this.writes = keys.writes(UUID.randomUUID().toString());
    }

    /** Returns a builder; the instance id and where Redis is have no default. */
    public static RedisPresenceStoreBuilder builder() {
        return new RedisPresenceStoreBuilder();
    }

    @Override
    public PresenceRecord get(String clientId) {
        return damage.record(clientId, read(clientId));
    }

    private byte[] read(String clientId) {
        byte[] bytes = ask(redis -> redis.hget(keys.clients(RedisKeys.groupOf(clientId)), clientId.getBytes(UTF_8)));
        return bytes == null ? NONE : bytes;
    }

    @Override
    public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        // not after the write: an error must not hide that it is done
        forgetLongGone();
        byte[] bytes = read(clientId);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            PresenceRecord before = damage.record(clientId, bytes);
            PresenceRecord after = change.apply(before);
            boolean wronglyDue = isWronglyDue(clientId, before);
            if (after == before && !wronglyDue) {
                return after;
            }
            byte[] present = write(clientId, bytes, before, after);
            if (present == null) {
                return after;
            }
            bytes = present;
        }
        throw new UncheckedIOException(errors.contended(clientId, MAX_TRIES));
    }

    /** Tells whether an index took the client for due at another time than it is; writing it again puts that right. */
    private boolean isWronglyDue(String clientId, PresenceRecord record) {
        boolean wrong = false;
        for (Task task : Task.values()) {
            Long at = takenForDue.get(task).remove(clientId);
            wrong |= at != null && at != record.dueAt(task);
        }
        return wrong;
    }

    /** Returns null if it is written, else the bytes that are there instead of those expected. */
    private byte[] write(String clientId, byte[] expected, PresenceRecord before, PresenceRecord after) {
        String group = RedisKeys.groupOf(clientId);
        // only the indexes are put right then; what cannot be read is not thrown away as long as nothing else is known
        boolean same = after == before;
        boolean gone = after.state() == PresenceState.OFFLINE && after.dueAt(Task.NOTIFY) == 0;
        Integer free = places.poll();
        int place = free == null ? placeCount.incrementAndGet() : free;
        byte[][] names = keys.andIndexes(keys.clients(group), keys.gone(group), keys.counts(), writes);
        byte[][] arguments = {
            clientId.getBytes(UTF_8),
            expected,
            same ? expected : after.isEmpty() ? NONE : after.toBytes(),
            gone ? number(forgetAt(before, after)) : NEVER,
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

    /** News has at least a day, so that what has nonsense for a time is seen at all. */
    private long forgetAt(PresenceRecord before, PresenceRecord after) {
        long at = after.lastChangeAt() + forgetAfterMillis;
        boolean news = after.lastChangeAt() != before.lastChangeAt();
        return news ? Math.max(at, clock.millis() + Math.min(FIRST_DAY_MILLIS, forgetAfterMillis)) : at;
    }

    private static PresenceState counted(byte[] expected, PresenceRecord before) {
        return before.isEmpty() ? Damage.likelyState(expected) : before.state();
    }

    private static byte[] number(long number) {
        return String.valueOf(number).getBytes(UTF_8);
    }

    @Override
    public List<Due> due(Task task, int max) {
        forgetLongGone();
        byte[] index = keys.due(task);
        List<ScoredValue<byte[]>> found = ask(redis -> redis.zrangeWithScores(index, 0, max - 1L));
        Map<String, Long> taken = takenForDue.get(task);
        taken.clear();
        List<Due> due = new ArrayList<>(found.size());
        for (ScoredValue<byte[]> member : found) {
            String clientId = damage.text(member.getValue());
            if (clientId == null) {
                // nobody can do anything about it, and it would be in the way for ever
                ask(redis -> redis.zrem(index, member.getValue()));
            } else {
                long at = (long) member.getScore();
                taken.put(clientId, at);
                due.add(new Due(clientId, at));
            }
        }
        return due;
    }

    @Override
    public long count(Task task) {
        return ask(redis -> redis.zcard(keys.due(task)));
    }

    /** By the clock of Redis, so for all trackers on this instance together. */
    @Override
    public long nanosToCall(long nanosBetween) {
        byte[] micros = number(TimeUnit.NANOSECONDS.toMicros(nanosBetween) + 1);
        long left = ask(redis -> Script.CALL.run(redis, new byte[][] {keys.calls()}, micros));
        return TimeUnit.MICROSECONDS.toNanos(left);
    }

    @Override
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        ClientScan scan = new ClientScan(
                ask(redis -> LongGone.groups(redis, keys, damage)),
                (group, cursor) -> ask(redis -> redis.hscan(keys.clients(group), cursor, ScanArgs.Builder.limit(PAGE))),
                damage);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(scan, Spliterator.NONNULL), false);
    }

    @Override
    public Map<String, StateCounts> counts() {
        return RedisCounts.read(ask(redis -> redis.hgetall(keys.counts())), damage);
    }

    /**
     * Returns how often something was read that is no record, count or client id. A damaged record is taken for none, and
     * replaced at the next notice or answer about its client; the counts of its group may then be wrong by one.
     */
    public long damaged() {
        return damage.count();
    }

    private void forgetLongGone() {
        try {
            ask(redis -> {
                longGone.step(redis);
                return null;
            });
            forgetting.over();
        } catch (UncheckedIOException e) {
            if (RedisErrors.isRetryable(e) || !RedisErrors.is(ErrorCode.STORE_FAILED, e)) {
                throw e;
            }
            // a damaged key of one group: not the affair of the client on whose occasion it was found
            forgetting.failed("tried again later", e);
        }
    }

    private <T> T ask(Function<RedisCommands<byte[], byte[]>, T> question) {
        return commands.ask(question);
    }

    /** Ends the connection, and the client unless it was given. The records stay on Redis. Idempotent. */
    @Override
    public void close() {
        if (commands.close()) {
            release.run();
        }
    }

    @Override
    public String toString() {
        return "RedisPresenceStore[" + keys + "]";
    }
}
