package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.model.EventType;

/**
 * What one notice says, and nothing about when it arrived: a channel was opened, or its end was announced, or it ended.
 * The order is total: time, kind, channel, address.
 */
record Fact(ChannelId channel, EventType kind, long time, Address address) implements Comparable<Fact> {
    boolean opens() {
        return kind == EventType.CONNECT;
    }

    /**
     * Tells whether only the greater one of the two is worth keeping. Without channel ids each notice is on its own,
     * told from a duplicate by its time only.
     */
    boolean repeats(Fact other) {
        return kind == other.kind && channel.equals(other.channel) && (time == other.time || !channel.isNone());
    }

    @Override
    public int compareTo(Fact other) {
        int order = Long.compare(time, other.time);
        if (order == 0) {
            order = kind.compareTo(other.kind);
        }
        if (order == 0) {
            order = channel.compareTo(other.channel);
        }
        return order != 0 ? order : address.compareTo(other.address);
    }
}
