package com.alibaba.mqtt.server.presence.record;

import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import com.alibaba.mqtt.server.presence.rule.Answer;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.store.Task;
import org.jspecify.annotations.Nullable;

/**
 * The form of a record in bytes, for files, Redis and memory; as few bytes as possible. Each part is written and read by two
 * methods that stand one behind the other. Internal, not exported.
 *
 * <pre>
 * record   flags: state 0-1, state notified 2-3, whether uncertain 4, due 5, more 6, burst 7
 *          sessions, flaps, [due time], [more], [burst], {@linkplain FactCodec facts}
 * more     flags: live 0, online 1, cached 2, online 3, recheck 4, number 5, changed 6, retry 7
 *          [live time], [cached time], [recheck], [number], [changed time], [retry]
 * recheck  uncertainty, task, what was missed, failures, [time], [time when it was missed]
 * retry    time, attempts, the state notified before
 * burst    flags: flapping due 0, takeover due 1; time of flapping, time of the takeover
 * </pre>
 *
 * A record that was written before there were rechecks has no more than its answers.
 */
public final class RecordCodec {
    /** The version of the bytes. */
    public static final int VERSION = 1;

    /** Far beyond what the bounds of the evidence let grow. */
    private static final int MAX_BYTES = 1 << 20;

    /** By the codes of the bytes, which are never to be changed; so new ones come last. */
    private static final PresenceState[] STATES = {PresenceState.UNKNOWN, PresenceState.ONLINE, PresenceState.OFFLINE};

    private static final Uncertainty[] UNCERTAINTIES = {
        Uncertainty.NONE,
        Uncertainty.UNKNOWN,
        Uncertainty.ORDER,
        Uncertainty.TIME,
        Uncertainty.LOST_NOTICE,
        Uncertainty.ANSWER,
        Uncertainty.CACHE,
        Uncertainty.START,
        Uncertainty.GAP,
        Uncertainty.GIVEN_UP,
        Uncertainty.AGE,
        Uncertainty.UNANSWERED,
        Uncertainty.WATCHED
    };
    private static final @Nullable Task[] TASKS = {null, Task.CONFIRM, Task.RECHECK, Task.RECONCILE};

    private static final int NOTIFIED_SHIFT = 2;
    private static final int UNCERTAIN = 1 << 4;
    private static final int DUE = 1 << 5;
    private static final int MORE = 1 << 6;
    private static final int BURST = 1 << 7;

    private static final int LIVE = 1;
    private static final int LIVE_ONLINE = 1 << 1;
    private static final int CACHED = 1 << 2;
    private static final int CACHED_ONLINE = 1 << 3;
    private static final int RECHECK = 1 << 4;
    private static final int NUMBER = 1 << 5;
    private static final int CHANGED = 1 << 6;
    private static final int RETRY = 1 << 7;
    private static final int NOTIFIED = NUMBER | CHANGED | RETRY;

    private static final int FLAPPING_DUE = 1;
    private static final int TAKEOVER_DUE = 1 << 1;

    private RecordCodec() {}

    /** Returns the record in bytes, a new array. */
    static byte[] bytes(ClientRecord record) {
        ByteWriter out = new ByteWriter();
        write(out, record);
        return out.copy();
    }

