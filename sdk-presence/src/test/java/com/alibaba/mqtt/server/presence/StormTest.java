package com.alibaba.mqtt.server.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.StateCounts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 100,000 clients drop and come back within a minute, while the actions cannot keep up. */
class StormTest {
    private static final int CLIENTS = 100_000;
    private static final int MAX_WAITING = 10_000;
    private static final long LAG_SECONDS = 7;

    private final FakeClock clock = new FakeClock();
    private final Later actions = new Later();
    private final List<String> notified = new ArrayList<>();
    private final PresenceTracker tracker = PresenceTracker.builder()
            .clock(clock)
            .executor(actions)
            .onFirstSeen(change -> notified.add("online " + change.clientId()))
            .onOnline(change -> notified.add("online " + change.clientId()))
            .onOffline(change -> notified.add("offline " + change.clientId()))
            .buildWithoutThreads();

    private static String client(int n) {
        return "GID_a@@@" + n;
    }

    /** So many clients send the notice at about the same time; it comes late. */
    private void all(int clients, String kindAndChannel, int second) {
        for (int n = 0; n < clients; n++) {
            Notices.process(tracker, client(n), kindAndChannel + "@" + second);
        }
        assertTrue(tracker.snapshot().waiting() <= MAX_WAITING);
        assertTrue(actions.size() <= 4, "actions on their way: " + actions.size());
    }

    private void notifyAllClients() {
        for (int round = 0; round <= CLIENTS / MAX_WAITING; round++) {
            actions.run();
            tracker.tick();
        }
        assertEquals(0, tracker.snapshot().waiting());
    }

    @Test
    void memoryIsBoundedChangesAreMergedAndNothingIsDroppedUncounted() {
        clock.advanceSeconds(LAG_SECONDS);
        all(CLIENTS, "Ca", 0);
        notifyAllClients();
        assertEquals(CLIENTS, new HashSet<>(notified).size());
        assertEquals(CLIENTS, notified.size());
        notified.clear();
        long deferredBefore = tracker.snapshot().deferred();
        assertEquals(CLIENTS - MAX_WAITING, deferredBefore);

        clock.advanceSeconds(20);
        all(CLIENTS, "Ta", 20);
        tracker.tick();
        clock.advanceSeconds(30);
        all(CLIENTS / 2, "Cb", 50);
        tracker.tick();
        PresenceStatistics behind = tracker.snapshot();
        assertEquals(CLIENTS + CLIENTS + CLIENTS / 2, behind.notices());
        assertEquals(0, behind.repeated());
        assertEquals(LAG_SECONDS, behind.lag().p99().toSeconds());
        assertEquals(new StateCounts(CLIENTS / 2, CLIENTS / 2, 0), behind.clients());
        // of who is back before its offline was notified nothing is notified, and that is counted
        assertEquals(CLIENTS / 2, behind.coalesced());
        assertEquals(CLIENTS - MAX_WAITING, behind.deferred() - deferredBefore);

        notifyAllClients();
        assertEquals(CLIENTS / 2, notified.size());
        assertEquals(CLIENTS / 2, new HashSet<>(notified).size());
        assertTrue(notified.contains("offline " + client(CLIENTS - 1)));
        assertEquals(CLIENTS + CLIENTS / 2, tracker.snapshot().notified());
    }
}
