package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three nodes on one Redis, one of which is a process of its own and is killed while its actions run. */
@ExtendWith(LeakCheck.class)
@Timeout(300)
class PresenceDeathIT {
    private static final String GROUP = "GID_death";
    /** A claim ends a minute after it was made or kept. */
    private static final Duration CLAIM = Duration.ofSeconds(150);

    private final Notifications notifications = new Notifications();

    private static Program victim(Emulator emulator, RedisNode redis, int attempts) throws IOException {
        Program victim = Program.of(
                PresenceVictim.class,
                Map.of(),
                String.valueOf(emulator.amqpPort()),
                emulator.instanceId(),
                emulator.accessKey(),
                emulator.secretKey(),
                GROUP,
                redis.uri(),
                String.valueOf(attempts));
        victim.awaitOutput("ready", 1);
        return victim;
    }

    private PresenceNode node(Emulator emulator, RedisNode redis, int attempts) throws Exception {
        PresenceTrackerBuilder settings = notifications.tracker().actionAttempts(attempts);
        return new PresenceNode(emulator, GROUP, redis, settings);
    }

    /** Kills it while actions of it run, once all other changes are notified; returns these actions' numbers by client. */
    private Map<String, Long> killAtWork(Program victim) {
        Poll.until(
                "all are notified but those whose action hangs",
                () -> begun(victim).size() > 0
                        && notifications.count() + begun(victim).size() == Fleet.SIZE);
        victim.kill();
        return begun(victim);
    }

    private static Map<String, Long> begun(Program victim) {
        Map<String, Long> begun = new TreeMap<>();
        victim.output()
                .lines()
                .filter(line -> line.startsWith(PresenceVictim.BEGUN))
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 4)
                .forEach(words -> begun.put(words[1], Long.valueOf(words[3])));
        return begun;
    }

    @Test
    void whatAKilledProcessWasNotifyingIsNotifiedAgainWithTheSameNumber() throws Exception {
        try (RedisNode redis = RedisNode.started();
                Emulator emulator = Emulator.builder().group(GROUP).start();
                Program victim = victim(emulator, redis, 5);
                PresenceNode one = node(emulator, redis, 5);
                PresenceNode two = node(emulator, redis, 5);
                Fleet fleet = new Fleet(emulator, GROUP)) {
            fleet.connectAll();
            Map<String, Long> begun = killAtWork(victim);
            assertEquals(Set.of(), notNotifiedBut(begun, fleet));

            Poll.within(CLAIM, "notified again", () -> notifications.count() == Fleet.SIZE);
            begun.forEach(
                    (clientId, number) -> assertEquals(List.of(number), notifications.numbersOf(clientId), clientId));
            fleet.clientIds().forEach(id -> assertEquals(List.of(PresenceState.ONLINE), notifications.of(id), id));
            assertEquals(List.of(), one.errors());
            assertEquals(List.of(), two.errors());
        }
    }

    @Test
    void byDefaultWhatAKilledProcessWasNotifyingStaysUnnotifiedAndTheNextChangeIsNotified() throws Exception {
        try (RedisNode redis = RedisNode.started();
                Emulator emulator = Emulator.builder().group(GROUP).start();
                Program victim = victim(emulator, redis, 1);
                PresenceNode one = node(emulator, redis, 1);
                PresenceNode two = node(emulator, redis, 1);
                Fleet fleet = new Fleet(emulator, GROUP)) {
            fleet.connectAll();
            Map<String, Long> begun = killAtWork(victim);
            assertEquals(Set.of(), notNotifiedBut(begun, fleet));

            fleet.endAll();
            Poll.until("notified", () -> notifications.count() == 2L * Fleet.SIZE - begun.size());
            for (String clientId : fleet.clientIds()) {
                List<PresenceState> expected = begun.containsKey(clientId)
                        ? List.of(PresenceState.OFFLINE)
                        : List.of(PresenceState.ONLINE, PresenceState.OFFLINE);
                assertEquals(expected, notifications.of(clientId), clientId);
            }
            begun.forEach((clientId, number) ->
                    assertTrue(notifications.numbersOf(clientId).get(0) > number, clientId));
            assertEquals(List.of(), one.errors());
            assertEquals(List.of(), two.errors());
        }
    }

    /** Those not notified are those whose action had begun in the process that died. */
    private Set<String> notNotifiedBut(Map<String, Long> begun, Fleet fleet) {
        Set<String> wrong = new TreeSet<>(begun.keySet());
        for (String clientId : fleet.clientIds()) {
            if (notifications.of(clientId).isEmpty() && !wrong.remove(clientId)) {
                wrong.add(clientId);
            }
        }
        return wrong;
    }
}
