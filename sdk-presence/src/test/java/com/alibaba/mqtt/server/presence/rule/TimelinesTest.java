package com.alibaba.mqtt.server.presence.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.alibaba.mqtt.server.presence.model.PresenceSource;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.SessionEnd;
import com.alibaba.mqtt.server.presence.model.Uncertainty;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timelines whose answer is known, each in every order of arrival. C connect, D disconnect, T tcpclean. */
class TimelinesTest {
    private static final Rules RULES = Rules.DEFAULT;

    @ParameterizedTest
    @CsvSource({
        // as the documentation has them
        "Ca@0, ONLINE, UNKNOWN, 0, a",
        "Ca@0 Da@20, OFFLINE, CLEAN, 20, a",
        "Ca@0 Da@20 Ta@21, OFFLINE, CLEAN, 20, a",
        "Ca@0 Ta@20 Cb@40, ONLINE, LOST, 40, b",
        "Ca@0 Cb@20 Ta@20, ONLINE, TAKEN_OVER, 20, b",
        "Ca@0 Cb@20 Ta@300, ONLINE, TAKEN_OVER, 20, b",
        "Ca@0 Ta@20, OFFLINE, LOST, 20, a",
        "Ca@0 Ta@20 Ta@20 Ca@0, OFFLINE, LOST, 20, a",
        "Ca@0 Cb@20 Tb@40, OFFLINE, LOST, 40, b",
        // skewed clocks
        "Ca@5 Ta@2, OFFLINE, LOST, 2, a",
        "Ca@0 Ta@0, OFFLINE, LOST, 0, a",
        "Ca@0 Cb@0 Ta@0, ONLINE, TAKEN_OVER, 0, b",
        "Ca@0 Cb@0 Tb@0, ONLINE, LOST, 0, a",
        "Ca@3 Cb@0 Ta@3, ONLINE, LOST, 0, b",
        "Ca@3 Cb@0 Ta@30, ONLINE, LOST, 0, b",
        "Ca@0 Cb@3 Ta@30, ONLINE, TAKEN_OVER, 3, b",
        "Ca@0 Cb@6 Ta@30 Tb@40, OFFLINE, LOST, 40, b",
        // losses
        "Ta@9, OFFLINE, LOST, 9, a",
        "Da@9, OFFLINE, CLEAN, 9, a",
        "Ca@0 Tb@90, ONLINE, LOST, 0, a",
        "Ca@0 Ta@20 Tb@90, OFFLINE, LOST, 90, b",
        "Ca@0 Cb@30 Cc@60 Tc@90, OFFLINE, LOST, 90, c",
        // no channel ids: by the time
        "C@0, ONLINE, UNKNOWN, 0,",
        "C@0 T@9, OFFLINE, LOST, 9,",
        "C@0 T@9 C@10, ONLINE, LOST, 10,",
        "C@0 C@10 T@9, ONLINE, LOST, 10,",
        "C@0 C@10 T@11, OFFLINE, LOST, 11,",
        "C@9 T@9, OFFLINE, LOST, 9,",
        "T@9 C@5, OFFLINE, LOST, 9,"
    })
    void everyOrderEndsInTheSameState(String words, PresenceState state, SessionEnd end, long since, String channel) {
        for (List<Fact> arrival : Facts.permutations(Facts.list(words))) {
            Verdict verdict = Verdict.of(Facts.evidence(arrival, RULES), RULES);
            assertEquals(state, verdict.state(), arrival::toString);
            assertEquals(end, verdict.end(), arrival::toString);
            assertEquals(since, (verdict.since() - Facts.START) / 1000, arrival::toString);
            assertEquals(channel, verdict.life().channel.text(), arrival::toString);
            assertEquals(PresenceSource.NOTICE, verdict.source());
        }
    }

    @Test
    void nothingKnownIsUnknown() {
        Verdict verdict = Verdict.of(Evidence.NONE, RULES);
        assertEquals(PresenceState.UNKNOWN, verdict.state());
        assertEquals(PresenceSource.NONE, verdict.source());
        assertNull(verdict.life());
    }

    @ParameterizedTest
    @CsvSource({
        "Ca@0 Cb@3 Tb@4, true",
        "Ca@0 Cb@3 Tb@90, true",
        "Ca@0 Tb@90, true",
        "Ca@0, false",
        "Ca@0 Ta@2 Cb@3, true",
        "Ca@0 Ta@2 Cb@5, true",
        "Ca@0 Ta@2 Cb@5.001, false",
        "Ca@3 Cb@2 Tb@3, true",
        "Ca@0 Tb@5.5, false",
        "Ca@0 Tb@5.501, true",
        "Ca@0 Cb@90 Ta@91, false",
        "Ca@0 Ta@9, false"
    })
    void whatALossWouldTurnRoundIsUncertain(String words, boolean uncertain) {
        assertEquals(
                uncertain,
                Verdict.of(Facts.evidence(Facts.list(words), RULES), RULES).isUncertain());
    }

