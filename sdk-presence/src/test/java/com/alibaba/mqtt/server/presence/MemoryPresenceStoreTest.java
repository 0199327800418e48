package com.alibaba.mqtt.server.presence;

import static com.alibaba.mqtt.server.presence.Notices.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.model.StateCounts;
import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.RecordCodec;
import com.alibaba.mqtt.server.presence.record.TaskRules;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Facts;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.store.Due;
import com.alibaba.mqtt.server.presence.store.PresenceRecord;
import com.alibaba.mqtt.server.presence.store.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryPresenceStoreTest {
    private final FakeClock clock = new FakeClock();
    private final MemoryPresenceStore store = MemoryPresenceStore.by(clock);

    @TempDir
    private Path directory;

    private PresenceTracker tracker(MemoryPresenceStore kept) {
        return PresenceTracker.builder()
                .clock(clock)
                .store(kept)
                .executor(Runnable::run)
                .onOffline(change -> {})
                .gracePeriod(Duration.ofSeconds(10))
                .buildWithoutThreads();
    }

    @Test
    void dueClientsComeInTheOrderOfTheirTime() {
        PresenceTracker tracker = tracker(store);
        Notices.process(tracker, "b", "Ca@0 Ta@1");
        clock.advanceSeconds(1);
        Notices.process(tracker, "a", "Ca@0 Ta@1");
        clock.advanceSeconds(1);
        Notices.process(tracker, "c", "Ca@0 Ta@1");
        long all = clock.millis() + 10_000;
        assertEquals(
                List.of(new Due("b", all - 2_000), new Due("a", all - 1_000), new Due("c", all)),
                store.due(Task.NOTIFY, 10));
        assertEquals(List.of(new Due("b", all - 2_000), new Due("a", all - 1_000)), store.due(Task.NOTIFY, 2));
        assertEquals(3, store.count(Task.NOTIFY));
        clock.advanceSeconds(20);
        tracker.tick();
        assertEquals(List.of(), store.due(Task.NOTIFY, 10));
    }

    @Test
    void anEmptyRecordForgetsTheClient() {
        PresenceTracker tracker = tracker(store);
        Notices.process(tracker, LOCK, "Ca@0 Ta@1");
        assertEquals(Map.of("GID_a", new StateCounts(0, 1, 0)), store.counts());
        store.update(LOCK, record -> RecordFormat.EMPTY);
        assertSame(RecordFormat.EMPTY, store.get(LOCK));
        assertEquals(Map.of("GID_a", new StateCounts(0, 0, 0)), store.counts());
        assertEquals(List.of(), store.due(Task.NOTIFY, 10));
    }

    @Test
    void aFileBringsEverythingBack() throws IOException {
        PresenceTracker tracker = tracker(store);
        for (int n = 0; n < 1_000; n++) {
            Notices.process(tracker, "GID_a@@@\u00e9" + n, n % 3 == 0 ? "Ca@0 Ta@9" : "Ca@0");
        }
        Path file = directory.resolve("presence");
        store.save(file);
        store.save(file);
        MemoryPresenceStore read = MemoryPresenceStore.load(file);
        assertEquals(store.counts(), read.counts());
        assertEquals(store.due(Task.NOTIFY, 10_000), read.due(Task.NOTIFY, 10_000));
        store.clients()
                .forEach(client -> assertEquals(
                        client.getValue().toString(), read.get(client.getKey()).toString()));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aDamagedFileIsAClearError() throws IOException {
        PresenceTracker tracker = tracker(store);
        Notices.process(tracker, LOCK, "Ca@0 Ta@9");
        Path file = directory.resolve("presence");
        store.save(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            IOException error = assertThrows(IOException.class, () -> MemoryPresenceStore.load(file));
            assertTrue(error.getMessage().startsWith(file.toString()), error::getMessage);
        }
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            IOException error = assertThrows(IOException.class, () -> MemoryPresenceStore.load(file));
            assertTrue(error.getMessage().startsWith(file.toString()), error::getMessage);
        }
        assertThrows(NoSuchFileException.class, () -> MemoryPresenceStore.load(directory.resolve("none")));
    }

    /** What a store is asked to do: to keep so many facts of a client, or to forget it if there are none. */
    record Change(String clientId, int channel, int facts) {}

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<String> clientIds = Arbitraries.of(
                "",
                "a",
                "aa",
                "GID_a@@@1",
                "GID_a@@@11",
                "\u00e9",
                "\u4f60\u597d",
                "x".repeat(127),
                "x".repeat(128),
                "y".repeat(5_000));
        return Combinators.combine(
                        clientIds,
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 9))
                .as(Change::new)
                .list()
                .ofMaxSize(100);
    }

    @Property(tries = 300)
    void keepsWhatAMapWouldKeep(@ForAll("changes") List<Change> changes) {
        MemoryPresenceStore kept = new MemoryPresenceStore();
        Map<String, String> expected = new HashMap<>();
        for (Change change : changes) {
            PresenceRecord record = record(change);
            kept.update(change.clientId, before -> {
                assertEquals(expected.getOrDefault(change.clientId, RecordFormat.EMPTY.toString()), before.toString());
                return record;
            });
            if (record.isEmpty()) {
                expected.remove(change.clientId);
            } else {
                expected.put(change.clientId, record.toString());
            }
            assertEquals(
                    expected,
                    kept.clients()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    client -> client.getValue().toString())));
        }
        expected.forEach(
                (clientId, record) -> assertEquals(record, kept.get(clientId).toString()));
        assertEquals(
                expected.size(),
                kept.counts().values().stream().mapToLong(StateCounts::total).sum());
    }

    private static PresenceRecord record(Change change) {
        ClientRecord record = RecordCodec.read(ClientRecord.EMPTY.toBytes());
        for (int fact = 0; fact < change.facts; fact++) {
            String word = (fact % 2 == 0 ? "C" : "T") + change.channel + fact / 2 + "@" + fact;
            record = record.merge(
                    Evidence.of(Facts.of(word)), Facts.START, Rules.DEFAULT, TaskRules.OFF, change.clientId);
        }
        return record;
    }

    @Test
    void aChangeThatUsesTheStoreFailsAndChangesNothing() {
        PresenceTracker tracker = tracker(store);
        Notices.process(tracker, LOCK, "Ca@0");
        String before = store.get(LOCK).toString();
        assertThrows(IllegalStateException.class, () -> store.update(LOCK, record -> store.get(LOCK)));
        assertEquals(before, store.get(LOCK).toString());
    }
}
