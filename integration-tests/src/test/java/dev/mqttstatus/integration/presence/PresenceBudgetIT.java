package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.presence.MemoryPresenceStore;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An application that is started again is uncertain of all clients of its store, some of which have gone meanwhile without a notice;
 * and an offline that is to be confirmed comes in between. Few clients and a small budget, unless asked for more:
 * {@code -Dpresence.uncertain=100000}.
 */
@ExtendWith(LeakCheck.class)
@Timeout(1_800)
class PresenceBudgetIT {
    private static final String GROUP = "GID_budget";
    private static final String LOCK = GROUP + "@@@lock";
    private static final int CLIENTS = Integer.getInteger("presence.uncertain", 600);
    /** One in so many has gone; the others are offline, as they were. */
    private static final int GONE = 20;

    private static final boolean LARGE = CLIENTS >= 10_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    /**
     * How much later than another one a request may reach the server on a machine that other tests keep busy; by so much a
     * second is taken for shorter.
     */
    private static final Duration JITTER = LARGE ? Duration.ZERO : Duration.ofMillis(200);

    private static final Duration TOLERANCE = Duration.ofSeconds(1);
    private static final int DRIVERS = 8;

    private final Notifications notifications = new Notifications();
    private final RequestTimes requests = new RequestTimes();
    private final List<Node> nodes = new ArrayList<>();

    /** One process of the application. */
    private record Node(StatusQueryClient client, PresenceTracker tracker, Backend backend) {
        void close() throws IOException {
            backend.close();
            tracker.close();
            client.close();
        }
    }

    @AfterEach
    void closeNodes() throws IOException {
        for (Node node : nodes) {
            node.close();
        }
    }

    @Test
    void oneNodeSettlesAllUncertaintiesWithinTheBudget() throws Exception {
        try (PresenceStore store = new MemoryPresenceStore()) {
            assertAllIsSettled("1 node in memory", List.of(store), LARGE ? 300 : 24);
        }
    }

    @Test
    void threeNodesOnOneRedisSettleAllUncertaintiesWithinOneBudget() throws Exception {
        try (RedisNode redis = RedisNode.started()) {
            redis.writeNothingToDisk();
            try (PresenceStore one = redis.store();
                    PresenceStore two = redis.store();
                    PresenceStore three = redis.store()) {
                assertAllIsSettled("3 nodes on Redis", List.of(one, two, three), LARGE ? 100 : 24);
            }
        }
    }

    private static String client(int n) {
        return GROUP + "@@@" + n;
    }

    private static boolean isGone(int n) {
        return n % GONE == 0;
    }

    /** What the application knew when it ended. */
    private static void fill(List<PresenceStore> stores) throws Exception {
        List<Callable<Void>> drivers = new ArrayList<>();
        List<PresenceTracker> earlier = stores.stream()
                .map(store -> PresenceTracker.builder()
                        .store(store)
                        .onFirstSeen(change -> {})
                        .build())
                .toList();
        for (int driver = 0; driver < DRIVERS; driver++) {
            int first = driver;
            drivers.add(() -> {
                PresenceTracker tracker = earlier.get(first % earlier.size());
                for (int n = first; n < CLIENTS; n += DRIVERS) {
                    tracker.process(
                            isGone(n) ? MadeNotice.connect(client(n), "c", 0) : MadeNotice.lost(client(n), "c", 0));
                }
                return null;
            });
        }
        try {
            PresenceStoreContract.inParallel(drivers);
            Poll.within(
                    Duration.ofMinutes(10),
                    "notified before",
                    () -> stores.get(0).count(Task.NOTIFY) == 0);
        } finally {
            earlier.forEach(PresenceTracker::close);
        }
    }

    /** The first call of a process takes long. */
    private static StatusQueryClient warmClient(Emulator emulator, int openApiPort) throws Exception {
        StatusQueryClient client = Storm.client(emulator, openApiPort);
        client.queryClientStatus(LOCK);
        return client;
    }

