package dev.mqttstatus.integration.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.RecordFormat;
import com.alibaba.mqtt.server.presence.model.ClientPresence;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.redis.RedisPresenceStore;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.LogWatch;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class RedisPresenceStoreIT extends PresenceStoreContract {
    private static final String LOCK = "GID_a@@@lock";
    private static final Duration SHORT = Duration.ofMillis(300);

    private RedisNode redis;
    private RedisPresenceStore store;

    @BeforeEach
    void start() throws IOException {
        redis = RedisNode.started();
        store = redis.store();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        redis.close();
    }

    @Override
    PresenceStore store() {
        return store;
    }

    private static String textOf(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static ServerException failure(Runnable call) {
        UncheckedIOException error = assertThrows(UncheckedIOException.class, call::run);
        assertFalse(textOf(error).contains(RedisNode.PASSWORD), error::getMessage);
        return (ServerException) error.getCause();
    }

    private static boolean works(Runnable call) {
        try {
            call.run();
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void anApplicationThatIsStartedAgainForgetsNothingAndNotifiesNothingAgain() throws Exception {
        Notifications notifications = new Notifications();
        ClientPresence before;
        try (RedisPresenceStore first = redis.store();
                PresenceTracker tracker = notifications.tracker().store(first).build()) {
            tracker.process(MadeNotice.connect(LOCK, "a", 0));
            tracker.process(MadeNotice.connect(LOCK, "b", 60));
            Poll.until("notified", () -> !notifications.of(LOCK).isEmpty());
            before = tracker.presence(LOCK);
        }
        try (RedisPresenceStore second = redis.store();
                PresenceTracker tracker = notifications.tracker().store(second).build()) {
            assertEquals(before.channelId(), tracker.presence(LOCK).channelId());
            assertEquals(before.since(), tracker.presence(LOCK).since());
            tracker.process(MadeNotice.lost(LOCK, "a", 61));
            tracker.process(MadeNotice.connect(LOCK, "b", 60));
            tracker.process(MadeNotice.lost(LOCK, "b", 120));
            Poll.until("notified", () -> notifications.of(LOCK).size() == 2);
        }
        assertEquals(List.of(PresenceState.ONLINE, PresenceState.OFFLINE), notifications.of(LOCK));
    }

    @Test
    void aServerThatIsKilledAndStartedAgainIsAnErrorThenGoesOn() throws Exception {
        try (RedisPresenceStore node = redis.builder().timeout(SHORT).build()) {
            put(node, LOCK, online());
            redis.kill();
            ServerException error = failure(() -> put(node, LOCK, offline()));
            assertTrue(error.isRetryable(), error::getMessage);
            assertTrue(error.getMessage().contains("127.0.0.1:" + redis.port()), error::getMessage);
            redis.start();
            Poll.until("back", () -> works(() -> node.get(LOCK)));
            assertEquals(PresenceState.ONLINE, node.get(LOCK).state());
            put(node, LOCK, offline());
            assertEquals(Map.of("GID_a", new StateCounts(0, 1, 0)), counts(node));
        }
    }

    @Test
    void aServerThatTakesNoWritesForAWhileIsAnErrorThatPasses() throws Exception {
        put(store, LOCK, online());
        redis.refuseWrites();
        assertPasses("OOM");
        redis.takeWrites();
        put(store, LOCK, offline());
        redis.follow(redis.port());
        assertPasses("READONLY");
        redis.followNobody();
        put(store, LOCK, online());
        assertEquals(PresenceState.ONLINE, store.get(LOCK).state());
    }

    private void assertPasses(String word) {
        ServerException error = failure(() -> put(store, LOCK, online()));
        assertTrue(error.getMessage().contains(word), error::getMessage);
        assertEquals(ErrorCode.STORE_FAILED, error.getCode());
        assertTrue(error.isRetryable(), error::getMessage);
    }

    @Test
    void aNetworkThatSwallowsEverythingIsATimeOutThenGoesOn() throws Exception {
        Relay relay = new Relay(redis.port());
        try (RedisPresenceStore node =
                redis.builder().uri(RedisNode.uri(relay.port())).timeout(SHORT).build()) {
            put(node, LOCK, online());
            relay.hold();
            ServerException error = failure(() -> node.get(LOCK));
            assertEquals(ErrorCode.TIMED_OUT, error.getCode());
            assertTrue(error.isRetryable());
            relay.cut();
            Poll.until("back", () -> works(() -> put(node, LOCK, offline())));
            assertEquals(PresenceState.OFFLINE, node.get(LOCK).state());
        } finally {
            relay.close();
        }
    }

    @Test
    void aWriteWhoseAnswerIsLostIsDoneOnceThoughAnotherNodeWritesMeanwhile() throws Exception {
        Relay relay = new Relay(redis.port());
        try (RedisPresenceStore node =
                redis.builder().uri(RedisNode.uri(relay.port())).timeout(SHORT).build()) {
            // so that the server knows the script, whose absence is an answer too
            put(store, LOCK, online());
            PresenceRecord offline = offline();
            AtomicInteger changes = new AtomicInteger();
            CompletableFuture<PresenceRecord> update = CompletableFuture.supplyAsync(() -> node.update(LOCK, before -> {
                changes.incrementAndGet();
                relay.hold(Relay.Way.TO_CLIENT);
                return offline;
            }));
            Poll.until("done, but not answered", () -> store.get(LOCK).state() == PresenceState.OFFLINE);
            put(store, LOCK, online());
            // longer than the time-out
            LockSupport.parkNanos(3 * SHORT.toNanos());
            relay.cut();
            assertSame(offline, update.get(20, TimeUnit.SECONDS));
            assertEquals(1, changes.get());
            assertEquals(PresenceState.ONLINE, node.get(LOCK).state());
            assertEquals(Map.of("GID_a", new StateCounts(1, 0, 0)), counts(node));
        } finally {
            relay.close();
        }
    }

    @Test
    void aWrongPasswordIsARefusedLoginAndStandsInNoText() throws Exception {
        try (LogWatch log = new LogWatch()) {
            ServerException error = assertThrows(
                    ServerException.class,
                    () -> redis.builder()
                            .uri("redis://:some-wrong-word@127.0.0.1:" + redis.port())
                            .build());
            assertEquals(ErrorCode.LOGIN_REFUSED, error.getCode());
            assertFalse(error.isRetryable());
            assertFalse(textOf(error).contains("some-wrong-word"), error::getMessage);
            assertEquals(0, log.count("some-wrong-word"));
            assertEquals(0, log.count(RedisNode.PASSWORD));
        }
    }

    @Test
    void aServerThatIsNotThereIsAClearError() throws Exception {
        redis.kill();
        ServerException error = assertThrows(ServerException.class, redis::store);
        assertEquals(ErrorCode.CONNECTION_LOST, error.getCode());
        assertTrue(error.isRetryable());
        assertTrue(error.getMessage().contains("127.0.0.1:" + redis.port()), error::getMessage);
        assertFalse(textOf(error).contains(RedisNode.PASSWORD), error::getMessage);
    }

    @Test
    void whoIsLongGoneIsForgotten() throws Exception {
        try (RedisPresenceStore node =
                redis.builder().forgetAfter(Duration.ofSeconds(1)).build()) {
            for (int n = 0; n < 20; n++) {
                put(node, "GID_" + n % 2 + "@@@gone" + n, offline());
            }
            put(node, "GID_0@@@there", online());
            put(node, "GID_0@@@back", offline());
            put(node, "GID_0@@@back", online());
            put(node, "GID_1@@@due", due(Duration.ofHours(1)));
            Map<String, StateCounts> left =
                    Map.of("GID_0", new StateCounts(2, 0, 0), "GID_1", new StateCounts(0, 1, 0));
            Poll.until("forgotten", () -> {
                node.due(Task.NOTIFY, 1);
                return counts(node).equals(left);
            });
            assertTrue(node.get("GID_0@@@gone0").isEmpty());
            assertEquals(PresenceState.ONLINE, node.get("GID_0@@@back").state());
            assertEquals(PresenceState.OFFLINE, node.get("GID_1@@@due").state());
        }
    }

    private static String key(String name) {
        return "mqtt-presence:{" + RedisNode.INSTANCE + ":" + RecordFormat.VERSION + "}:" + name;
    }

    @Test
    void damagedDataIsCountedAndReplacedByWhatIsKnown() throws Exception {
        RedisClient client = RedisClient.create(redis.uri());
        Notifications notifications = new Notifications();
        try (LogWatch log = new LogWatch();
                PresenceTracker tracker = notifications.tracker().store(store).build()) {
            RedisCommands<String, String> raw = client.connect().sync();
            tracker.process(MadeNotice.connect(LOCK, "a", 0));
            Poll.until("notified", () -> !notifications.of(LOCK).isEmpty());
            for (String bad : List.of("\u0001", "\u0003\u0003\u0003", "some words", "\u0001".repeat(2_000_000))) {
                raw.hset(key("clients:GID_a"), LOCK, bad);
                assertEquals(PresenceState.UNKNOWN, tracker.presence(LOCK).state());
                assertEquals(1, tracker.clients().count());
                tracker.process(MadeNotice.connect(LOCK, "a", 0));
                assertEquals(PresenceState.ONLINE, tracker.presence(LOCK).state());
                Poll.until("notified", () -> store.get(LOCK).dueAt(Task.NOTIFY) == 0);
            }
            assertTrue(store.damaged() >= 8, () -> "damaged: " + store.damaged());
            assertEquals(1, log.count("damaged data: the record of " + LOCK));

            raw.hset(key("counts"), "ONLINE:GID_a", "many");
            raw.hset(key("counts"), "no state", "1");
            assertEquals(1, tracker.clients().count());
            tracker.process(MadeNotice.lost(LOCK, "a", 60));
            assertEquals(0, store.counts().get("GID_a").online());
            tracker.process(MadeNotice.connect(LOCK, "b", 120));
            assertEquals(1, store.counts().get("GID_a").online());
            Poll.until("notified", () -> tracker.snapshot().waiting() == 0);

            // in the index, but with nothing to notify; and a client id that is none
            raw.zadd(key("due"), 1, LOCK);
            raw.zadd(key("due"), 2, "GID_a@@@never seen");
            byte[] noText = {(byte) 0xFF, (byte) 0xFE};
            client.connect(ByteArrayCodec.INSTANCE).sync().zadd(key("due").getBytes(UTF_8), 3, noText);
            Poll.until("index put right", () -> raw.zcard(key("due")) == 0);
            assertEquals(PresenceState.ONLINE, tracker.presence(LOCK).state());
            assertEquals(0, tracker.health().storeErrors());
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aKeyOfAWrongTypeIsAClearErrorThatWritesNothing() throws Exception {
        RedisClient client = RedisClient.create(redis.uri());
        try {
            RedisCommands<String, String> raw = client.connect().sync();
            for (String name : List.of("due", "gone:GID_a", "counts", "clients:GID_a")) {
                raw.flushall();
                raw.set(key(name), "something else");
                ServerException error = failure(() -> put(store, LOCK, online()));
                assertEquals(ErrorCode.STORE_FAILED, error.getCode(), name);
                assertFalse(error.isRetryable(), name);
                assertTrue(error.getMessage().contains("WRONGTYPE"), error::getMessage);
                assertEquals(1, raw.keys("*").size(), name);
                // the clients of other groups do not suffer from one group's
                if (name.endsWith("GID_a")) {
                    put(store, "GID_b@@@x", offline());
                    store.due(Task.NOTIFY, 1);
                }
                raw.del(key(name));
                put(store, LOCK, online());
                assertEquals(PresenceState.ONLINE, store.get(LOCK).state());
            }
        } finally {
            client.shutdown();
        }
    }

    @Test
    void instancesAreKeptApartAndAllKeysOfOneAreInOneSlot() throws Exception {
        RedisClient client = RedisClient.create(redis.uri());
        try (RedisPresenceStore other =
                redis.builder().instanceId("other").keyPrefix("app").build()) {
            put(other, LOCK, due(Duration.ofHours(1)));
            put(other, "GID_b@@@x", offline());
            assertTrue(store.get(LOCK).isEmpty());
            assertEquals(Map.of(), store.counts());
            List<String> keys = client.connect().sync().keys("*");
            assertEquals(6, keys.size(), keys::toString);
            assertTrue(keys.stream().allMatch(key -> key.startsWith("app:{other:" + RecordFormat.VERSION + "}:")));
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aGivenClientIsNotShutDown() throws Exception {
        RedisClient client = RedisClient.create(redis.uri());
        try {
            RedisPresenceStore node = RedisPresenceStore.builder()
                    .client(client)
                    .instanceId(RedisNode.INSTANCE)
                    .build();
            put(node, LOCK, online());
            node.close();
            node.close();
            assertEquals("PONG", client.connect().sync().ping());
            assertThrows(IllegalStateException.class, () -> node.get(LOCK));
            assertEquals(PresenceState.ONLINE, store.get(LOCK).state());
        } finally {
            client.shutdown();
        }
    }
}
