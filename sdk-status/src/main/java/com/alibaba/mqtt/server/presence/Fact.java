package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.model.EventType;

/**
 * What one notice says, and nothing about when it arrived: a channel was opened, or its end was announced, or it ended.
 * The order is total: time, kind, channel, address, and what is not guessed.
 *
 * @param guessed whether the time is ours, as the notice had none that can be used: then it is when the notice arrived,
 *     and tells nothing about what happened before or after it on another channel
 */
record Fact(ChannelId channel, EventType kind, long time, Address address, boolean guessed)
        implements Comparable<Fact> {
    Fact(ChannelId channel, EventType kind, long time, Address address) {
        this(channel, kind, time, address, false);
    }

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

    /** Tells whether this is about the same as the other one, and its time is a guess that says less. */
    boolean isWorseGuessThan(Fact other) {
        return guessed
                && kind == other.kind
                && !channel.isNone()
                && channel.equals(other.channel)
                && (!other.guessed || other.time < time);
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
        if (order == 0) {
            order = address.compareTo(other.address);
        }
        return order != 0 ? order : Boolean.compare(other.guessed, guessed);
    }
}
