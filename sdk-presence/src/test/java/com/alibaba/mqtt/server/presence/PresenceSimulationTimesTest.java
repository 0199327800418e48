package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.rule.Fact;
import com.alibaba.mqtt.server.presence.rule.Facts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link PresenceSimulationTest} finds about times by chance, each written out. */
class PresenceSimulationTimesTest extends PresenceScenarios {
    private static void iotPlatform(PresenceTracker tracker, boolean online, double seconds) {
        tracker.process(Notices.ofIotPlatform(LOCK, online, Facts.START + Math.round(1000 * seconds)));
    }

    private static void withoutTime(PresenceTracker tracker, String words) {
        for (Fact fact : Facts.list(words)) {
            tracker.process(Notices.of(LOCK, fact, 0));
        }
    }

    private static void assertNotSurelyOnline(PresenceTracker tracker) {
        ClientPresence presence = tracker.presence(LOCK);
        assertTrue(!presence.isOnline() || presence.isUncertain(), presence::toString);
    }

    @Test
    void aChannelThatANodeAheadOpenedIsUncertainWhenALaterOneEnded() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        run(tracker, 30);
        // in truth a at 0 by a node 2 s ahead, b at 1, and its end at 30; the end of a is lost
        Notices.process(tracker, LOCK, "Ca@2 Cb@1 Tb@30");
        run(tracker, SETTLED);
        assertState(tracker, LOCK);
        assertTrue(liveQueries > 0, "the service was not asked");
    }

    /** In truth online and nothing lost: a new connection, and the end of the one before, by nodes 4 s apart. */
    @ParameterizedTest
    @CsvSource({"98, 102.2", "9, 12", "100, 100.2"})
    void withoutChannelIdsNearTimesAreUncertain(double begin, double end) {
        PresenceTracker tracker = builder().buildWithoutThreads();
        online.add(LOCK);
        iotPlatform(tracker, true, 0);
        clock.advance(Duration.ofMillis(Math.round(1000 * end)));
        iotPlatform(tracker, true, begin);
        iotPlatform(tracker, false, end);
        run(tracker, SETTLED);
        assertState(tracker, LOCK);
    }

    @Test
    void aConnectWithoutTimeThatComesAgainRevivesNoChannel() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        withoutTime(tracker, "Ca@0 Ta@0");
        run(tracker, 65);
        withoutTime(tracker, "Ca@0");
        assertNotSurelyOnline(tracker);
        run(tracker, SETTLED);
        assertState(tracker, LOCK);
    }

    @Test
    void aConnectFromTheFutureIsEndedByItsOwnEnd() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@540");
        run(tracker, 10);
        Notices.process(tracker, LOCK, "Ta@10");
        assertNotSurelyOnline(tracker);
        run(tracker, SETTLED);
        assertState(tracker, LOCK);
    }

    @Test
    void aNoticeFromTheFutureHidesNoneOfThePresent() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@540 Ta@541");
        run(tracker, 30);
        online.add(LOCK);
        Notices.process(tracker, LOCK, "Cb@30");
        run(tracker, SETTLED);
        assertState(tracker, LOCK);
    }

    @Test
    void aBacklogWithoutTimesRevivesNoChannel() {
        PresenceTracker tracker = builder().buildWithoutThreads();
        withoutTime(tracker, "Ta@0 Ca@0 Tb@0 Cb@0");
        run(tracker, 65);
        withoutTime(tracker, "Tb@0 Cb@0");
        run(tracker, 6);
        withoutTime(tracker, "Ca@0");
        assertNotSurelyOnline(tracker);
        run(tracker, SETTLED);
        assertState(tracker, LOCK);
    }
}
