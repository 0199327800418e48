package dev.mqttstatus.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorFaults.TakeoverEnd;
import com.alibaba.mqtt.server.presence.ClientPresence;
import com.alibaba.mqtt.server.presence.PresenceChange;
import com.alibaba.mqtt.server.presence.PresenceState;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.query.ClientStatus;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
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
    private static final int DEVICES = Integer.getInteger("presence.devices", 150);
    private static final int SECONDS = Integer.getInteger("presence.seconds", 10);
    private static final Duration DELAY = Duration.ofSeconds(2);
    /** How late an action may be beyond the injected delay: what the machine and the tracker take. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private record Action(PresenceChange change, long nanos) {}

    private final Queue<Action> actions = new ConcurrentLinkedQueue<>();

    private PresenceTrackerBuilder tracker() {
        return PresenceTracker.builder()
                .onOnline(change -> actions.add(new Action(change, System.nanoTime())))
                .onOffline(change -> actions.add(new Action(change, System.nanoTime())));
    }

    @Test
    void afterAStormOfFaultsItAgreesWithTheBrokerForEveryClient() throws Exception {
        try (Emulator emulator = Emulator.builder().group(GROUP).start();
                StatusQueryClient client = client(emulator);
                PresenceTracker tracker = tracker()
                        .liveQuery(client::queryClientStatus, ClientStatus::online)
                        .queriesPerSecond(100)
                        .build();
                Backend backend = new Backend(Backend.config(emulator));
                Fleet fleet = new Fleet(emulator, GROUP, DEVICES)) {
            backend.consumer.subscribeStatus(GROUP, tracker);
            backend.consumer.start();
            emulator.faults()
                    .duplicate(20, Duration.ZERO, DELAY)
                    .delay(30, Duration.ZERO, DELAY)
                    .nodeClocks(Duration.ofSeconds(-2), Duration.ZERO, Duration.ofSeconds(2));
            for (TakeoverEnd arrival : TakeoverEnd.values()) {
                for (TakeoverEnd time : TakeoverEnd.values()) {
                    emulator.faults().takeover(arrival, time);
                    fleet.live(Math.max(1, SECONDS / 4));
                }
            }
            Poll.until("no notice under way", () -> emulator.faults().pending() == 0 && emulator.queued(GROUP) == 0);
            // wrong is nothing; what the clocks of the nodes leave open is UNKNOWN, until the service was asked
            assertEquals(
                    List.of(),
                    disagreements(emulator, tracker, fleet).stream()
                            .filter(each -> !each.contains("state=UNKNOWN"))
                            .toList());
            Poll.until(
                    "agreement", () -> disagreements(emulator, tracker, fleet).isEmpty());
            assertTrue(actions.size() > DEVICES / 2, "actions: " + actions.size());
            assertEquals(List.of(), contradictions(fleet));
            assertEquals(0, emulator.faults().lost());
        }
    }

    private static StatusQueryClient client(Emulator emulator) {
        return StatusQueryClient.builder()
                .endpoint("http://" + emulator.host() + ":" + emulator.openApiPort())
                .instanceId(emulator.instanceId())
                .credentials(Credentials.of(emulator.accessKey(), emulator.secretKey()))
                .build();
    }

    private static List<String> disagreements(Emulator emulator, PresenceTracker tracker, Fleet fleet) {
        return fleet.clientIds().stream()
                .filter(id -> tracker.presence(id).isOnline() != emulator.isOnline(id)
                        || (tracker.presence(id).state() == PresenceState.UNKNOWN
                                && tracker.presence(id).lastEventAt() != null))
                .map(id -> "online: " + emulator.isOnline(id) + ", but " + tracker.presence(id))
                .toList();
    }

    /** Actions for a state that was not true at any time in the last seconds before. */
    private List<String> contradictions(Fleet fleet) {
        long within = DELAY.plus(SLACK).toNanos();
        return actions.stream()
                .filter(action -> {
                    ClientPresence told = action.change().presence();
                    return !fleet.wasAt(told.clientId(), told.state(), action.nanos(), within);
                })
                .map(action -> action.change().toString())
                .toList();
    }

    @Test
    void whatWasLostInAGapIsHealedWithinTheBudgetAndToldOnce() throws Exception {
        int perSecond = 20;
        try (Emulator emulator = Emulator.builder().group(GROUP).start();
                StatusQueryClient client = client(emulator);
                PresenceTracker tracker = tracker()
                        .liveQuery(client::queryClientStatus, ClientStatus::online)
                        .cachedQuery(client::queryClientStatus, ClientStatus::online)
                        .queriesPerSecond(perSecond)
                        .build();
                Backend backend = new Backend(Backend.config(emulator));
                Fleet fleet = new Fleet(emulator, GROUP, DEVICES)) {
            backend.consumer.setConnectionListener((state, cause) -> {
                if (state == ConnectionState.RECOVERING) {
                    tracker.connectionLost(Instant.now());
                } else if (state == ConnectionState.CONNECTED) {
                    tracker.connectionRestored(Instant.now());
                }
            });
            backend.consumer.subscribeStatus(GROUP, tracker);
            backend.consumer.start();
            fleet.connectAll();
            Poll.until("all online", () -> told(PresenceState.ONLINE).size() == DEVICES);

            emulator.stopAmqp();
            Poll.until("gap", () -> backend.consumer.health().state() == ConnectionState.RECOVERING);
            emulator.faults().loseAllOf(GROUP);
            fleet.endHalf();
            Poll.until("half gone", () -> emulator.onlineClients(GROUP).size() == DEVICES / 2);
            Poll.until(
                    "notices lost",
                    () -> emulator.faults().pending() == 0 && emulator.faults().lost() >= DEVICES / 2);
            emulator.faults().clear();
            long restored = System.nanoTime();
            emulator.startAmqp();

            Poll.until("healed", () -> disagreements(emulator, tracker, fleet).isEmpty());
            Poll.until("told", () -> told(PresenceState.OFFLINE).size() == DEVICES / 2);
            assertEquals(1, Collections.max(told(PresenceState.OFFLINE).values()));
            assertEquals(DEVICES + DEVICES / 2, actions.size());
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - restored) + 2;
            assertTrue(tracker.snapshot().queries() <= seconds * perSecond, tracker.snapshot()::toString);
        }
    }

    /** How often each client was told to be so. */
    private Map<String, Integer> told(PresenceState state) {
        Map<String, Integer> times = new ConcurrentHashMap<>();
        for (Action action : actions) {
            if (action.change().presence().state() == state) {
                times.merge(action.change().clientId(), 1, Integer::sum);
            }
        }
        return times;
    }
}
