package com.alibaba.mqtt.server.presence;

import com.alibaba.mqtt.server.model.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link RecordWriter} wrote. */
final class RecordReader {
    private static final PresenceState[] STATES = {PresenceState.UNKNOWN, PresenceState.ONLINE, PresenceState.OFFLINE};
    private static final EventType[] KINDS = {EventType.CONNECT, EventType.DISCONNECT, EventType.TCPCLEAN};
    private static final Task[] TASKS = {null, Task.CONFIRM, Task.RECHECK, Task.RECONCILE};
    private static final int TYPICAL_FACTS = 2;

    private final byte[] bytes;
    private int at;

    RecordReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the client id of an entry. */
    static String clientIdOf(byte[] entry) {
        return new RecordReader(entry).text();
    }

    /** Returns the record of an entry. */
    static PresenceRecord recordOf(byte[] entry) {
        RecordReader reader = new RecordReader(entry);
        reader.at = idEnd(entry);
        return reader.read();
    }

    /** Returns where the client id ends in an entry. */
    static int idEnd(byte[] entry) {
        RecordReader reader = new RecordReader(entry);
        int length = (int) reader.number();
        return reader.at + length;
    }

    /** Returns the record that the bytes are; unlike {@link #read}, trusts nothing in them. */
    PresenceRecord readAll() {
        PresenceRecord record = read();
        if (at != bytes.length) {
            throw new IllegalArgumentException("a presence record ends after " + at + " of " + bytes.length + " bytes");
        }
        Evidence evidence = record.evidence;
        for (int fact = 1; fact < evidence.size(); fact++) {
            if (evidence.fact(fact).compareTo(evidence.fact(fact - 1)) >= 0) {
                throw new IllegalArgumentException("the facts of a presence record are not in order");
            }
        }
        if (record.sessions < 0 || record.flaps < 0 || record.ask.failures() < 0 || record.told.attempts() < 0) {
            throw new IllegalArgumentException("a presence record has a negative count");
        }
        return record;
    }

    PresenceRecord read() {
        int flags = next();
        int sessions = (int) number();
        int flaps = (int) number();
        long dueAt = (flags & RecordWriter.DUE) == 0 ? 0 : time();
        int which = (flags & RecordWriter.ANSWERS) == 0 ? 0 : next();
        Answer live = null;
        Answer cached = null;
        if ((which & RecordWriter.LIVE) != 0) {
            live = new Answer((which & RecordWriter.LIVE_ONLINE) != 0, time());
        }
        if ((which & RecordWriter.CACHED) != 0) {
            cached = new Answer((which & RecordWriter.CACHED_ONLINE) != 0, time());
        }
        boolean doubtful = (flags & RecordWriter.DOUBTFUL) != 0;
        Doubt doubt = doubtful ? Doubt.UNKNOWN : Doubt.NONE;
        Ask ask = Ask.NONE;
        if ((which & RecordWriter.ASK) != 0) {
            doubt = Doubt.of(next());
            ask = ask();
        }
        PresenceState toldState = STATES[flags >> 2 & 3];
        Told told = dueAt == 0 && (which & RecordWriter.TOLD) == 0 ? Told.of(toldState) : told(toldState, dueAt, which);
        Burst burst = Burst.NONE;
        if ((flags & RecordWriter.BURST) != 0) {
            int due = next();
            burst = new Burst(
                    time(), (due & RecordWriter.FLAPPING_DUE) != 0, time(), (due & RecordWriter.FIGHT_DUE) != 0);
        }
        return new PresenceRecord(evidence(live, cached), STATES[flags & 3], doubt, told, ask, burst, sessions, flaps);
    }

    private Ask ask() {
        int code = next();
        Doubt missed = Doubt.of(next());
        int failures = (int) number();
        long askAt = code == 0 ? 0 : time();
        return new Ask(code == 0 ? null : TASKS[code], askAt, failures, missed, missed == Doubt.NONE ? 0 : time());
    }

    private Told told(PresenceState state, long dueAt, int which) {
        long number = (which & RecordWriter.NUMBER) == 0 ? 0 : time();
        // a record of before has no more than when it is due
        long changedAt = (which & RecordWriter.CHANGED) == 0 ? dueAt : time();
        if ((which & RecordWriter.RETRY) == 0) {
            return new Told(state, number, changedAt, dueAt, 0, 0, PresenceState.UNKNOWN);
        }
        return new Told(state, number, changedAt, dueAt, time(), (int) number(), STATES[next() & 3]);
    }

    private Evidence evidence(Answer live, Answer cached) {
        Fact[] facts = new Fact[TYPICAL_FACTS];
        int count = 0;
        Fact before = null;
        while (at < bytes.length && bytes[at] != RecordWriter.PADDING) {
            if (count == facts.length) {
                facts = Arrays.copyOf(facts, 2 * count);
            }
            before = fact(before);
            facts[count++] = before;
        }
        return new Evidence(facts, count, live, cached);
    }

    private Fact fact(Fact before) {
        int flags = next();
        ChannelId channel = switch (flags >> RecordWriter.CHANNEL_SHIFT & 3) {
            case RecordWriter.SAME -> first(before).channel();
            case RecordWriter.NONE -> ChannelId.NONE;
            case RecordWriter.PACKED -> new ChannelId(fixed(Long.BYTES), fixed(Long.BYTES), null);
            default -> new ChannelId(0, 0, text());
        };
        Address address = switch (flags >> RecordWriter.ADDRESS_SHIFT & 3) {
            case RecordWriter.SAME -> first(before).address();
            case RecordWriter.NONE -> Address.NONE;
            case RecordWriter.PACKED -> new Address(fixed(6), null);
            default -> new Address(0, text());
        };
        long time = before == null ? time() : before.time() - number();
        return new Fact(channel, KINDS[flags & 3], time, address, (flags & RecordWriter.GUESSED) != 0);
    }

    private static Fact first(Fact before) {
        if (before == null) {
            throw new IllegalArgumentException("a presence record refers to a fact before its first one");
        }
        return before;
    }

    private String text() {
        int length = (int) number();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    private long time() {
        long offset = fixed(5);
        if (offset == RecordWriter.FAR) {
            return fixed(Long.BYTES);
        }
        return offset == 0 ? 0 : RecordWriter.BASE + offset;
    }

    private long fixed(int count) {
        if (at + Long.BYTES <= bytes.length) {
            long value = (long) RecordWriter.LONGS.get(bytes, at) >>> (Long.SIZE - Byte.SIZE * count);
            at += count;
            return value;
        }
        long value = 0;
        for (int left = count; left > 0; left--) {
            value = value << 8 | next();
        }
        return value;
    }

    private long number() {
        long value = 0;
        int shift = 0;
        int one;
        do {
            one = next();
            value |= (long) (one & 0x7F) << shift;
            shift += 7;
        } while ((one & 0x80) != 0);
        return value;
    }

    private int next() {
        return bytes[at++] & 0xFF;
    }
}
