package dev.mqttstatus.emulator.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectMapperTest {
    private final ObjectMapper ours =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    static Stream<Object> values() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a \"quoted\" \\ name", Arrays.asList(1, 2.5, true, null, "\n\u0001é"));
        map.put("empty", Map.of());
        map.put("inner", Map.of("list", List.of()));
        return Stream.of(map, Map.of(), List.of(), List.of("one", "two"), "text", 7, false);
    }

    @ParameterizedTest
    @MethodSource("values")
    void jacksonReadsWhatOursWrites(Object value) {
        StringWriter written = new StringWriter();
        ours.writeValue(written, value);
        assertEquals(value, new tools.jackson.databind.ObjectMapper().readValue(written.toString(), Object.class));
    }

    @Test
    void readsMapsAndCollections() {
        assertEquals(
                Map.of("a", List.of(1, "b"), "c", Map.of("d", true, "e", 12345678901L)),
                ours.readValue(
                        new StringReader("{\"a\": [1, \"b\"], \"c\": {\"d\": true, \"e\": 12345678901}}"), Map.class));
        assertEquals(List.of("x", "x"), ours.readValue("[\"x\", \"x\"]", List.class));
        assertEquals(Set.of("x"), ours.readValue("[\"x\", \"x\"]", Set.class));
        assertEquals(
                List.of(), ConfiguredObjectJacksonModule.newObjectMapper(true).readValue("[]", List.class));
        assertEquals("[\"RUNNABLE\"]", ours.writeValueAsString(Set.of(Thread.State.RUNNABLE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "word", "{\"a\": }"})
    void whatIsNoMapIsAnError(String text) {
        assertThrows(JacksonException.class, () -> ours.readValue(text, Map.class));
    }
}
