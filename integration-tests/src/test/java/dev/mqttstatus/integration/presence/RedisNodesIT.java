package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several nodes of an application on one Redis: each change is notified once, by whichever of them. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class RedisNodesIT {
    private static final int CLIENTS = 40;
    private static final int ROUNDS = 6;

    private final Notifications notifications = new Notifications();
    private final List<Node> nodes = new ArrayList<>();
    private final AtomicInteger processed = new AtomicInteger();
    private final Random random = new Random(5);
    private RedisNode redis;

    /** One process of the application. */
    private record Node(RedisPresenceStore store, PresenceTracker tracker) {
        void close() {
            tracker.close();
            store.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        redis = RedisNode.started();
    }

    @AfterEach
    void stop() throws IOException {
        nodes.forEach(Node::close);
        redis.close();
    }

    private void addNode(int redisPort) throws IOException {
        RedisPresenceStore store = redis.builder().uri(RedisNode.uri(redisPort)).build();
        nodes.add(new Node(store, notifications.tracker().store(store).build()));
    }

    private static String client(int n) {
        return "GID_a@@@" + n;
    }

    private static void cut(Relay relay) {
        try {
            relay.cut();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long progress() {
        return processed.get() + notifications.count();
    }

    private Node anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** All clients come, or all go; each notice at two nodes, and the end of an older channel late. */
    private void round(int round) throws Exception {
        String channel = "c" + round / 2;
        int opened = 120 * (round / 2);
        List<Callable<Void>> notices = new ArrayList<>();
        for (int n = 0; n < CLIENTS; n++) {
            StatusNotice notice = round % 2 == 0
                    ? MadeNotice.connect(client(n), channel, opened)
                    : MadeNotice.lost(client(n), channel, opened + 60);
            // the first one would notify an offline
            StatusNotice late = round == 0 ? notice : MadeNotice.lost(client(n), "old" + round / 2, opened - 30);
            for (StatusNotice one : List.of(notice, notice, late)) {
                Node node = anyNode();
                notices.add(() -> {
                    node.tracker().process(one);
                    processed.incrementAndGet();
                    return null;
                });
            }
        }
        PresenceStoreContract.inParallel(notices);
    }

    private void playRounds() throws Exception {
        List<PresenceState> expected = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            round(round);
            PresenceState state = round % 2 == 0 ? PresenceState.ONLINE : PresenceState.OFFLINE;
            expected.add(state);
            for (int n = 0; n < CLIENTS; n++) {
                String clientId = client(n);
                Poll.until(
                        clientId + " was notified of " + expected,
                        () -> notifications.of(clientId).size() >= expected.size());
                assertEquals(expected, notifications.of(clientId), clientId);
            }
        }
        for (Node node : nodes) {
            assertEquals(
                    Map.of("GID_a", new StateCounts(0, CLIENTS, 0)),
                    node.store().counts());
            assertEquals(List.of(), node.store().due(Task.NOTIFY, 10));
        }
    }

    @Test
    void eachChangeIsNotifiedByOneOfManyNodes() throws Exception {
        for (int n = 0; n < 3; n++) {
            addNode(redis.port());
        }
        playRounds();
    }

    @Test
    void cutsOfTheConnectionLoseNoChangeAndNotifyNoneTwice() throws Exception {
        List<Relay> relays = List.of(new Relay(redis.port()), new Relay(redis.port()));
        AtomicBoolean ended = new AtomicBoolean();
        Thread cutter = new Thread(
                () -> {
                    long last = 0;
                    for (int cut = 0; !ended.get(); cut++) {
                        // not by time: a slow machine would never get anything done
                        while (!ended.get() && progress() < last + 10) {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                        }
                        last = progress();
                        cut(relays.get(cut % relays.size()));
                    }
                },
                "cutter");
        try {
            for (Relay relay : relays) {
                addNode(relay.port());
            }
            cutter.start();
            playRounds();
        } finally {
            ended.set(true);
            cutter.join();
            nodes.forEach(Node::close);
            for (Relay relay : relays) {
                relay.close();
            }
        }
    }

    @Test
    void whatADeadNodeLeftIsNotifiedByAnother() throws Exception {
        try (RedisPresenceStore store = redis.store();
                PresenceTracker dead = notifications
                        .tracker()
                        .store(store)
                        .executor(task -> {})
                        .closeTimeout(Duration.ZERO)
                        .build()) {
            for (int n = 0; n < CLIENTS; n++) {
                dead.process(MadeNotice.connect(client(n), "c", 0));
            }
            assertEquals(List.of(), notifications.of(client(0)));
            addNode(redis.port());
            addNode(redis.port());
            for (int n = 0; n < CLIENTS; n++) {
                String clientId = client(n);
                Poll.until(
                        clientId + " was notified",
                        () -> !notifications.of(clientId).isEmpty());
            }
            // the others have had their turn when a change of theirs is notified
            anyNode().tracker().process(MadeNotice.connect("GID_a@@@last", "c", 0));
            Poll.until("notified", () -> !notifications.of("GID_a@@@last").isEmpty());
            for (int n = 0; n < CLIENTS; n++) {
                assertEquals(List.of(PresenceState.ONLINE), notifications.of(client(n)));
            }
        }
    }

    @Test
    void aGracePeriodBeginsOnOneNodeAndEndsOnAnother() throws Exception {
        Duration grace = Duration.ofMillis(500);
        RedisPresenceStore store = redis.store();
        try (store;
                PresenceTracker first = notifications
                        .tracker()
                        .store(store)
                        .gracePeriod(grace)
                        .executor(task -> {})
                        .closeTimeout(Duration.ZERO)
                        .build()) {
            first.process(MadeNotice.connect(client(1), "c", 0));
            first.process(MadeNotice.connect(client(2), "c", 0));
            first.process(MadeNotice.lost(client(1), "c", 60));
            first.process(MadeNotice.lost(client(2), "c", 60));
            first.process(MadeNotice.connect(client(2), "d", 61));
        }
        RedisPresenceStore otherStore = redis.store();
        nodes.add(new Node(
                otherStore,
                notifications.tracker().store(otherStore).gracePeriod(grace).build()));
        Poll.until(
                "notified",
                () -> !notifications.of(client(1)).isEmpty()
                        && !notifications.of(client(2)).isEmpty());
        assertEquals(List.of(PresenceState.OFFLINE), notifications.of(client(1)));
        assertEquals(List.of(PresenceState.ONLINE), notifications.of(client(2)));
    }
}
