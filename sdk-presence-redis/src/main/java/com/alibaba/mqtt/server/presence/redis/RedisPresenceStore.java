package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.presence.PresenceRecord;
import com.alibaba.mqtt.server.presence.PresenceState;
import com.alibaba.mqtt.server.presence.PresenceStore;
import com.alibaba.mqtt.server.presence.StateCounts;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
    private static final int MOST_TRIES = 1_000;
    private static final int PAGE = 500;
    private static final long SETTLE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte[] NONE = {};
    private static final byte[] NEVER = {'0'};
    /** Longer than a write is tried. */
    private static final byte[] KEEP_WRITES_MILLIS = "3600000".getBytes(UTF_8);

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisKeys keys;
    private final RedisErrors errors;
    private final long forgetAfterMillis;
    private final Clock clock;
    private final Runnable release;
    private final LongGone longGone;
    private final byte[] writes;
    private final Queue<Integer> places = new ConcurrentLinkedQueue<>();
    private final AtomicInteger placeCount = new AtomicInteger();
    private final AtomicLong writeCount = new AtomicLong();
    private volatile boolean closed;

    /** Takes over the connection; {@code release} ends what the connection needs, if that is ours. */
    RedisPresenceStore(
            StatefulRedisConnection<byte[], byte[]> connection,
            RedisKeys keys,
            RedisErrors errors,
            long forgetAfterMillis,
            Clock clock,
            Runnable release) {
        this.connection = connection;
        this.keys = keys;
        this.errors = errors;
        this.forgetAfterMillis = forgetAfterMillis;
        this.clock = clock;
        this.release = release;
        this.longGone = new LongGone(keys, clock);
        this.writes = keys.writes(UUID.randomUUID().toString());
    }

    /** Returns a builder; the instance id and where Redis is have no default. */
    public static RedisPresenceStoreBuilder builder() {
        return new RedisPresenceStoreBuilder();
    }

    @Override
    public PresenceRecord get(String clientId) {
        return decoded(read(clientId));
    }

    private byte[] read(String clientId) {
        byte[] bytes = ask(redis -> redis.hget(keys.clients(RedisKeys.groupOf(clientId)), clientId.getBytes(UTF_8)));
        return bytes == null ? NONE : bytes;
    }

    private static PresenceRecord decoded(byte[] bytes) {
        return bytes.length == 0 ? PresenceRecord.EMPTY : PresenceRecord.of(bytes);
    }

    @Override
    public PresenceRecord update(String clientId, UnaryOperator<PresenceRecord> change) {
        // not after the write: an error must not hide that it is done
        forgetLongGone();
        byte[] bytes = read(clientId);
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            PresenceRecord before = decoded(bytes);
            PresenceRecord after = change.apply(before);
            if (after == before) {
                return after;
            }
            byte[] present = write(clientId, bytes, before, after);
            if (present == null) {
                return after;
            }
            bytes = present;
        }
        throw new UncheckedIOException(errors.contended(clientId, MOST_TRIES));
    }

    /** Returns null if it is written, else the bytes that are there instead of those expected. */
    private byte[] write(String clientId, byte[] expected, PresenceRecord before, PresenceRecord after) {
        String group = RedisKeys.groupOf(clientId);
        boolean gone = after.state() == PresenceState.OFFLINE && after.dueAt() == 0;
        Integer free = places.poll();
        int place = free == null ? placeCount.incrementAndGet() : free;
        byte[][] names = {keys.clients(group), keys.gone(group), keys.due(), keys.counts(), writes};
        byte[][] arguments = {
            clientId.getBytes(UTF_8),
            expected,
            after.isEmpty() ? NONE : after.toBytes(),
            after.isEmpty() ? NEVER : number(after.dueAt()),
            gone ? number(clock.millis() + forgetAfterMillis) : NEVER,
            expected.length == 0 ? NONE : RedisKeys.count(before.state(), group),
            after.isEmpty() ? NONE : RedisKeys.count(after.state(), group),
            number(place),
            number(writeCount.incrementAndGet()),
            KEEP_WRITES_MILLIS
        };
        byte[] present = settle(redis -> Script.WRITE.run(redis, names, arguments));
        // not after an error: Redis may still do that write, much later
        places.add(place);
        return present;
    }

    private static byte[] number(long number) {
        return String.valueOf(number).getBytes(UTF_8);
    }

    @Override
    public List<String> due(long nowMillis, int most) {
        forgetLongGone();
        Range<Long> past = Range.from(Range.Boundary.unbounded(), Range.Boundary.including(nowMillis));
        return ask(redis -> redis.zrangebyscore(keys.due(), past, Limit.create(0, most)).stream()
                .map(clientId -> new String(clientId, UTF_8))
                .toList());
    }

    @Override
    public Stream<Map.Entry<String, PresenceRecord>> clients() {
        ClientScan scan = new ClientScan(
                ask(redis -> LongGone.groups(redis, keys)),
                (group, cursor) ->
                        ask(redis -> redis.hscan(keys.clients(group), cursor, ScanArgs.Builder.limit(PAGE))));
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(scan, Spliterator.NONNULL), false);
    }

    @Override
    public Map<String, StateCounts> counts() {
        return RedisCounts.read(ask(redis -> redis.hgetall(keys.counts())));
    }

    private void forgetLongGone() {
        ask(redis -> {
            longGone.step(redis);
            return null;
        });
    }

    /** Asks again if the connection was lost. */
    private <T> T ask(Function<RedisCommands<byte[], byte[]>, T> question) {
        long end = System.nanoTime() + connection.getTimeout().toNanos();
        while (true) {
            try {
                return once(question);
            } catch (UncheckedIOException e) {
                if (!RedisErrors.is(ErrorCode.CONNECTION_LOST, e) || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Sends a write again until it is known whether it is done. */
    private <T> T settle(Function<RedisCommands<byte[], byte[]>, T> write) {
        long end = System.nanoTime() + SETTLE_NANOS;
        boolean open = false;
        while (true) {
            try {
                return once(write);
            } catch (UncheckedIOException e) {
                // what the server answers first is no doubt; what it answers when it was lost from sight is
                open |= RedisErrors.is(ErrorCode.TIMED_OUT, e) || RedisErrors.is(ErrorCode.CONNECTION_LOST, e);
                if (!open || !RedisErrors.isRetryable(e) || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private <T> T once(Function<RedisCommands<byte[], byte[]>, T> question) {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        try {
            return question.apply(connection.sync());
        } catch (RedisException | CancellationException e) {
            if (closed) {
                throw new IllegalStateException(this + " was closed meanwhile", e);
            }
            throw new UncheckedIOException(errors.of(e));
        }
    }

    /** Ends the connection, and the client unless it was given. The records stay on Redis. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        connection.close();
        release.run();
    }

    @Override
    public String toString() {
        return "RedisPresenceStore[" + keys + "]";
    }
}