    /**
     * Returns the record that the bytes are; trusts nothing in them.
     *
     * @throws IllegalArgumentException if they are null or no record; nothing else is thrown
     */
    public static ClientRecord read(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a presence record is "
                    + (bytes == null
                            ? "null"
                            : bytes.length + " bytes long, and at most " + MAX_BYTES + " are allowed"));
        }
        try {
            ByteReader in = new ByteReader(bytes, 0);
            ClientRecord record = read(in);
            if (in.at() != bytes.length) {
                throw new IllegalArgumentException(
                        "a presence record ends after " + in.at() + " of " + bytes.length + " bytes");
            }
            return checked(record);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "a presence record of " + bytes.length + " bytes is damaged or cut off", e);
        }
    }

    private static ClientRecord checked(ClientRecord record) {
        Evidence evidence = record.evidence;
        for (int fact = 1; fact < evidence.size(); fact++) {
            if (evidence.fact(fact).compareTo(evidence.fact(fact - 1)) >= 0) {
                throw new IllegalArgumentException("the facts of a presence record are not in order");
            }
        }
        if (record.sessions < 0
                || record.flaps < 0
                || record.recheck.failures() < 0
                || record.notified.attempts() < 0) {
            throw new IllegalArgumentException("a presence record has a negative count");
        }
        return record;
    }

    static void write(ByteWriter out, ClientRecord record) {
        out.reserve(0);
        Notified notified = record.notified;
        int more = more(record);
        boolean burst = !record.burst.isNone();
        out.put(code(record.state)
                | code(notified.state()) << NOTIFIED_SHIFT
                | (record.isUncertain() ? UNCERTAIN : 0)
                | (notified.dueAt() != 0 ? DUE : 0)
                | (more != 0 ? MORE : 0)
                | (burst ? BURST : 0));
        out.number(record.sessions);
        out.number(record.flaps);
        if (notified.dueAt() != 0) {
            out.time(notified.dueAt());
        }
        if (more != 0) {
            out.put(more);
            writeAnswers(out, record.evidence);
            if ((more & RECHECK) != 0) {
                writeRecheck(out, record.uncertainty, record.recheck);
            }
            writeNotified(out, notified, more);
        }
        if (burst) {
            writeBurst(out, record.burst);
        }
        FactCodec.write(out, record.evidence);
    }

    /** Reads a record up to the end of the bytes or to its padding; trusts them. */
    static ClientRecord read(ByteReader in) {
        int flags = in.next();
        int sessions = (int) in.number();
        int flaps = (int) in.number();
        long dueAt = (flags & DUE) == 0 ? 0 : in.time();
        int more = (flags & MORE) == 0 ? 0 : in.next();
        Answer live = (more & LIVE) == 0 ? null : new Answer((more & LIVE_ONLINE) != 0, in.time());
        Answer cached = (more & CACHED) == 0 ? null : new Answer((more & CACHED_ONLINE) != 0, in.time());
        Uncertainty uncertainty = (flags & UNCERTAIN) != 0 ? Uncertainty.UNKNOWN : Uncertainty.NONE;
        Recheck recheck = Recheck.NONE;
        if ((more & RECHECK) != 0) {
            uncertainty = uncertainty(in.next());
            recheck = readRecheck(in);
        }
        PresenceState notifiedState = STATES[flags >> NOTIFIED_SHIFT & 3];
        Notified notified = dueAt == 0 && (more & NOTIFIED) == 0
                ? Notified.of(notifiedState)
                : readNotified(in, notifiedState, dueAt, more);
        Burst burst = (flags & BURST) == 0 ? Burst.NONE : readBurst(in);
        Evidence evidence = FactCodec.read(in, live, cached);
        return new ClientRecord(evidence, STATES[flags & 3], uncertainty, notified, recheck, burst, sessions, flaps);
    }

    private static int more(ClientRecord record) {
        Answer live = record.evidence.live();
        Answer cached = record.evidence.cached();
        Notified notified = record.notified;
        return (live == null ? 0 : live.online() ? LIVE | LIVE_ONLINE : LIVE)
                | (cached == null ? 0 : cached.online() ? CACHED | CACHED_ONLINE : CACHED)
                | (record.isUncertain() || !record.recheck.isNone() ? RECHECK : 0)
                | (notified.number() != 0 ? NUMBER : 0)
                | (notified.changedAt() != notified.dueAt() ? CHANGED : 0)
                | (notified.retryAt() != 0 ? RETRY : 0);
    }

    private static void writeAnswers(ByteWriter out, Evidence evidence) {
        Answer live = evidence.live();
        if (live != null) {
            out.time(live.askedAt());
        }
        Answer cached = evidence.cached();
        if (cached != null) {
            out.time(cached.askedAt());
        }
    }

    private static void writeRecheck(ByteWriter out, Uncertainty uncertainty, Recheck recheck) {
        out.put(code(uncertainty));
        Task task = recheck.task();
        out.put(task == null ? 0 : code(task));
        out.put(code(recheck.missed()));
        out.number(recheck.failures());
        if (task != null) {
            out.time(recheck.at());
        }
        if (recheck.missed() != Uncertainty.NONE) {
            out.time(recheck.missedAt());
        }
    }

    /** Reads it behind its uncertainty. */
    private static Recheck readRecheck(ByteReader in) {
        int code = in.next();
        Uncertainty missed = uncertainty(in.next());
        int failures = (int) in.number();
        long at = code == 0 ? 0 : in.time();
        return new Recheck(TASKS[code], at, failures, missed, missed == Uncertainty.NONE ? 0 : in.time());
    }

    private static void writeNotified(ByteWriter out, Notified notified, int more) {
        if ((more & NUMBER) != 0) {
            out.time(notified.number());
        }
        if ((more & CHANGED) != 0) {
            out.time(notified.changedAt());
        }
        if ((more & RETRY) != 0) {
            out.time(notified.retryAt());
            out.number(notified.attempts());
            out.put(code(notified.before()));
        }
    }

    private static Notified readNotified(ByteReader in, PresenceState state, long dueAt, int more) {
        long number = (more & NUMBER) == 0 ? 0 : in.time();
        // a record of before has no more than when it is due
        long changedAt = (more & CHANGED) == 0 ? dueAt : in.time();
        if ((more & RETRY) == 0) {
            return new Notified(state, number, changedAt, dueAt, 0, 0, PresenceState.UNKNOWN);
        }
        return new Notified(state, number, changedAt, dueAt, in.time(), (int) in.number(), STATES[in.next() & 3]);
    }

    private static void writeBurst(ByteWriter out, Burst burst) {
        out.put((burst.flappingDue() ? FLAPPING_DUE : 0) | (burst.takeoverDue() ? TAKEOVER_DUE : 0));
        out.time(burst.flappingAt());
        out.time(burst.takeoverAt());
    }

    private static Burst readBurst(ByteReader in) {
        int due = in.next();
        return new Burst(in.time(), (due & FLAPPING_DUE) != 0, in.time(), (due & TAKEOVER_DUE) != 0);
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
            case NOTIFY -> throw new IllegalArgumentException("NOTIFY is no recheck");
            case CONFIRM -> 1;
            case RECHECK -> 2;
            case RECONCILE -> 3;
        };
    }

    private static int code(Uncertainty uncertainty) {
        return switch (uncertainty) {
            case NONE -> 0;
            case UNKNOWN -> 1;
            case ORDER -> 2;
            case TIME -> 3;
            case LOST_NOTICE -> 4;
            case ANSWER -> 5;
            case CACHE -> 6;
            case START -> 7;
            case GAP -> 8;
            case GIVEN_UP -> 9;
            case AGE -> 10;
            case UNANSWERED -> 11;
            case WATCHED -> 12;
        };
    }

    private static Uncertainty uncertainty(int code) {
        if (code >= UNCERTAINTIES.length) {
            throw new IllegalArgumentException("a presence record has the unknown uncertainty " + code);
        }
        return UNCERTAINTIES[code];
    }
}
