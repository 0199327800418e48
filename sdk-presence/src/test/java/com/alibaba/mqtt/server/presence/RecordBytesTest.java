package com.alibaba.mqtt.server.presence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.Presences;
import com.alibaba.mqtt.server.presence.record.RecordCodec;
import com.alibaba.mqtt.server.presence.record.TaskRules;
import com.alibaba.mqtt.server.presence.rule.Address;
import com.alibaba.mqtt.server.presence.rule.ChannelId;
import com.alibaba.mqtt.server.presence.rule.Evidence;
import com.alibaba.mqtt.server.presence.rule.Facts;
import com.alibaba.mqtt.server.presence.rule.Rules;
import com.alibaba.mqtt.server.presence.rule.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that something else wrote, or damaged. */
class RecordBytesTest {
    private static final Rules RULES = Rules.of(5_000, 5, 3, 60_000, 20);

    private static byte[] written(Random random) {
        MemoryPresenceStore store = new MemoryPresenceStore();
        PresenceTracker tracker = PresenceTracker.builder()
                .store(store)
                .history(20)
                .executor(task -> {})
                .onOnline(change -> {})
                .buildWithoutThreads();
        int facts = 1 + random.nextInt(12);
        for (int n = 0; n < facts; n++) {
            String channel = random.nextBoolean() ? "2b9b1281046046faafe5e0b458e4000" + n % 10 : "c" + n;
            Notices.process(tracker, Notices.LOCK, "CT".charAt(random.nextInt(2)) + channel + "@" + random.nextInt(20));
        }
        return store.get(Notices.LOCK).toBytes();
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] bad = Arrays.copyOf(bytes, bytes.length + random.nextInt(3) * random.nextInt(9));
        for (int n = random.nextInt(4); n >= 0; n--) {
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad;
    }

    private static void assertIsARecordOrRefused(byte[] bytes) {
        ClientRecord record;
        try {
            record = RecordCodec.read(bytes);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("presence record"), e::getMessage);
            return;
        }
        // all that a tracker does with one
        assertArrayEquals(record.toBytes(), RecordCodec.read(record.toBytes()).toBytes());
        assertTrue(Presences.of("c", record, RULES, Facts.START).toString().startsWith("ClientPresence["));
        assertTrue(new Timeline(record.evidence(), RULES).sessions().size()
                <= record.evidence().size());
        ClientRecord more =
                record.merge(Evidence.of(Facts.of("Ca@3")), Facts.START, RULES, TaskRules.OFF, Notices.LOCK);
        assertTrue(more.claimed(Facts.START, 0).toString().startsWith("ClientRecord["));
    }

    @Property(tries = 1000)
    void anyBytesAreARecordOrRefused(@ForAll byte[] bytes) {
        assertIsARecordOrRefused(bytes);
    }

    @Property(tries = 1000)
    void aDamagedRecordIsARecordOrRefused(@ForAll Random random) {
        assertIsARecordOrRefused(damaged(written(random), random));
    }

    @Example
    void tooLongAndNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RecordFormat.read(null));
        assertThrows(IllegalArgumentException.class, () -> RecordCodec.read(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> RecordCodec.read(new byte[(1 << 20) + 1]));
    }

    @Test
    void aFileWithAnyByteDamagedOrAnyLengthIsOneErrorThatNamesIt(@TempDir Path folder) throws IOException {
        MemoryPresenceStore store = new MemoryPresenceStore();
        PresenceTracker tracker = PresenceTracker.builder().store(store).buildWithoutThreads();
        for (int n = 0; n < 3; n++) {
            Notices.process(tracker, "GID_a@@@" + n, "Ca@0 Ta@1");
        }
        Path file = folder.resolve("records");
        store.save(file);
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x55;
            assertNamed(file, bad);
            assertNamed(file, Arrays.copyOf(good, at));
        }
        assertNamed(file, Arrays.copyOf(good, good.length + 1));
        Files.write(file, good);
        assertEquals(3, MemoryPresenceStore.load(file).clients().count());
        assertTrue(assertThrows(IOException.class, () -> MemoryPresenceStore.load(folder))
                .getMessage()
                .contains(folder.toString()));
    }

    private static void assertNamed(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        IOException error = assertThrows(IOException.class, () -> MemoryPresenceStore.load(file));
        assertTrue(error.getMessage().startsWith(file + " is "), error::getMessage);
    }

    @Test
    void whatADeviceWroteIsVisibleInTexts() {
        PresenceTracker tracker = PresenceTracker.builder().buildWithoutThreads();
        String evil = "GID_a@@@x\\nINFO forged";
        Notices.process(tracker, evil, "Ca@0");
        String text = tracker.presence("GID_a@@@x\nINFO forged").toString();
        assertTrue(text.contains("GID_a@@@x\\nINFO forged") && text.contains("state=ONLINE"), text);
        assertEquals("a\\nb", ChannelId.of("a\nb").toString());
        assertEquals("a\\nb", Address.of("a\nb").toString());
    }
}
