package dev.mqttstatus.integration.presence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.MemoryPresenceStore;
import com.alibaba.mqtt.server.presence.PresenceTracker;
import com.alibaba.mqtt.server.presence.RecordFormat;
import com.alibaba.mqtt.server.presence.model.PresenceState;
import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.PresenceStore;
import com.alibaba.mqtt.server.presence.store.Task;
import dev.mqttstatus.testing.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link PresenceStore} does. */
abstract class PresenceStoreContract {
    private static final String LOCK = "GID_a@@@lock";

    abstract PresenceStore store();

    private static void process(PresenceTracker tracker, boolean ended) {
        tracker.process(MadeNotice.connect(LOCK, "c", 0));
        if (ended) {
            tracker.process(MadeNotice.lost(LOCK, "c", 1));
        }
    }

    private static PresenceRecord settled(boolean ended) {
        PresenceStore memory = new MemoryPresenceStore();
        try (PresenceTracker tracker = PresenceTracker.builder()
                .store(memory)
                .onFirstSeen(change -> {})
                .executor(Runnable::run)
                .build()) {
            process(tracker, ended);
            // its timer may be notifying it just now
            Poll.until("notified", () -> memory.count(Task.NOTIFY) == 0);
        }
        return memory.get(LOCK);
    }

    static PresenceRecord online() {
        return settled(false);
    }

    static PresenceRecord offline() {
        return settled(true);
    }

    /** Offline, to be notified when the grace period is over. */
    static PresenceRecord due(Duration grace) {
        PresenceStore memory = new MemoryPresenceStore();
        try (PresenceTracker tracker = PresenceTracker.builder()
                .store(memory)
                .onOffline(change -> {})
                .gracePeriod(grace)
                .executor(task -> {})
                .closeTimeout(Duration.ZERO)
                .build()) {
            process(tracker, true);
        }
        return memory.get(LOCK);
    }

    static void put(PresenceStore store, String clientId, PresenceRecord record) {
        store.update(clientId, before -> record);
    }

    /** The counts without the groups that are empty now. */
    static Map<String, StateCounts> counts(PresenceStore store) {
        Map<String, StateCounts> counts = new TreeMap<>(store.counts());
        counts.values().removeIf(count -> count.total() == 0);
        return counts;
    }

    @Test
    void whatWasWrittenIsRead() {
        PresenceRecord written = due(Duration.ofHours(1));
        assertSame(RecordFormat.EMPTY, store().get(LOCK));
        PresenceRecord[] before = new PresenceRecord[1];
        PresenceRecord returned = store().update(LOCK, record -> {
            before[0] = record;
            return written;
        });
        assertSame(RecordFormat.EMPTY, before[0]);
        assertSame(written, returned);
        assertArrayEquals(written.toBytes(), store().get(LOCK).toBytes());
        assertEquals(written.dueAt(Task.NOTIFY), store().get(LOCK).dueAt(Task.NOTIFY));
        store().update(LOCK, record -> {
            before[0] = record;
            return online();
        });
        assertArrayEquals(written.toBytes(), before[0].toBytes());
        assertEquals(PresenceState.ONLINE, store().get(LOCK).state());
    }

    @Test
    void theSameRecordChangesNothing() {
        put(store(), LOCK, online());
        PresenceRecord[] seen = new PresenceRecord[1];
        PresenceRecord returned = store().update(LOCK, record -> {
            seen[0] = record;
            return record;
        });
        assertSame(seen[0], returned);
        assertEquals(Map.of("GID_a", new StateCounts(1, 0, 0)), counts(store()));
    }

    @Test
    void anEmptyRecordForgetsTheClient() {
        put(store(), LOCK, due(Duration.ZERO));
        put(store(), LOCK, RecordFormat.EMPTY);
        assertSame(RecordFormat.EMPTY, store().get(LOCK));
        assertEquals(Map.of(), counts(store()));
        assertEquals(List.of(), store().due(Task.NOTIFY, 10));
        assertEquals(0, store().count(Task.NOTIFY));
        try (Stream<?> clients = store().clients()) {
            assertEquals(0, clients.count());
        }
        put(store(), LOCK, online());
        put(store(), LOCK, RecordFormat.EMPTY);
        assertEquals(Map.of(), counts(store()));
    }

