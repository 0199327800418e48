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
     *   <li>KEYS: clients, gone, due, counts, writes
     *   <li>ARGV: client id; record before and after, empty for none; when it is due and when to forget it, 0 for never;
     *       count to take from and to add to, empty for none; place and number of this write; milliseconds to keep that
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
            if redis.call('HGET', KEYS[5], ARGV[8]) == ARGV[9] then
              return false
            end
            redis.call('ZCARD', KEYS[2])
            redis.call('ZCARD', KEYS[3])
            redis.call('HLEN', KEYS[4])
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
            place(KEYS[3], ARGV[4])
            place(KEYS[2], ARGV[5])
            if ARGV[6] ~= ARGV[7] then
              count(KEYS[4], ARGV[6], -1)
              count(KEYS[4], ARGV[7], 1)
            end
            redis.call('HSET', KEYS[5], ARGV[8], ARGV[9])
            redis.call('PEXPIRE', KEYS[5], ARGV[10])
            return false
            """, ScriptOutputType.VALUE);

    /**
     * Forgets clients of a group that are long gone.
     *
     * <ul>
     *   <li>KEYS: clients, gone, counts
     *   <li>ARGV: now, how many at most, the count to take from
     *   <li>returns how many it were
     * </ul>
     */
    static final Script<Long> FORGET = new Script<>(COUNT + """
            local gone = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
            redis.call('HLEN', KEYS[1])
            redis.call('HLEN', KEYS[3])
            for _, id in ipairs(gone) do
              redis.call('HDEL', KEYS[1], id)
              redis.call('ZREM', KEYS[2], id)
            end
            if #gone > 0 then
              count(KEYS[3], ARGV[3], -#gone)
            end
            return #gone
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
