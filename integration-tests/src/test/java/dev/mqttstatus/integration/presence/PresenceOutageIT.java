package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ConsumerHealth.PausedSource;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.PresenceTrackerBuilder;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The store of two nodes, one on each wire, is away for much longer than the attempts of their consumers would last, while
 * half of the devices change. Not that long unless asked for more: {@code -Dpresence.outage=300}, in seconds.
 */
@ExtendWith(LeakCheck.class)
@Timeout(900)
class PresenceOutageIT {
    private static final String GROUP = "GID_outage";
    private static final int SECONDS = Integer.getInteger("presence.outage", 25);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final Notifications notifications = new Notifications();

    /** What Redis does for a while. */
    enum Outage {
        KILLED {
            @Override
            void begin(RedisNode redis) throws IOException {
                redis.kill();
            }

            @Override
            void end(RedisNode redis) throws IOException {
                redis.start();
            }
        },
        REFUSES_WRITES {
            @Override
            void begin(RedisNode redis) {
                redis.refuseWrites();
            }

            @Override
            void end(RedisNode redis) {
                redis.takeWrites();
            }
        };

        abstract void begin(RedisNode redis) throws IOException;

        abstract void end(RedisNode redis) throws IOException;
    }

    private PresenceTrackerBuilder settings() {
        return notifications
                .tracker()
                .queriesPerSecond(100)
                .skewTolerance(TOLERANCE)
                .cacheAge(TOLERANCE);
    }

    private static RedisPresenceStore impatient(RedisNode redis) throws IOException {
        return redis.builder().timeout(Duration.ofSeconds(2)).build();
    }

    private static boolean all(List<PresenceNode> nodes, Predicate<PresenceNode> condition) {
        return nodes.stream().allMatch(condition);
    }

    private static long queries(List<PresenceNode> nodes) {
        return nodes.stream()
                .mapToLong(node -> node.tracker.snapshot().queries())
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void afterTheStoreWasAwayAllIsRightAndEachChangeIsNotifiedOnce(Outage outage) throws Exception {
        try (RedisNode redis = RedisNode.started();
                Emulator emulator = Emulator.builder().group(GROUP).start();
                PresenceNode one = new PresenceNode(emulator, Protocol.AMQP_1_0, GROUP, impatient(redis), settings());
                PresenceNode two =
                        new PresenceNode(emulator, Protocol.AMQP_0_9_1, GROUP, impatient(redis), settings());
                Fleet fleet = new Fleet(emulator, GROUP)) {
            List<PresenceNode> nodes = List.of(one, two);
            fleet.connectAll();
            Poll.until("all online", () -> notifications.count() == Fleet.SIZE);
            fleet.endQuarter();
            Poll.until("a quarter offline", () -> notifications.count() == Fleet.SIZE + (Fleet.SIZE + 3) / 4);
            Poll.until("settled", () -> emulator.group(GROUP).queued() == 0);
            long notified = notifications.count();
            long asked = queries(nodes);

            outage.begin(redis);
            awayFor(SECONDS, emulator, fleet, nodes);
            assertEquals(notified, notifications.count(), "notified without a store");
            outage.end(redis);

            Poll.until("back", () -> all(nodes, node -> isBack(node)));
            Storm storm = new Storm(emulator, fleet);
            Poll.until("agreement", () -> storm.disagreements(one.tracker).isEmpty());
            Poll.until(
                    "all is notified",
                    () -> storm.wronglyNotified(notifications).isEmpty() && one.store.count(Task.NOTIFY) == 0);
            Poll.until("settled", () -> emulator.group(GROUP).queued() == 0);
            assertEachNotifiedOnce(fleet);
            Poll.until("nobody is paused", () -> all(nodes, PresenceOutageIT::isWell));
            for (PresenceNode node : nodes) {
                assertEquals(List.of(), node.undeliverable());
                assertEquals(0, node.consumer().undeliverable());
                assertEquals(0, node.consumer().failed());
                assertTrue(node.consumer().notNow() > 0);
            }
            assertEquals(0, emulator.group(GROUP).deadLetters());
            // those of which no notice came; ten in a query
            Poll.until("asked", () -> queries(nodes) - asked >= Fleet.SIZE / 2 / 10);
        }
    }

    private static boolean isBack(PresenceNode node) {
        return node.consumer().pausedSources().isEmpty()
                && !node.tracker.health().isStoreAway();
    }

    private static boolean isWell(PresenceNode node) {
        return node.consumer().pausedSources().isEmpty()
                && node.tracker.health().isWell();
    }

    /** Devices change, some of them twice, and of some no notice comes. */
    private static void awayFor(int seconds, Emulator emulator, Fleet fleet, List<PresenceNode> nodes)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        fleet.changeHalf();
        Poll.until("said so", () -> all(nodes, node -> node.tracker.health().isStoreAway()));
        emulator.faults().lose((clientId, event) -> fleet.isOther(clientId));
        assertTrue(fleet.endOthers() > 0);
        Poll.until(
                "lost",
                () -> emulator.faults().pending() == 0 && emulator.faults().lost() > 0);
        emulator.faults().clear();
        LockSupport.parkNanos(Math.max(0, (end - System.nanoTime()) / 2));
        fleet.changeSomeAgain();
        while (System.nanoTime() < end) {
            for (PresenceNode node : nodes) {
                assertEquals(
                        List.of("group " + GROUP + " the presence store is away"),
                        node.consumer().pausedSources().stream()
                                .map(PresenceOutageIT::text)
                                .toList());
                assertTrue(node.tracker.health().isStoreAway(), node.tracker.health()::toString);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static String text(PausedSource paused) {
        return paused.source() + " " + paused.why();
    }

    /** Who changed twice while nobody could be notified may be notified of nothing: its state is the one notified last. */
    private void assertEachNotifiedOnce(Fleet fleet) {
        assertEquals(List.of(), notifications.repeated());
        for (String clientId : fleet.clientIds()) {
            List<PresenceState> changes = fleet.changes(clientId);
            List<PresenceState> notified = notifications.of(clientId);
            boolean twice = fleet.changedTwice(clientId);
            assertTrue(
                    notified.equals(changes) || (twice && notified.equals(changes.subList(0, changes.size() - 2))),
                    () -> clientId + " was notified of " + notified + ", and changed " + changes);
        }
    }
}
