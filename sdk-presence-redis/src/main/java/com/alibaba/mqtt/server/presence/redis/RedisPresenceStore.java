package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.internal.StateLog;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.Forgetting;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records of an instance on Redis, for all processes of an application: they share one truth, one of them
 * notifies its actions of each change, and what one of them leaves is notified by another.
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
 * would not be notified; so it is tried for up to 5 minutes more, until it is known whether it is done. Only if it fails then,
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
 */
public final class RedisPresenceStore implements PresenceStore {
    private static final int MAX_TRIES = 1_000;
    private static final int PAGE = 500;
    private static final byte[] NONE = {};

    private final Commands commands;
    private final RedisKeys keys;
    private final RedisErrors errors;
    private final Runnable release;
    private final LongGone longGone;
    private final Damage damage;
    private final StateLog failingToForget;
    /** Found in the index of a task; what turns out to be due at another time is put right there. */
    private final Map<Task, Map<String, Long>> takenForDue = new EnumMap<>(Task.class);

    private final Writes writes;

    /** Takes over the connection; {@code release} ends what the connection needs, if that is ours. */
    RedisPresenceStore(
            StatefulRedisConnection<byte[], byte[]> connection,
            RedisKeys keys,
            RedisErrors errors,
            Forgetting forgetting,
            Clock clock,
            Runnable release) {
        this.keys = keys;
        this.commands = new Commands(connection, errors, toString());
        this.errors = errors;
        this.release = release;
        this.damage = new Damage(toString());
        this.failingToForget = new StateLog(
                LoggerFactory.getLogger(RedisPresenceStore.class), this + ": those long gone cannot be forgotten");
        for (Task task : Task.values()) {
            takenForDue.put(task, new ConcurrentHashMap<>());
        }
        this.longGone = new LongGone(keys, clock, damage);
        this.writes = new Writes(commands, keys, forgetting, clock);
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
        byte[] bytes =
                ask(redis -> redis.hget(keys.clients(PresenceStore.groupOf(clientId)), clientId.getBytes(UTF_8)));
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
            byte[] present = writes.write(clientId, bytes, before, after);
            if (present == null) {
                return after;
            }
            bytes = present;
        }
        throw new UncheckedIOException(errors.contended(clientId, MAX_TRIES));
    }

    /** Returns whether an index took the client for due at another time than it is; writing it again puts that right. */
    private boolean isWronglyDue(String clientId, PresenceRecord record) {
        boolean wrong = false;
        for (Task task : Task.values()) {
            Long at = taken(task).remove(clientId);
            wrong |= at != null && at != record.dueAt(task);
        }
        return wrong;
    }

    @Override
    public List<Due> due(Task task, int max) {
        forgetLongGone();
        byte[] index = keys.due(task);
        List<ScoredValue<byte[]>> found = ask(redis -> redis.zrangeWithScores(index, 0, max - 1L));
        Map<String, Long> taken = taken(task);
        taken.clear();
        List<Due> due = new ArrayList<>(found.size());
        for (ScoredValue<byte[]> member : found) {
            String clientId = damage.text(member.getValue());
            if (clientId == null) {
                // nobody can do anything about it, and it would be in the way permanently
                ask(redis -> redis.zrem(index, member.getValue()));
            } else {
                long at = (long) member.getScore();
                taken.put(clientId, at);
                due.add(new Due(clientId, at));
            }
        }
        return due;
    }

    private Map<String, Long> taken(Task task) {
        return Objects.requireNonNull(takenForDue.get(task));
    }

    @Override
    public long count(Task task) {
        return ask(redis -> redis.zcard(keys.due(task)));
    }

    /** By the clock of Redis, so for all trackers on this instance together. */
    @Override
    public long nanosToCall(long nanosBetween) {
        byte[] micros = Writes.number(TimeUnit.NANOSECONDS.toMicros(nanosBetween) + 1);
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
            failingToForget.over();
        } catch (UncheckedIOException e) {
            if (RedisErrors.isRetryable(e) || !RedisErrors.is(ErrorCode.STORE_FAILED, e)) {
                throw e;
            }
            // a damaged key of one group: not the affair of the client on whose occasion it was found
            failingToForget.failed("tried again later", e);
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
