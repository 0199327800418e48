package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.Base16;

/**
 * A Lua script, which Redis runs in one step. It is sent once, then named by its digest, until the server forgets it.
 *
 * @param <T> what it returns
 */
final class Script<T> {
    /** Adds to one of the counts of a key; one that is no number begins anew. */
    private static final String COUNT = """
            local function count(key, field, by)
              if field == '' then
                return
              end
              local done = redis.pcall('HINCRBY', key, field, by)
              if type(done) == 'table' and done.err then
                redis.call('HSET', key, field, math.max(0, by))
              end
            end
            """;

    /**
     * Replaces a client's record if it is still what it was, with its places in the indexes and the counts.
     *
     * <ul>
     *   <li>KEYS: clients, gone, counts, writes, then the index of each task
     *   <li>ARGV: client id; record before and after, empty for none; when to forget it, 0 for never; count to take from and
     *       to add to, empty for none; place and number of this write; milliseconds to keep that; then when it is due for
     *       each task, 0 for never
     *   <li>returns null if it is done, else the record that is there, empty for none
     * </ul>
     *
     * When the connection is lost, the client sends again what was not answered. So a write that is done already must be
     * known as such, even if others wrote since.
     *
     * <p>A script that fails in the middle is not undone. So what can be of a wrong type is looked at before anything is
     * written, and a count that is no number begins anew.
     */
    static final Script<byte[]> WRITE = new Script<>(COUNT + """
            if redis.call('HGET', KEYS[4], ARGV[7]) == ARGV[8] then
              return false
            end
            redis.call('ZCARD', KEYS[2])
            redis.call('HLEN', KEYS[3])
            for i = 5, #KEYS do
              redis.call('ZCARD', KEYS[i])
            end
            local present = redis.call('HGET', KEYS[1], ARGV[1]) or ''
            if present ~= ARGV[2] then
              return present
            end
            if ARGV[3] == '' then
              redis.call('HDEL', KEYS[1], ARGV[1])
            else
              redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
            end
            local function place(key, at)
              if at == '0' then
                redis.call('ZREM', key, ARGV[1])
              else
                redis.call('ZADD', key, at, ARGV[1])
              end
            end
            place(KEYS[2], ARGV[4])
            for i = 5, #KEYS do
              place(KEYS[i], ARGV[i + 5])
            end
            if ARGV[5] ~= ARGV[6] then
              count(KEYS[3], ARGV[5], -1)
              count(KEYS[3], ARGV[6], 1)
            end
            redis.call('HSET', KEYS[4], ARGV[7], ARGV[8])
            redis.call('PEXPIRE', KEYS[4], ARGV[9])
            return false
            """, ScriptOutputType.VALUE);

    /**
     * Forgets clients of a group that are long gone.
     *
     * <ul>
     *   <li>KEYS: clients, gone, counts, then the index of each task
     *   <li>ARGV: now, the maximum of clients, the count to take from
     *   <li>returns how many it were
     * </ul>
     */
    static final Script<Long> FORGET = new Script<>(COUNT + """
            local gone = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
            redis.call('HLEN', KEYS[1])
            redis.call('HLEN', KEYS[3])
            for i = 4, #KEYS do
              redis.call('ZCARD', KEYS[i])
            end
            for _, id in ipairs(gone) do
              redis.call('HDEL', KEYS[1], id)
              redis.call('ZREM', KEYS[2], id)
              for i = 4, #KEYS do
                redis.call('ZREM', KEYS[i], id)
              end
            end
            if #gone > 0 then
              count(KEYS[3], ARGV[3], -#gone)
            end
            return #gone
            """, ScriptOutputType.INTEGER);

    /**
     * Takes leave for one call to the service, by the clock of the server, so that all nodes have the same.
     *
     * <ul>
     *   <li>KEYS: calls
     *   <li>ARGV: microseconds between two calls
     *   <li>returns 0, or the microseconds to wait
     * </ul>
     */
    static final Script<Long> CALL = new Script<>("""
            if redis.replicate_commands then
              redis.replicate_commands()
            end
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local free = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
            local between = tonumber(ARGV[1])
            local left = free - now
            -- a clock that was set back, or a damaged key, must not hold up all
            if left > 0 and left <= between then
              return left
            end
            redis.call('SET', KEYS[1], string.format('%.0f', now + between), 'PX', math.ceil(between / 1000) + 1000)
            return 0
            """, ScriptOutputType.INTEGER);

    private final String source;
    private final String digest;
    private final ScriptOutputType type;

    private Script(String source, ScriptOutputType type) {
        this.source = source;
        this.digest = Base16.digest(source.getBytes(UTF_8));
        this.type = type;
    }

    T run(RedisCommands<byte[], byte[]> redis, byte[][] keys, byte[]... arguments) {
        try {
            return redis.evalsha(digest, type, keys, arguments);
        } catch (RedisNoScriptException e) {
            // a new server, or one that was started again; it remembers from now on
            return redis.eval(source, type, keys, arguments);
        }
    }
}
