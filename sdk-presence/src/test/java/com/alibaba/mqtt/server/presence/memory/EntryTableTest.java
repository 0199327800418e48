package com.alibaba.mqtt.server.presence.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.presence.record.ClientRecord;
import com.alibaba.mqtt.server.presence.record.EntryCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EntryTableTest {
    private final EntryCodec codec = new EntryCodec();

    private int find(EntryTable table, String clientId) {
        return table.find(codec.begin(clientId));
    }

    /** Few ids, so that each comes and goes many times; many of them, so that the table grows and slots collide. */
    @Property(tries = 200)
    void keepsWhatAMapWouldKeep(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 300) int ids, @ForAll boolean mostlyRemoves) {
        EntryTable table = new EntryTable(random.nextInt());
        Map<String, byte[]> expected = new HashMap<>();
        for (int step = 0; step < 2_000; step++) {
            String clientId = "c" + random.nextInt(ids);
            int at = find(table, clientId);
            assertEquals(expected.containsKey(clientId), at >= 0, clientId);
            if (random.nextInt(10) < (mostlyRemoves ? 6 : 3)) {
                if (at >= 0) {
                    table.remove(at);
                    expected.remove(clientId);
                }
            } else {
                byte[] entry = codec.end(ClientRecord.EMPTY, null);
                table.put(at, entry);
                expected.put(clientId, entry);
            }
            assertEquals(expected.size(), table.size());
        }
        Map<String, byte[]> all = new HashMap<>();
        table.forEach(entry -> assertTrue(all.put(EntryCodec.clientId(entry), entry) == null));
        assertEquals(expected.keySet(), all.keySet());
        expected.forEach((clientId, entry) -> {
            byte[] found = table.get(find(table, clientId));
            assertNotNull(found);
            assertArrayEquals(entry, found);
        });
    }
}
