package com.alibaba.mqtt.server.presence.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.presence.RecordFormat;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.store.Task;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The names of all keys of one instance. They have one hash tag, so that all are in one slot of a cluster and one script
 * can change them together.
 *
 * <pre>
 * P:{I:V}:clients:GROUP   hash        client id: record
 * P:{I:V}:gone:GROUP      sorted set  client id: when to forget it; those that are offline, and notified
 * P:{I:V}:due             sorted set  client id: when to notify it
 * P:{I:V}:confirm         sorted set  client id: when to ask about it; the same for recheck and reconcile
 * P:{I:V}:calls           string      when the next call to the service may be made, in microseconds; ends by itself
 * P:{I:V}:counts          hash        STATE:GROUP: how many clients
 * P:{I:V}:writes:STORE    hash        number of a place: the last write from there; ends by itself
 * </pre>
 *
 * P is the prefix, I the instance, V the version of the records; GROUP is empty for client ids without {@code @@@}.
 */
final class RedisKeys {
    private final String start;

    RedisKeys(String prefix, String instanceId) {
        this.start = prefix + ":{" + instanceId + ":" + RecordFormat.VERSION + "}:";
    }

    byte[] clients(String group) {
        return key("clients:" + group);
    }

    byte[] gone(String group) {
        return key("gone:" + group);
    }

    byte[] due(Task task) {
        return key(
                switch (task) {
                    case NOTIFY -> "due";
                    case CONFIRM -> "confirm";
                    case RECHECK -> "recheck";
                    case RECONCILE -> "reconcile";
                });
    }

    /** Returns these keys and behind them the index of each task, in the order of {@link Task#values()}. */
    byte[][] andIndexes(byte[]... first) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(Task.values()).map(this::due))
                .toArray(byte[][]::new);
    }

    byte[] calls() {
        return key("calls");
    }

    byte[] counts() {
        return key("counts");
    }

    byte[] writes(String storeId) {
        return key("writes:" + storeId);
    }

    /** The field of {@link #counts()}. */
    static byte[] count(PresenceState state, String group) {
        return (state + ":" + group).getBytes(UTF_8);
    }

    private byte[] key(String name) {
        return (start + name).getBytes(UTF_8);
    }

    @Override
    public String toString() {
        return start + "*";
    }
}