    @Test
    void whatTheChangeThrowsReachesTheCallerAndChangesNothing() {
        put(store(), LOCK, online());
        IllegalStateException error = assertThrows(
                IllegalStateException.class,
                () -> store().update(LOCK, record -> {
                    throw new IllegalStateException("no");
                }));
        assertEquals("no", error.getMessage());
        assertEquals(PresenceState.ONLINE, store().get(LOCK).state());
    }

    @Test
    void dueClientsComeLongestDueFirst() {
        PresenceRecord late = due(Duration.ofHours(2));
        PresenceRecord early = due(Duration.ofHours(1));
        put(store(), "GID_b@@@late", late);
        put(store(), "GID_a@@@early", early);
        put(store(), "GID_a@@@never", offline());
        put(store(), "GID_a@@@there", online());
        Due first = new Due("GID_a@@@early", early.dueAt(Task.NOTIFY));
        Due second = new Due("GID_b@@@late", late.dueAt(Task.NOTIFY));
        assertEquals(List.of(first, second), store().due(Task.NOTIFY, 10));
        assertEquals(List.of(first), store().due(Task.NOTIFY, 1));
        assertEquals(2, store().count(Task.NOTIFY));
        put(store(), "GID_a@@@early", offline());
        assertEquals(List.of(second), store().due(Task.NOTIFY, 10));
        for (Task task : List.of(Task.CONFIRM, Task.RECHECK, Task.RECONCILE)) {
            assertEquals(List.of(), store().due(task, 10));
            assertEquals(0, store().count(task));
        }
    }

    @Test
    void clientsAreCountedByGroupAndState() {
        put(store(), "GID_a@@@1", online());
        put(store(), "GID_a@@@2", online());
        put(store(), "GID_a@@@2", offline());
        put(store(), "GID_a@@@2", due(Duration.ofHours(1)));
        put(store(), "GID:b@@@3", offline());
        put(store(), "GID:b@@@3", online());
        put(store(), "without a group \u00e9", offline());
        assertEquals(
                Map.of(
                        "GID_a", new StateCounts(1, 1, 0),
                        "GID:b", new StateCounts(1, 0, 0),
                        "", new StateCounts(0, 1, 0)),
                counts(store()));
    }

    @Test
    void allClientsAreRead() {
        Map<String, PresenceState> put = new TreeMap<>();
        PresenceRecord online = online();
        PresenceRecord offline = offline();
        for (int n = 0; n < 1_500; n++) {
            String clientId = "GID_" + n % 3 + "@@@" + n;
            put(store(), clientId, n % 2 == 0 ? online : offline);
            put.put(clientId, n % 2 == 0 ? PresenceState.ONLINE : PresenceState.OFFLINE);
        }
        Map<String, PresenceState> read = new TreeMap<>();
        try (Stream<Map.Entry<String, PresenceRecord>> clients = store().clients()) {
            clients.forEach(
                    client -> read.put(client.getKey(), client.getValue().state()));
        }
        assertEquals(put, read);
        try (Stream<Map.Entry<String, PresenceRecord>> clients = store().clients()) {
            assertTrue(clients.iterator().hasNext());
        }
    }

    @Test
    void noUpdateOfManyAtOnceIsLost() throws Exception {
        int connections = 16;
        try (PresenceTracker one = PresenceTracker.builder().store(store()).build();
                PresenceTracker two = PresenceTracker.builder().store(store()).build()) {
            List<Callable<Void>> notices = new ArrayList<>();
            for (int n = 0; n < connections; n++) {
                int at = n;
                for (String device : List.of("x", "y", "z")) {
                    notices.add(() -> {
                        (at % 2 == 0 ? one : two).process(MadeNotice.connect("GID_a@@@" + device, "c" + at, at));
                        return null;
                    });
                }
            }
            inParallel(notices);
            for (String device : List.of("x", "y", "z")) {
                assertEquals(connections, one.presence("GID_a@@@" + device).sessions());
                assertEquals("c15", two.presence("GID_a@@@" + device).channelId());
            }
            assertEquals(Map.of("GID_a", new StateCounts(3, 0, 0)), counts(store()));
        }
    }

    static void inParallel(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
