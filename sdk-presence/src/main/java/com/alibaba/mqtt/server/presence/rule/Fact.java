package com.alibaba.mqtt.server.presence.rule;

import com.alibaba.mqtt.server.model.EventType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one notice says, and nothing about when it arrived: a channel was opened, or its end was announced, or it ended.
 * The order is total: time, kind, channel, address, and what is not guessed. Internal,
 * not exported.
 */
public final class Fact implements Comparable<Fact> {
    private final ChannelId channel;
    private final EventType kind;
    private final Address address;
    /** The lowest bit says whether it is a guess: as a field of its own it would make each fact a quarter bigger. */
    private final long timeAndGuess;

    /** Creates a fact; {@code guessed} is whether the time is a guess. */
    public Fact(ChannelId channel, EventType kind, long time, Address address, boolean guessed) {
        this.channel = channel;
        this.kind = kind;
        this.address = address;
        this.timeAndGuess = time << 1 | (guessed ? 1 : 0);
    }

    /** Creates a fact whose time is the service's. */
    public Fact(ChannelId channel, EventType kind, long time, Address address) {
        this(channel, kind, time, address, false);
    }

    /** Returns the channel. */
    public ChannelId channel() {
        return channel;
    }

    /** Returns what happened to it. */
    public EventType kind() {
        return kind;
    }

    /** Returns when it happened, in milliseconds. */
    public long time() {
        return timeAndGuess >> 1;
    }

    /** Returns the client's address. */
    public Address address() {
        return address;
    }

    /**
     * Returns whether the time is ours, as the notice had none that can be used: then it is when the notice arrived, and says
     * nothing about what happened before or after it on another channel.
     */
    public boolean guessed() {
        return (timeAndGuess & 1) != 0;
    }

    /** Returns whether the channel was opened. */
    public boolean opens() {
        return kind == EventType.CONNECT;
    }

    /**
     * Returns whether only the greater one of the two is worth keeping. Without channel ids each notice is on its own,
     * distinguished from a duplicate by its time only.
     */
    public boolean repeats(Fact other) {
        return kind == other.kind && channel.equals(other.channel) && (time() == other.time() || !channel.isNone());
    }

    /** Returns whether this is about the same as the other one, and its time is a guess that says less. */
    boolean isWorseGuessThan(Fact other) {
        return guessed()
                && kind == other.kind
                && !channel.isNone()
                && channel.equals(other.channel)
                && (!other.guessed() || other.time() < time());
    }

    @Override
    public int compareTo(Fact other) {
        int order = Long.compare(time(), other.time());
        if (order == 0) {
            order = kind.compareTo(other.kind);
        }
        if (order == 0) {
            order = channel.compareTo(other.channel);
        }
        if (order == 0) {
            order = address.compareTo(other.address);
        }
        return order != 0 ? order : Boolean.compare(other.guessed(), guessed());
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Fact other && compareTo(other) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(channel, kind, timeAndGuess);
    }

    @Override
    public String toString() {
        return "Fact[" + kind + " of " + channel.text() + " at " + time() + (guessed() ? ", a guess" : "") + ", "
                + address.text() + "]";
    }
}