    private void addNode(Emulator emulator, StatusQueryClient client, PresenceStore store, int perSecond)
            throws Exception {
        PresenceTracker tracker = notifications
                .tracker()
                .store(store)
                .liveQuery(client::queryClientStatus, ClientStatus::online)
                .cachedQuery(client::queryClientStatus, ClientStatus::online)
                .queriesPerSecond(perSecond)
                .skewTolerance(TOLERANCE)
                .cacheAge(TOLERANCE)
                .confirmOffline(Duration.ofMinutes(10))
                .build();
        Backend backend = new Backend(Backend.config(emulator));
        nodes.add(new Node(client, tracker, backend));
        backend.consumer.subscribeStatus(GROUP, tracker);
        backend.consumer.start();
    }

    private void assertAllIsSettled(String what, List<PresenceStore> stores, int perSecond) throws Exception {
        fill(stores);
        try (Emulator emulator = Emulator.builder().group(GROUP).start()) {
            Relay door = new Relay(emulator.openApiPort());
            try {
                Device lock = new Device(
                        emulator.mqttPort(),
                        emulator.instanceId(),
                        Credentials.of(emulator.accessKey(), emulator.secretKey()),
                        LOCK);
                List<StatusQueryClient> clients = new ArrayList<>();
                while (clients.size() < stores.size()) {
                    clients.add(warmClient(emulator, door.port()));
                }
                door.tap(requests);
                long start = System.nanoTime();
                for (int n = 0; n < stores.size(); n++) {
                    addNode(emulator, clients.get(n), stores.get(n), perSecond);
                }
                int batches = CLIENTS / 10;
                Poll.until("online", () -> notifications.of(LOCK).equals(List.of(PresenceState.ONLINE)));
                Poll.within(Duration.ofMinutes(10), "in the middle", () -> requests.count() > batches / 3);
                lock.leave();
                long left = System.nanoTime();
                Poll.until("notified", () -> notifications.of(LOCK).size() == 2);
                long notified = System.nanoTime();
                int before = requests.count();
                Poll.within(Duration.ofMinutes(20), "settled", () -> isSettled(stores.get(0), batches));
                long settled = System.nanoTime();
                System.out.printf(
                        "%s, %d uncertain clients, %d queries a second: settled in %.1f s with %d queries, at most %d of them"
                                + " in a second; an offline confirmed and notified in %.1f s, when %d had been made%n",
                        what,
                        CLIENTS,
                        perSecond,
                        seconds(settled - start),
                        requests.count(),
                        requests.most(SECOND),
                        seconds(notified - left),
                        before);
                assertRight(stores.get(0), perSecond);
            } finally {
                closeNodes();
                nodes.clear();
                door.close();
            }
        }
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private boolean isSettled(PresenceStore store, int batches) {
        return requests.count() >= batches
                && Stream.of(Task.values()).allMatch(task -> store.count(task) == 0)
                && notifications.count() == CLIENTS / GONE + 2;
    }

    private void assertRight(PresenceStore store, int perSecond) {
        try (Stream<ClientPresence> all = nodes.get(0).tracker().clients()) {
            assertEquals(
                    List.of(),
                    all.filter(each -> each.isUncertain() || each.state() != PresenceState.OFFLINE)
                            .toList());
        }
        assertEquals(Map.of(GROUP, new StateCounts(0, CLIENTS + 1, 0)), store.counts());
        for (int n = 0; n < CLIENTS; n++) {
            assertEquals(
                    isGone(n) ? List.of(PresenceState.OFFLINE) : List.of(), notifications.of(client(n)), client(n));
        }
        assertEquals(
                nodes.stream()
                        .mapToLong(node -> node.tracker().snapshot().queries())
                        .sum(),
                requests.count());
        int most = requests.most(SECOND.minus(JITTER));
        assertTrue(most <= perSecond, () -> most + " requests in a second, allowed are " + perSecond);
    }
}
