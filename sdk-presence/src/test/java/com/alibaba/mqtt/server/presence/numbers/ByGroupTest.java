package com.alibaba.mqtt.server.presence.numbers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.alibaba.mqtt.server.presence.store.PresenceStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ByGroupTest {
    @Provide
    Arbitrary<List<String>> clientIds() {
        return Arbitraries.strings().withChars("a@*").ofMaxLength(9).list().ofMaxSize(50);
    }

    @Property
    void whateverWasAskedBefore(@ForAll("clientIds") List<String> clientIds) {
        ByGroup<Object> byGroup = new ByGroup<>(1_000, Object::new);
        Map<String, Object> expected = new HashMap<>();
        for (String clientId : clientIds) {
            Object value = byGroup.of(clientId);
            assertSame(expected.computeIfAbsent(PresenceStore.groupOf(clientId), any -> value), value, clientId);
        }
        Map<String, Object> all = new HashMap<>();
        byGroup.forEach(all::put);
        assertEquals(expected, all);
    }

    @Test
    void beyondTheMostAllAreOne() {
        ByGroup<Object> byGroup = new ByGroup<>(2, Object::new);
        Object a = byGroup.of("a@@@1");
        Object b = byGroup.of("b@@@1");
        Object others = byGroup.of("c@@@1");
        assertSame(others, byGroup.of("d@@@1"));
        assertSame(others, byGroup.of("c@@@2"));
        assertSame(a, byGroup.of("a@@@2"));
        assertSame(b, byGroup.of("b@@@2"));
        assertNotSame(others, a);
        assertSame(others, byGroup.ofGroup("*"));
        assertNull(byGroup.ofGroup("c"));
    }
}
