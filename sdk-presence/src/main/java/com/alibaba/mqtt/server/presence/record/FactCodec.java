package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.presence.rule.Address;
import com.alibaba.mqtt.server.presence.rule.Answer;
import com.alibaba.mqtt.server.presence.rule.ChannelId;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Fact;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The facts in a record, the newest first, up to the end of the bytes or to {@link #PADDING}:
 *
 * <pre>
 * fact     flags: kind 0-1, channel 2-3, address 4-5, whether the time is a guess 6
 *          [channel: 16 bytes, or text] [address: 6 bytes, or text]
 *          time (of the first), or number of milliseconds before the one in front
 * </pre>
 */
final class FactCodec {
    /** No fact begins with it. */
    static final byte PADDING = -1;

    private static final EventType[] KINDS = {EventType.CONNECT, EventType.DISCONNECT, EventType.TCPCLEAN};

    private static final int CHANNEL_SHIFT = 2;
    private static final int ADDRESS_SHIFT = 4;
    private static final int GUESSED = 1 << 6;

    /** The forms of a channel or an address; the first is that of the fact in front. */
    private static final int SAME = 0;

    private static final int NONE = 1;
    private static final int PACKED = 2;
    private static final int TEXT = 3;

    private static final int ADDRESS_BYTES = 6;
    private static final int TYPICAL_FACTS = 2;

    private FactCodec() {}

    static void write(ByteWriter out, Evidence evidence) {
        Fact before = null;
        for (int at = 0; at < evidence.size(); at++) {
            Fact fact = evidence.fact(at);
            write(out, fact, before);
            before = fact;
        }
    }

    static Evidence read(ByteReader in, @Nullable Answer live, @Nullable Answer cached) {
        Fact[] facts = new Fact[TYPICAL_FACTS];
        int count = 0;
        Fact before = null;
        while (!in.isAtEnd() && in.peek() != PADDING) {
            if (count == facts.length) {
                facts = Arrays.copyOf(facts, 2 * count);
            }
            before = read(in, before);
            facts[count++] = before;
        }
        return new Evidence(facts, count, live, cached);
    }

    private static void write(ByteWriter out, Fact fact, @Nullable Fact before) {
        out.reserve(0);
        ChannelId channel = fact.channel();
        Address address = fact.address();
        String oddChannel = channel.odd();
        String oddAddress = address.odd();
        int channelForm = before != null && channel.equals(before.channel()) ? SAME : form(oddChannel);
        int addressForm = before != null && address.equals(before.address()) ? SAME : form(oddAddress);
        out.put(code(fact.kind())
                | channelForm << CHANNEL_SHIFT
                | addressForm << ADDRESS_SHIFT
                | (fact.guessed() ? GUESSED : 0));
        if (channelForm == PACKED) {
            out.whole(channel.high());
            out.whole(channel.low());
        } else if (channelForm == TEXT && oddChannel != null) {
            out.text(oddChannel);
        }
        if (addressForm == PACKED) {
            out.fixed(address.packed(), ADDRESS_BYTES);
        } else if (addressForm == TEXT && oddAddress != null) {
            out.text(oddAddress);
        }
        if (before == null) {
            out.time(fact.time());
        } else {
            out.number(before.time() - fact.time());
        }
    }

    private static Fact read(ByteReader in, @Nullable Fact before) {
        int flags = in.next();
        ChannelId channel = switch (flags >> CHANNEL_SHIFT & 3) {
            case SAME -> first(before).channel();
            case NONE -> ChannelId.NONE;
            case PACKED -> new ChannelId(in.fixed(Long.BYTES), in.fixed(Long.BYTES), null);
            default -> new ChannelId(0, 0, in.text());
        };
        Address address = switch (flags >> ADDRESS_SHIFT & 3) {
            case SAME -> first(before).address();
            case NONE -> Address.NONE;
            case PACKED -> new Address(in.fixed(ADDRESS_BYTES), null);
            default -> new Address(0, in.text());
        };
        long time = before == null ? in.time() : before.time() - in.number();
        return new Fact(channel, KINDS[flags & 3], time, address, (flags & GUESSED) != 0);
    }

    private static Fact first(@Nullable Fact before) {
        if (before == null) {
            throw new IllegalArgumentException("a presence record refers to a fact before its first one");
        }
        return before;
    }

    private static int form(@Nullable String odd) {
        return odd == null ? PACKED : odd.isEmpty() ? NONE : TEXT;
    }

    private static int code(EventType kind) {
        return switch (kind) {
            case CONNECT -> 0;
            case DISCONNECT -> 1;
            case TCPCLEAN -> 2;
        };
    }
}
