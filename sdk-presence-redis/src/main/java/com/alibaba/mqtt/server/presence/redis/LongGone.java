package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forgets the clients that are long gone. It has no thread: whoever comes by takes a step, at most one a second, for one
 * group and a bounded number of clients.
 */
final class LongGone {
    private static final int MAX = 1_000;
    private static final long STEP_MILLIS = 1_000;

    private final RedisKeys keys;
    private final Clock clock;
    private final Damage damage;
    private final ReentrantLock stepping = new ReentrantLock();
    /** Those to look through in this round. */
    private final Deque<String> groups = new ArrayDeque<>();

    private volatile long nextAt;

    LongGone(RedisKeys keys, Clock clock, Damage damage) {
        this.keys = keys;
        this.damage = damage;
        this.clock = clock;
        this.nextAt = clock.millis();
    }

    void step(RedisCommands<byte[], byte[]> redis) {
        long now = clock.millis();
        // also if the clock was set back
        boolean due = now >= nextAt || nextAt - now > STEP_MILLIS;
        if (!due || !stepping.tryLock()) {
            return;
        }
        try {
            nextAt = now + STEP_MILLIS;
            if (groups.isEmpty()) {
                groups.addAll(groups(redis, keys, damage));
            }
            String group = groups.poll();
            if (group != null && forget(redis, group, now) == MAX) {
                groups.addFirst(group);
            }
        } finally {
            stepping.unlock();
        }
    }

    private long forget(RedisCommands<byte[], byte[]> redis, String group, long now) {
        return Script.FORGET.run(
                redis,
                keys.andIndexes(keys.clients(group), keys.gone(group), keys.counts()),
                String.valueOf(now).getBytes(UTF_8),
                String.valueOf(MAX).getBytes(UTF_8),
                RedisKeys.count(PresenceState.OFFLINE, group));
    }

    static Set<String> groups(RedisCommands<byte[], byte[]> redis, RedisKeys keys, Damage damage) {
        return RedisCounts.read(redis.hgetall(keys.counts()), damage).keySet();
    }
}
