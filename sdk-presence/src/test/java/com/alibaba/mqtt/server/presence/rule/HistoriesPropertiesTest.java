package com.alibaba.mqtt.server.presence.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What the notices of real histories prove, against an oracle that sees the truth: one client, one connection at a time,
 * served by nodes whose clocks differ, its notices doubled, shuffled and lost.
 */
class HistoriesPropertiesTest {
    private static final Rules RULES = Rules.DEFAULT;
    private static final int TOLERANCE = (int) RULES.tolerance();

    /** Sessions in true time. The last one may have no end yet. */
    private record History(List<Lived> sessions) {
        boolean isOnlineAt(long time) {
            return sessions.stream().anyMatch(lived -> lived.opened <= time && time < lived.ended);
        }

        Lived last() {
            return sessions.get(sessions.size() - 1);
        }

        boolean isOnline() {
            return last().ended == Long.MAX_VALUE;
        }
    }

    private record Lived(String channel, long opened, long ended, boolean clean, long clockOffset) {
        Fact notice(EventType kind, long time) {
            return new Fact(ChannelId.of(channel), kind, time + clockOffset, Address.of("203.0.113.7:50123"));
        }

        Fact opening() {
            return notice(EventType.CONNECT, opened);
        }

        List<Fact> ends(Random random) {
            List<Fact> ends = new ArrayList<>();
            if (ended != Long.MAX_VALUE) {
                if (clean) {
                    ends.add(notice(EventType.DISCONNECT, ended));
                }
                ends.add(notice(EventType.TCPCLEAN, ended + random.nextInt(20)));
            }
            return ends;
        }
    }

    @Provide
    Arbitrary<History> usual() {
        return histories(8_000, 200_000);
    }

    /** As fast as it may be, up to all in the same millisecond. */
    @Provide
    Arbitrary<History> hasty() {
        return histories(0, 3_000);
    }

    /** @param least the least time from one opening to the next, true time */
    private static Arbitrary<History> histories(int least, int most) {
        Arbitrary<Integer> steps = Arbitraries.integers().between(least, most);
        Arbitrary<long[]> session = Combinators.combine(
                        steps,
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(0, TOLERANCE))
                .as((step, percent, clean, offset) -> new long[] {step, percent, clean ? 1 : 0, offset});
        return Combinators.combine(session.list().ofMinSize(1).ofMaxSize(24), Arbitraries.of(true, false))
                .as((drawn, online) -> {
                    List<Lived> sessions = new ArrayList<>();
                    long time = Facts.START;
                    for (int at = 0; at < drawn.size(); at++) {
                        long[] one = drawn.get(at);
                        boolean last = at == drawn.size() - 1;
                        // 100 percent is a takeover: it ends as the next one begins
                        long ended = last && online ? Long.MAX_VALUE : time + one[0] * one[1] / 100;
                        boolean clean = one[2] == 1 && one[1] < 100;
                        sessions.add(new Lived(String.format("%032x", at * 7919 % 101), time, ended, clean, one[3]));
                        time += one[0];
                    }
                    return new History(sessions);
                });
    }

    private static Verdict verdict(List<Fact> facts, Random random) {
        List<Fact> arrival = new ArrayList<>(facts);
        facts.stream().filter(fact -> random.nextInt(4) == 0).forEach(arrival::add);
        Collections.shuffle(arrival, random);
        return Verdict.of(Facts.evidence(arrival, RULES), RULES);
    }

    private static PresenceState state(boolean online) {
        return online ? PresenceState.ONLINE : PresenceState.OFFLINE;
    }

    private static List<Fact> all(History history, Random random) {
        List<Fact> facts = new ArrayList<>();
        for (Lived lived : history.sessions) {
            facts.add(lived.opening());
            facts.addAll(lived.ends(random));
        }
        return facts;
    }

    @Property
    void withoutLossTheStateIsTheTruth(@ForAll("usual") History history, @ForAll Random random) {
        assertEquals(
                state(history.isOnline()), verdict(all(history, random), random).state());
    }

    @Property
    void evenTheHastiestHistoryIsNeverNotifiedWrong(@ForAll("hasty") History history, @ForAll Random random) {
        PresenceState notified = verdict(all(history, random), random).state();
        assertTrue(notified == state(history.isOnline()) || notified == PresenceState.UNKNOWN, notified::toString);
    }

    @Property
    void aFewHastySessionsAreNotifiedRight(@ForAll("hasty") History history, @ForAll Random random) {
        int from = Math.max(0, history.sessions.size() - RULES.flapCount());
        History few = new History(history.sessions.subList(from, history.sessions.size()));
        assertEquals(state(few.isOnline()), verdict(all(few, random), random).state());
    }

    @Property
    void lostEndsOfOldChannelsAreRepairedByTheNextConnect(@ForAll("usual") History history, @ForAll Random random) {
        List<Fact> facts = new ArrayList<>();
        for (Lived lived : history.sessions) {
            boolean last = lived.equals(history.last());
            facts.add(lived.opening());
            lived.ends(random).stream()
                    .filter(end -> last || random.nextBoolean())
                    .forEach(facts::add);
        }
        Verdict verdict = verdict(facts, random);
        boolean right = verdict.state() == state(history.isOnline());
        boolean farApart = history.sessions.stream()
                .flatMap(one -> history.sessions.stream()
                        .filter(two -> !two.equals(one))
                        .map(two ->
                                Math.abs(one.opening().time() - two.opening().time())))
                .allMatch(distance -> distance > TOLERANCE);
        assertTrue(right || (verdict.isUncertain() && !farApart), verdict::toString);
    }

    @Property
    void lostConnectsOfEndedChannelsDoNotMatter(@ForAll("usual") History history, @ForAll Random random) {
        List<Fact> facts = new ArrayList<>();
        for (Lived lived : history.sessions) {
            if (lived.ended == Long.MAX_VALUE || random.nextBoolean()) {
                facts.add(lived.opening());
            }
            facts.addAll(lived.ends(random));
        }
        assertEquals(state(history.isOnline()), verdict(facts, random).state());
    }

    @Property
    void whateverWasLostOneLiveAnswerRepairs(@ForAll("usual") History history, @ForAll Random random) {
        List<Fact> facts = all(history, random);
        facts.removeIf(fact -> random.nextBoolean());
        long after = history.last().opened + 1_000_000;
        Evidence answer = Evidence.ofLive(new Answer(history.isOnline(), after));
        Verdict verdict = Verdict.of(Facts.evidence(facts, RULES).merge(answer, RULES), RULES);
        assertEquals(state(history.isOnline()), verdict.state());
        assertEquals(false, verdict.isUncertain());
    }

    /** Our own clock is one more that may differ. */
    @Property
    void aLiveAnswerInBetweenTurnsNothingWrong(@ForAll("usual") History history, @ForAll Random random) {
        Lived about = history.sessions.get(random.nextInt(history.sessions.size()));
        long asked = about.opened + random.nextInt(60_000) - 30_000;
        long shown = asked + random.nextInt(TOLERANCE + 1);
        Evidence answer = Evidence.ofLive(new Answer(history.isOnlineAt(asked), shown));
        Verdict verdict = Verdict.of(Facts.evidence(all(history, random), RULES).merge(answer, RULES), RULES);
        boolean right = verdict.state() == state(history.isOnline());
        assertTrue(right || verdict.isUncertain(), verdict::toString);
    }
}
