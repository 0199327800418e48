package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceSource;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.Session;
import com.alibaba.mqtt.server.presence.model.SessionEnd;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.rule.Facts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceTrackerTest {
    private final FakeClock clock = new FakeClock();

    private PresenceTracker tracker() {
        return PresenceTracker.builder().clock(clock).buildWithoutThreads();
    }

    private static Instant at(long seconds) {
        return Instant.ofEpochMilli(Facts.START + 1000 * seconds);
    }

    @Test
    void aClientNeverHeardOfIsUnknown() {
        ClientPresence presence = tracker().presence(LOCK);
        assertEquals(PresenceState.UNKNOWN, presence.state());
        assertFalse(presence.isOnline());
        assertNull(presence.since());
        assertEquals(PresenceSource.NONE, presence.source());
        assertEquals(Duration.ZERO, presence.age());
    }

    @Test
    void presenceShowsTheEvidence() {
        PresenceTracker tracker = tracker();
        String channel = "2b9b1281046046faafe5e0b458e40000";
        Notices.process(tracker, LOCK, "C" + channel + "@0");
        clock.advanceSeconds(90);
        ClientPresence online = tracker.presence(LOCK);
        assertEquals(PresenceState.ONLINE, online.state());
        assertTrue(online.isOnline());
        assertEquals(at(0), online.since());
        assertEquals(channel, online.channelId());
        assertTrue(online.clientIp().startsWith("203.0.113.7:"));
        assertEquals(EventType.CONNECT, online.lastEvent());
        assertEquals(SessionEnd.UNKNOWN, online.ended());
        assertEquals(Duration.ofSeconds(90), online.age());
        Notices.process(tracker, LOCK, "T" + channel + "@60 D" + channel + "@59");
        ClientPresence offline = tracker.presence(LOCK);
        assertEquals(PresenceState.OFFLINE, offline.state());
        assertEquals(at(59), offline.since());
        assertEquals(SessionEnd.CLEAN, offline.ended());
        assertEquals(EventType.TCPCLEAN, offline.lastEvent());
        assertEquals(at(60), offline.lastEventAt());
        assertEquals(1, offline.sessions());
        JSONObject json = JSON.parseObject(offline.toJson());
        assertEquals("OFFLINE", json.getString("state"));
        assertEquals(LOCK, json.getString("clientId"));
        assertEquals("CLEAN", json.getString("ended"));
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000, 0, 0, 0",
        "1700000000000, 0, 0, 0",
        "1700000000999, 0.999, 0, 0",
        "1700000010000, 10, 0, 0",
        "1700000010001, 0, 1, 0",
        "1700000601000, 0, 1, 0",
        "1700000000000000, 0, 1, 0",
        "9223372036854775807, 0, 1, 0",
        "0, 0, 0, 1",
        "-5, 0, 0, 1"
    })
    void untrustedTimesAreMadeSenseOf(long time, double seconds, long clamped, long missing) {
        PresenceTracker tracker = tracker();
        tracker.process(Notices.of(LOCK, Facts.of("Ca@0"), time));
        assertEquals(
                Facts.START + Math.round(1000 * seconds),
                tracker.presence(LOCK).since().toEpochMilli());
        assertEquals(clamped, tracker.snapshot().clampedTimes());
        assertEquals(missing, tracker.snapshot().missingTimes());
    }

    @Test
    void sessionsAndFlapsAreCountedOnce() {
        PresenceTracker tracker = PresenceTracker.builder()
                .clock(clock)
                .maxAhead(Duration.ofHours(1))
                .buildWithoutThreads();
        Notices.process(tracker, LOCK, "Ca@0 Ta@10 Cb@20 Tb@30 Cb@20 Ca@0 Ta@10 Cc@500 Ca@0");
        assertEquals(3, tracker.presence(LOCK).sessions());
        assertEquals(1, tracker.presence(LOCK).flaps());
        assertEquals(9, tracker.snapshot().notices());
        assertEquals(4, tracker.snapshot().repeated());
    }

    @Test
    void historyKeepsEndedSessions() {
        PresenceTracker tracker =
                PresenceTracker.builder().clock(clock).history(20).buildWithoutThreads();
        clock.advance(Duration.ofDays(10));
        Notices.process(tracker, LOCK, "Ca@0 Da@10 Ta@10 Cb@1000 Cc@2000 Tb@2000 Tc@3000");
        List<Session> sessions = tracker.sessions(LOCK);
        assertEquals(
                List.of("c", "b", "a"),
                sessions.stream().map(Session::channelId).toList());
        assertEquals(
                List.of(SessionEnd.LOST, SessionEnd.TAKEN_OVER, SessionEnd.CLEAN),
                sessions.stream().map(Session::end).toList());
        assertEquals(at(1000), sessions.get(1).openedAt());
        assertEquals(at(2000), sessions.get(1).endedAt());
        for (int session = 4; session < 400; session++) {
            Notices.process(
                    tracker, LOCK, "Cx" + session + "@" + 1000 * session + " Tx" + session + "@" + 1001 * session);
        }
        assertTrue(tracker.sessions(LOCK).size() >= 20);
        assertTrue(tracker.sessions(LOCK).size() <= 33);
    }

    @Test
    void clientsAreStreamedByState() {
        PresenceTracker tracker = tracker();
        Notices.process(tracker, "GID_a@@@1", "Ca@0");
        Notices.process(tracker, "GID_a@@@2", "Ca@0 Ta@1");
        Notices.process(tracker, "GID_b@@@3", "Ca@0");
        assertEquals(Set.of("GID_a@@@1", "GID_b@@@3"), ids(tracker.clients(PresenceState.ONLINE)));
        assertEquals(Set.of("GID_a@@@2"), ids(tracker.clients(PresenceState.OFFLINE, PresenceState.UNKNOWN)));
        assertEquals(3, ids(tracker.clients()).size());
    }

    private static Set<String> ids(Stream<ClientPresence> clients) {
        return clients.map(ClientPresence::clientId).collect(Collectors.toSet());
    }

    @Test
    void numbersByGroup() {
        PresenceTracker tracker = tracker();
        clock.advanceSeconds(30);
        Notices.process(tracker, "GID_a@@@1", "Ca@0");
        Notices.process(tracker, "GID_a@@@2", "Ca@0 Ta@20");
        Notices.process(tracker, "plain", "Ta@20");
        Notices.process(tracker, "GID_b@@@f", "Ca@0 Ta@1 Cb@2 Tb@3 Cc@4 Tc@5 Cd@6 Td@7 Ce@8");
        PresenceStatistics statistics = tracker.snapshot();
        assertEquals(new StateCounts(2, 2, 0), statistics.clients());
        GroupStatistics a = statistics.groups().get("GID_a");
        assertEquals(new StateCounts(1, 1, 0), a.clients());
        assertEquals(2, a.connectsPerMinute());
        assertEquals(1, a.dropsPerMinute());
        assertEquals(20, a.medianSession().toSeconds());
        assertEquals(1, statistics.groups().get("GID_b").flapping());
        assertEquals(30, statistics.lag().max().toSeconds());
        assertEquals(
                2,
                JSON.parseObject(statistics.toJson()).getJSONObject("clients").getIntValue("online"));
        clock.advanceSeconds(61);
        tracker.tick();
        GroupStatistics later = tracker.snapshot().groups().get("GID_b");
        assertEquals(0, later.connectsPerMinute());
        assertEquals(0, later.flapping());
    }

    @Test
    void numbersAsMeters() {
        PresenceTracker tracker = tracker();
        Notices.process(tracker, LOCK, "Ca@0");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new PresenceMetrics(tracker).bindTo(registry);
        assertEquals(
                1,
                registry.get("mqtt.presence.clients")
                        .tag("state", "online")
                        .gauge()
                        .value());
        assertEquals(1, registry.get("mqtt.presence.notices").functionCounter().count());
        assertEquals(
                1,
                registry.get("mqtt.presence.group.clients")
                        .tags("group", "GID_a", "state", "online")
                        .gauge()
                        .value());
        assertEquals(
                1,
                registry.get("mqtt.presence.group.connects.per.minute")
                        .tag("group", "GID_a")
                        .gauge()
                        .value());
    }

    @Test
    void theMetersOfAnotherTrackerAreThereToo() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new PresenceMetrics(tracker()).bindTo(registry);
        new PresenceMetrics(tracker()).bindTo(registry);
        new PresenceMetrics(tracker(), "tracker", "shop").bindTo(registry);
        assertEquals(3, registry.get("mqtt.presence.notices").functionCounters().size());
        assertEquals(
                0,
                registry.get("mqtt.presence.notices")
                        .tag("tracker", "shop")
                        .functionCounter()
                        .count());
    }

    @Test
    void afterCloseNoticesGoBackAndWhatIsKnownStays() {
        PresenceTracker tracker =
                PresenceTracker.builder().onOnline(change -> {}).build();
        Notices.process(tracker, LOCK, "Ca@0");
        tracker.close();
        tracker.close();
        assertThrows(IllegalStateException.class, () -> Notices.process(tracker, LOCK, "Ta@1"));
        assertTrue(tracker.presence(LOCK).isOnline());
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith(tracker + "-timer"))
                        .toList());
    }

    @Test
    void badSettingsAreRefused() {
        PresenceTrackerBuilder builder = PresenceTracker.builder();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> builder.gracePeriod(Duration.ofSeconds(-1)))
                .getMessage()
                .contains("gracePeriod is PT-1S"));
        assertThrows(IllegalArgumentException.class, () -> builder.skewTolerance(null));
        assertThrows(IllegalArgumentException.class, () -> builder.queriesPerSecond(0));
        assertThrows(IllegalArgumentException.class, () -> builder.history(101));
        assertThrows(IllegalArgumentException.class, () -> builder.onOffline(null));
        assertThrows(IllegalArgumentException.class, () -> tracker().presence(null));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> builder.confirmOffline(Duration.ofSeconds(5)).build())
                .getMessage()
                .contains("liveQuery is not set"));
    }
}
