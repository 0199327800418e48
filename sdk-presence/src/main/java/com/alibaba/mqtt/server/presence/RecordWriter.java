package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.model.EventType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a record as few bytes. Not thread-safe.
 *
 * <pre>
 * entry    client id as text, record, padding
 * record   flags, sessions, flaps, [due], [more], [burst], facts, the newest first
 * more     flags, [live], [cached], [ask], [number], [changed], [retry]
 * ask      doubt, task, what was missed, failures, [time], [time when it was missed]
 * retry    time, attempts, the state told before
 * fact     flags, [channel], [address], time (of the first) or milliseconds before the one in front
 * time     5 bytes from 2020 on, all 0 for 0; or 5 bytes of ones, and 8
 * text     number of its bytes, UTF-8
 * number   7 bits a byte, the lowest first
 * </pre>
 */
final class RecordWriter {
    /** The first flags: state 0-1, told 2-3, then these. */
    static final int DOUBTFUL = 1 << 4;

    static final int DUE = 1 << 5;
    static final int ANSWERS = 1 << 6;
    static final int BURST = 1 << 7;

    /** A fact's flags: kind 0-1, channel 2-3, address 4-5, then this. */
    static final int GUESSED = 1 << 6;

    static final int SAME = 0;

    static final int NONE = 1;
    static final int PACKED = 2;
    static final int TEXT = 3;
    static final int CHANNEL_SHIFT = 2;
    static final int ADDRESS_SHIFT = 4;

    static final int LIVE = 1;
    static final int LIVE_ONLINE = 1 << 1;
    static final int CACHED = 1 << 2;
    static final int CACHED_ONLINE = 1 << 3;

    /** Behind the answers, in the same byte. */
    static final int ASK = 1 << 4;

    static final int NUMBER = 1 << 5;
    static final int CHANGED = 1 << 6;
    static final int RETRY = 1 << 7;
    static final int TOLD = NUMBER | CHANGED | RETRY;

    static final int FLAPPING_DUE = 1;
    static final int FIGHT_DUE = 1 << 1;

    /** 2020-01-01: what comes before needs 13 bytes instead of 5, as does what comes after 2054. */
    static final long BASE = 1_577_836_800_000L;

    static final long FAR = (1L << 40) - 1;

    /** No fact begins with it. */
    static final byte PADDING = -1;

    private static final long PADDINGS = -1;

    /** An array longer than needed by no more than this is used again. */
    private static final int MAX_SPARE = Long.BYTES;

    private static final int TYPICAL_BYTES = 256;
    private static final int MAX_KEPT_BYTES = 4_096;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What a fact takes at most, and what comes before the facts, without texts; room for it is made at once. */
    private static final int MAX_WITHOUT_TEXTS = 192;

    private byte[] bytes = new byte[TYPICAL_BYTES];
    private int size;

