package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tracker against the broker's own truth. Small and short unless asked for more:
 * {@code -Dpresence.devices=2000 -Dpresence.seconds=120}.
 */
@ExtendWith(LeakCheck.class)
@Timeout(900)
class PresenceIT {
    private static final String GROUP = "GID_demo";
    private static final int DEVICES = Fleet.SIZE;
    private static final int QUARTER = (DEVICES + 3) / 4;

    private final Notifications notifications = new Notifications();

    private static PresenceTrackerBuilder asking(PresenceTrackerBuilder builder, StatusQueryClient client) {
        return builder.liveQuery(client::queryClientStatus, ClientStatus::online)
                .cachedQuery(client::queryClientStatus, ClientStatus::online);
    }

    @Test
    void afterAStormInWhichNothingIsLostItAgreesWithTheBrokerForEveryClient() throws Exception {
        try (Emulator emulator = Emulator.builder().group(GROUP).start();
                StatusQueryClient client = Storm.client(emulator);
                PresenceTracker tracker = asking(notifications.tracker(), client)
                        .queriesPerSecond(100)
                        .build();
                Backend backend = new Backend(Backend.config(emulator));
                Fleet fleet = new Fleet(emulator, GROUP)) {
            backend.consumer.subscribeStatus(GROUP, tracker);
            backend.consumer.start();
            Storm storm = new Storm(emulator, fleet);
            storm.begin(0);
            storm.rage(Fleet.SECONDS);
            storm.awaitQuiet(GROUP);
            // wrong is nothing; what the clocks of the nodes leave open is UNKNOWN, until the service was asked
            assertEquals(
                    List.of(),
                    storm.disagreements(tracker).stream()
                            .filter(each -> !each.contains("state=UNKNOWN"))
                            .toList());
            Poll.until("agreement", () -> storm.disagreements(tracker).isEmpty());
            assertTrue(notifications.count() > DEVICES / 2, "notified: " + notifications.count());
            assertEquals(List.of(), notifications.contradictions(fleet, Duration.ZERO, Storm.WRONG));
            assertEquals(0, emulator.faults().lost());
        }
    }

    @Test
    void afterAStormWithLossesItAgreesWithTheBrokerForEveryClient() throws Exception {
        try (Emulator emulator = Emulator.builder().group(GROUP).start();
                StatusQueryClient client = Storm.client(emulator);
                PresenceTracker tracker = asking(notifications.tracker(), client)
                        .queriesPerSecond(300)
                        .confirmOffline(Duration.ofMinutes(1))
                        .maxAge(Duration.ofSeconds(10))
                        .build();
                Backend backend = new Backend(Backend.config(emulator));
                Fleet fleet = new Fleet(emulator, GROUP)) {
            backend.consumer.subscribeStatus(GROUP, tracker);
            backend.consumer.start();
            // the only notice of a client may be lost
            tracker.watch(fleet.clientIds());
            Storm storm = new Storm(emulator, fleet);
            storm.begin(3);
            storm.rage(Fleet.SECONDS);
            storm.awaitQuiet(GROUP);
            Poll.until("agreement", () -> storm.disagreements(tracker).isEmpty());
            assertTrue(notifications.count() > DEVICES / 2, "notified: " + notifications.count());
            // the notice that would correct a late one may be lost
            assertEquals(List.of(), notifications.contradictions(fleet, Storm.WRONG, Storm.WRONG));
            assertEquals(List.of(), notifications.repeated());
            assertTrue(emulator.faults().lost() > 0);
        }
    }

    @Test
    void whatWasLostInAGapIsReconciledWithinTheBudgetAndNotifiedOnce() throws Exception {
        int perSecond = 20;
        try (Emulator emulator = Emulator.builder().group(GROUP).start();
                StatusQueryClient client = Storm.client(emulator);
                PresenceTracker tracker = asking(notifications.tracker(), client)
                        .queriesPerSecond(perSecond)
                        .build();
                Backend backend = new Backend(Backend.config(emulator));
                Fleet fleet = new Fleet(emulator, GROUP)) {
            backend.consumer.subscribeStatus(GROUP, tracker);
            backend.consumer.start();
            fleet.connectAll();
            Poll.until("all online", () -> notifications.count() == DEVICES);
            fleet.endQuarter();
            Poll.until("a quarter offline", () -> notifications.count() == DEVICES + QUARTER);

            emulator.stopAmqp();
            Poll.until("gap", () -> backend.consumer.health().state() == ConnectionState.RECOVERING);
            long gapEnds = System.nanoTime() + TimeUnit.SECONDS.toNanos(Fleet.SECONDS) / 2;
            emulator.faults().loseAllOf(GROUP);
            long changes = fleet.changeHalf();
            Poll.until(
                    "notices lost",
                    () -> emulator.faults().pending() == 0 && emulator.faults().lost() >= changes);
            LockSupport.parkNanos(gapEnds - System.nanoTime());
            emulator.faults().clear();
            long restored = System.nanoTime();
            emulator.startAmqp();

            Storm storm = new Storm(emulator, fleet);
            Poll.within(
                    Duration.ofSeconds(60 + DEVICES / perSecond),
                    "reconciled",
                    () -> storm.disagreements(tracker).isEmpty());
            Poll.until("notified", () -> notifications.count() >= DEVICES + QUARTER + changes);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - restored) + 2;
            assertTrue(tracker.snapshot().queries() <= seconds * perSecond, tracker.snapshot()::toString);
            assertEquals(DEVICES + QUARTER + changes, notifications.count());
            for (String clientId : fleet.clientIds()) {
                assertEquals(fleet.changes(clientId), notifications.of(clientId), clientId);
            }
        }
    }
}