    @ParameterizedTest
    @CsvSource({
        // a live answer after everything decides
        "Ca@0, false, 100, OFFLINE, LIVE_QUERY, false",
        "Ca@0, true, 100, ONLINE, NOTICE, false",
        "Ca@0 Ta@9, true, 100, ONLINE, LIVE_QUERY, false",
        "Ca@0 Ta@9, false, 100, OFFLINE, NOTICE, false",
        "Ca@0 Cb@3 Tb@4, false, 100, OFFLINE, LIVE_QUERY, false",
        "Ca@0 Cb@3 Tb@4, true, 100, ONLINE, NOTICE, false",
        // it says nothing about what comes later
        "Ca@0 Cb@200, false, 100, ONLINE, NOTICE, false",
        "Ca@0 Ta@9 Cb@200 Tb@210, true, 100, OFFLINE, NOTICE, false",
        "Ca@0 Ta@9 Tb@210, true, 100, OFFLINE, NOTICE, false",
        // a late end of an old channel does not make it forgotten
        "Ca@0 Tz@99, false, 100, OFFLINE, LIVE_QUERY, false",
        // within the tolerance the notices win, but it is uncertain
        "Ca@99, false, 100, ONLINE, NOTICE, true",
        "Ca@0 Ta@98, true, 100, OFFLINE, NOTICE, true",
        "Ca@0 Ta@102, true, 100, OFFLINE, NOTICE, true",
    })
    void aLiveAnswerIsTrueAsOfItsTime(
            String words, boolean online, long at, PresenceState state, PresenceSource source, boolean uncertain) {
        Evidence answer = Evidence.ofLive(new Answer(online, Facts.START + 1000 * at));
        Evidence evidence = Facts.evidence(Facts.list(words), RULES).merge(answer, RULES);
        Verdict verdict = Verdict.of(evidence, RULES);
        assertEquals(state, verdict.state());
        assertEquals(source, verdict.source());
        assertEquals(uncertain, verdict.isUncertain());
        for (List<Fact> arrival : Facts.permutations(Facts.list(words))) {
            assertEquals(evidence, answer.merge(Facts.evidence(arrival, RULES), RULES));
        }
    }

    @Test
    void aCachedAnswerOnlyMakesTheStateUncertain() {
        Evidence known = Evidence.of(Facts.of("Ca@0"));
        Evidence no = Evidence.ofCached(new Answer(false, Facts.START + 100_000));
        Verdict contradicted = Verdict.of(known.merge(no, RULES), RULES);
        assertEquals(PresenceState.ONLINE, contradicted.state());
        assertEquals(true, contradicted.isUncertain());
        Evidence live = Evidence.ofLive(new Answer(true, Facts.START + 100_100));
        Verdict settled = Verdict.of(known.merge(no, RULES).merge(live, RULES), RULES);
        assertEquals(PresenceState.ONLINE, settled.state());
        assertEquals(false, settled.isUncertain());
        Verdict alone = Verdict.of(no, RULES);
        assertEquals(PresenceState.OFFLINE, alone.state());
        assertEquals(PresenceSource.CACHED_QUERY, alone.source());
        assertEquals(SessionEnd.QUERIED, alone.end());
    }

    /** The end may be what was lost, and the answer the only sign of it; so it is asked live, once. */
    @Test
    void anAnswerOfTheCacheThatContradictsIsNeverPassedOver() {
        Evidence connected = Evidence.of(Facts.of("Ca@0"));
        for (long cachedAt = -10_000; cachedAt <= 100_000; cachedAt += 500) {
            Evidence cached = connected.merge(Evidence.ofCached(new Answer(false, Facts.START + cachedAt)), RULES);
            boolean clearlyBefore = cachedAt < -RULES.tolerance();
            assertEquals(
                    clearlyBefore ? Uncertainty.NONE : Uncertainty.CACHE,
                    Verdict.of(cached, RULES).uncertainty(),
                    "at " + cachedAt);
            for (long liveAt = -10_000; liveAt <= 100_000; liveAt += 500) {
                Evidence asked = cached.merge(Evidence.ofLive(new Answer(true, Facts.START + liveAt)), RULES);
                assertEquals(
                        clearlyBefore || liveAt >= cachedAt ? Uncertainty.NONE : Uncertainty.CACHE,
                        Verdict.of(asked, RULES).uncertainty(),
                        "at " + cachedAt + ", asked at " + liveAt);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Ca@0 Ta@2 Cb@4 Tb@6 Cc@8 Tc@10 Cd@12 Td@14 Ce@16, true, false",
        "Ca@0 Ta@2 Cb@4 Tb@6 Cc@8 Tc@10 Cd@12, false, false",
        "Ca@0 Cb@2 Ta@2 Cc@4 Tb@4 Cd@6 Tc@6, false, true",
        "Ca@0 Cb@2 Ta@1.9 Cc@4 Tb@3.9 Cd@6 Tc@5.9, false, true",
        "Ca@0 Cb@2 Ta@1 Cc@4 Tb@3 Cd@6 Tc@5, false, false",
        "Ca@0 Cb@2 Ta@2 Cc@90 Tb@90 Cd@92 Tc@92, false, false"
    })
    void flappingAndTakeoversAreSeen(String words, boolean flapping, boolean takingOver) {
        Timeline timeline = new Timeline(Facts.evidence(Facts.list(words), RULES), RULES);
        assertEquals(flapping, timeline.isFlapping());
        assertEquals(takingOver, timeline.isTakingOver());
    }
}