    /** Forgets what was written and begins the entry of a client; returns the array it is in, with anything behind it. */
    byte[] begin(String clientId) {
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[TYPICAL_BYTES];
        }
        size = 0;
        text(clientId);
        return bytes;
    }

    /**
     * Returns the entry that was begun with the record; it is the one before if that fits, else a new one. Its length is
     * a multiple of 8, as an array's memory is in any case.
     */
    byte[] entry(PresenceRecord record, byte[] before) {
        put(record);
        int length = (size + Long.BYTES - 1) & -Long.BYTES;
        boolean fits = before != null && before.length >= length && before.length <= length + MAX_SPARE;
        byte[] entry = fits ? before : new byte[length];
        // as much as can be behind it, whether it is or not: a loop of that length would be foreseen wrong each time
        reserve(2 * Long.BYTES);
        LONGS.set(bytes, size, PADDINGS);
        LONGS.set(bytes, size + Long.BYTES, PADDINGS);
        System.arraycopy(bytes, 0, entry, 0, entry.length);
        return entry;
    }

    /** Returns the record alone. */
    byte[] write(PresenceRecord record) {
        put(record);
        return Arrays.copyOf(bytes, size);
    }

    private void put(PresenceRecord record) {
        reserve(0);
        Evidence evidence = record.evidence;
        Told told = record.told;
        int more = more(record);
        boolean burst = !record.burst.isNone();
        put(code(record.state)
                | code(told.state()) << 2
                | (record.isDoubtful() ? DOUBTFUL : 0)
                | (told.dueAt() != 0 ? DUE : 0)
                | (more != 0 ? ANSWERS : 0)
                | (burst ? BURST : 0));
        number(record.sessions);
        number(record.flaps);
        if (told.dueAt() != 0) {
            time(told.dueAt());
        }
        if (more != 0) {
            put(more);
            more(record, more);
        }
        if (burst) {
            put((record.burst.flappingDue() ? FLAPPING_DUE : 0) | (record.burst.fightDue() ? FIGHT_DUE : 0));
            time(record.burst.flappingAt());
            time(record.burst.fightAt());
        }
        Fact before = null;
        for (int at = 0; at < evidence.size(); at++) {
            fact(evidence.fact(at), before);
            before = evidence.fact(at);
        }
    }

    private static int more(PresenceRecord record) {
        Answer live = record.evidence.live();
        Answer cached = record.evidence.cached();
        Told told = record.told;
        return (live == null ? 0 : live.online() ? LIVE | LIVE_ONLINE : LIVE)
                | (cached == null ? 0 : cached.online() ? CACHED | CACHED_ONLINE : CACHED)
                | (record.isDoubtful() || !record.ask.isNone() ? ASK : 0)
                | (told.number() != 0 ? NUMBER : 0)
                | (told.changedAt() != told.dueAt() ? CHANGED : 0)
                | (told.retryAt() != 0 ? RETRY : 0);
    }

    private void more(PresenceRecord record, int more) {
        if ((more & LIVE) != 0) {
            time(record.evidence.live().askedAt());
        }
        if ((more & CACHED) != 0) {
            time(record.evidence.cached().askedAt());
        }
        if ((more & ASK) != 0) {
            ask(record.doubt, record.ask);
        }
        Told told = record.told;
        if ((more & NUMBER) != 0) {
            time(told.number());
        }
        if ((more & CHANGED) != 0) {
            time(told.changedAt());
        }
        if ((more & RETRY) != 0) {
            time(told.retryAt());
            number(told.attempts());
            put(code(told.before()));
        }
    }

    private void ask(Doubt doubt, Ask ask) {
        put(doubt.code);
        put(ask.task() == null ? 0 : code(ask.task()));
        put(ask.missed().code);
        number(ask.failures());
        if (ask.task() != null) {
            time(ask.at());
        }
        if (ask.missed() != Doubt.NONE) {
            time(ask.missedAt());
        }
    }

    private void fact(Fact fact, Fact before) {
        reserve(0);
        ChannelId channel = fact.channel();
        Address address = fact.address();
        int channelForm = before != null && channel.equals(before.channel()) ? SAME : form(channel.odd());
        int addressForm = before != null && address.equals(before.address()) ? SAME : form(address.odd());
        put(code(fact.kind())
                | channelForm << CHANNEL_SHIFT
                | addressForm << ADDRESS_SHIFT
                | (fact.guessed() ? GUESSED : 0));
        if (channelForm == PACKED) {
            whole(channel.high());
            whole(channel.low());
        } else if (channelForm == TEXT) {
            text(channel.odd());
        }
        if (addressForm == PACKED) {
            fixed(address.packed(), 6);
        } else if (addressForm == TEXT) {
            text(address.odd());
        }
        if (before == null) {
            time(fact.time());
        } else {
            number(before.time() - fact.time());
        }
    }

    private static int code(PresenceState state) {
        return switch (state) {
            case UNKNOWN -> 0;
            case ONLINE -> 1;
            case OFFLINE -> 2;
        };
    }

    private static int code(Task task) {
        return switch (task) {
            case NOTIFY -> throw new IllegalArgumentException("NOTIFY is no question");
            case CONFIRM -> 1;
            case RECHECK -> 2;
            case RECONCILE -> 3;
        };
    }

    private static int code(EventType kind) {
        return switch (kind) {
            case CONNECT -> 0;
            case DISCONNECT -> 1;
            case TCPCLEAN -> 2;
        };
    }

    private static int form(String odd) {
        return odd == null ? PACKED : odd.isEmpty() ? NONE : TEXT;
    }

    private void text(String text) {
        int length = text.length();
        reserve(length);
        int start = size;
        number(length);
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            if (c >= 0x80) {
                size = start;
                utf8(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size + at] = (byte) c;
        }
        size += length;
    }

    private void utf8(byte[] utf8) {
        reserve(utf8.length);
        number(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    private void time(long time) {
        long offset = time == 0 ? 0 : time - BASE;
        if (time == 0 || (offset > 0 && offset < FAR)) {
            fixed(offset, 5);
        } else {
            fixed(FAR, 5);
            whole(time);
        }
    }

    /** Up to 8 bytes, the highest first. */
    private void fixed(long value, int count) {
        whole(value << (Long.SIZE - Byte.SIZE * count));
        size -= Long.BYTES - count;
    }

    private void whole(long value) {
        LONGS.set(bytes, size, value);
        size += Long.BYTES;
    }

    private void number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
    }

    private void put(int value) {
        bytes[size++] = (byte) value;
    }

    private void reserve(int text) {
        int needed = size + text + MAX_WITHOUT_TEXTS;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
    }
}
