package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorFaults.TakeoverEnd;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.store.Task;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two nodes of an application share the notices of a group and one truth on Redis; one of them dies. The storm is small
 * and short unless asked for more, as in {@link PresenceIT}.
 */
@ExtendWith(LeakCheck.class)
@Timeout(900)
class PresenceNodesIT {
    private static final String GROUP = "GID_nodes";
    private static final int DEVICES = 24;
    private static final int ROUNDS = 4;
    /** The two notices of a takeover go to different nodes. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    private final Notifications notifications = new Notifications();
    private final List<Life> lives = new ArrayList<>();

    private PresenceTrackerBuilder settings() {
        return notifications.tracker().gracePeriod(GRACE);
    }

    /** A device, and the changes that its application has to be notified of. */
    private static final class Life {
        private final String clientId;
        private final Random random;
        private final List<PresenceState> changes = new ArrayList<>();
        private Device device;

        Life(int n) {
            this.clientId = GROUP + "@@@" + n;
            this.random = new Random(n);
        }

        void move(Emulator emulator) throws Exception {
            if (device == null) {
                device = connect(emulator);
                changes.add(PresenceState.ONLINE);
                return;
            }
            switch (random.nextInt(3)) {
                case 0 -> {
                    // the new connection takes over from the old one: no change
                    Device old = device;
                    device = connect(emulator);
                    old.vanish();
                }
                case 1 -> end(device::leave);
                default -> end(device::vanish);
            }
        }

        private void end(Runnable how) {
            how.run();
            device = null;
            changes.add(PresenceState.OFFLINE);
        }

        private Device connect(Emulator emulator) throws Exception {
            return new Device(
                    emulator.mqttPort(),
                    emulator.instanceId(),
                    Credentials.of(emulator.accessKey(), emulator.secretKey()),
                    clientId);
        }
    }

    @AfterEach
    void endDevices() {
        for (Life life : lives) {
            if (life.device != null) {
                life.end(life.device::vanish);
            }
        }
    }

    @Test
    void twoNodesAndADeathNotifyEachChangeOnceAndEndInTheTruth() throws Exception {
        for (int n = 0; n < DEVICES; n++) {
            lives.add(new Life(n));
        }
        try (RedisNode redis = RedisNode.started();
                Emulator emulator = Emulator.builder().group(GROUP).start();
                PresenceNode mortal = new PresenceNode(emulator, GROUP, redis, settings());
                PresenceNode survivor = new PresenceNode(emulator, GROUP, redis, settings())) {
            emulator.faults()
                    .duplicate(40, Duration.ZERO, Duration.ofSeconds(2))
                    .takeover(TakeoverEnd.AFTER_CONNECT, TakeoverEnd.AFTER_CONNECT);
            for (int round = 0; round < ROUNDS; round++) {
                move(emulator, lives.subList(0, DEVICES / 2));
                if (round == ROUNDS / 2) {
                    mortal.die();
                }
                move(emulator, lives.subList(DEVICES / 2, DEVICES));
                awaitNotified();
            }
            Poll.until(
                    "all notices are settled",
                    () -> emulator.faults().pending() == 0
                            && emulator.group(GROUP).queued() == 0);
            awaitNotified();
            assertTruth(emulator, survivor);
            for (Life life : lives) {
                if (life.device != null) {
                    life.end(life.device::leave);
                }
            }
            awaitNotified();
            Poll.until("all is settled", () -> emulator.group(GROUP).queued() == 0);
            assertTruth(emulator, survivor);
            assertEquals(List.of(), mortal.errors());
            assertEquals(List.of(), survivor.errors());
        }
    }

    @Test
    void inAStormWithLossesAndADeathEachChangeIsNotifiedOnceAndAllEndsInTheTruth() throws Exception {
        try (RedisNode redis = RedisNode.started();
                Emulator emulator = Emulator.builder().group(GROUP).start();
                PresenceNode mortal = new PresenceNode(emulator, GROUP, redis, stormSettings());
                PresenceNode survivor = new PresenceNode(emulator, GROUP, redis, stormSettings());
                Fleet fleet = new Fleet(emulator, GROUP)) {
            // the only notice of a client may be lost
            survivor.tracker.watch(fleet.clientIds());
            Storm storm = new Storm(emulator, fleet);
            storm.begin(3);
            storm.rage(Fleet.SECONDS / 2.0);
            mortal.die();
            storm.rage(Fleet.SECONDS / 2.0);
            storm.awaitQuiet(GROUP);
            Poll.until("agreement", () -> storm.disagreements(survivor.tracker).isEmpty());
            Poll.until(
                    "all is notified", () -> survivor.store.due(Task.NOTIFY, 1).isEmpty());
            Poll.until(
                    "the truth was notified",
                    () -> storm.wronglyNotified(notifications).isEmpty());
            assertEquals(List.of(), notifications.repeated());
            assertEquals(List.of(), notifications.contradictions(fleet, Storm.WRONG.plus(GRACE), Storm.WRONG));
            assertEquals(List.of(), mortal.errors());
            assertEquals(List.of(), survivor.errors());
        }
    }

    private PresenceTrackerBuilder stormSettings() {
        return settings()
                .queriesPerSecond(150)
                // what a dead node has claimed is asked about by the other one a little after that
                .queryTimeout(Duration.ofSeconds(5))
                .confirmOffline(Duration.ofSeconds(30))
                .maxAge(Duration.ofSeconds(10));
    }

    private static void move(Emulator emulator, List<Life> some) throws Exception {
        List<Callable<Void>> moves = new ArrayList<>();
        for (Life life : some) {
            moves.add(() -> {
                life.move(emulator);
                return null;
            });
        }
        PresenceStoreContract.inParallel(moves);
    }

    private void awaitNotified() {
        for (Life life : lives) {
            Poll.until(
                    life.clientId + " was notified of " + life.changes,
                    () -> notifications.of(life.clientId).size() >= life.changes.size());
            assertEquals(life.changes, notifications.of(life.clientId), life.clientId);
        }
    }

    private void assertTruth(Emulator emulator, PresenceNode node) {
        Set<String> online = emulator.onlineClients(GROUP);
        for (Life life : lives) {
            PresenceState truth = online.contains(life.clientId) ? PresenceState.ONLINE : PresenceState.OFFLINE;
            assertEquals(
                    truth,
                    node.tracker.presence(life.clientId).state(),
                    () -> node.tracker.presence(life.clientId).toJson());
        }
        assertEquals(Map.of(GROUP, new StateCounts(online.size(), DEVICES - online.size(), 0)), node.store.counts());
        assertEquals(List.of(), node.store.due(Task.NOTIFY, DEVICES));
    }
}
