package com.alibaba.mqtt.server.query.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\ufeff",
                "{\"a\":1e",
                "{\"a\":1e+",
                "{\"a\":1.",
                "{\"a\":-",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":0x1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1L}",
                "{\"a\":new Date(1)}",
                "{\"a\":'x'}",
                "{'a':1}",
                "{a:1}",
                "{1:1}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\"}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\":[1 2]}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":}",
                "{\"a\":1}}",
                "{\"a\":1}x",
                "{\"a\":1}{\"a\":1}",
                "{\"a\":1}\u0000",
                "\u0000{\"a\":1}",
                "{\u0000\"a\":1}",
                "{\"a\"\u0000:1}",
                "{\"a\":tru}",
                "{\"a\":true\u0000}",
                "{\"a\":True}",
                "{\"a\":nulll}",
                "{\"a\":\"x}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u\u0661\u0661\u0661\u0661\"}",
                "{\"a\":\"\\",
                "/* */{\"a\":1}",
                "{\"a\":/* */1}",
                "{\"a\":1 // x\n}",
                "{\"a\":1}#",
                "{\"a\":1,\"a\":2}",
                "{\"a\":true,\"\\u0061\":false}",
                "{\u00a0\"a\":1}",
                "[]",
                "1",
                "\"a\"",
                "null"
            })
    void whatIsNoJsonObjectIsRefused(String text) {
        assertThrows(Json.NotJson.class, () -> Json.readObject(text));
    }

    @Test
    void everyKindOfValueIsRead() throws Exception {
        Map<String, Object> object = Json.readObject("\ufeff \t\r\n{\"t\":true,\"f\" : false,\"n\":null,\"s\":"
                + "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00\",\"l\":[[],{},[1]],\"d\":-0.5E+3,\"t\":true} ");
        assertEquals(true, object.get("t"));
        assertEquals(false, object.get("f"));
        assertTrue(object.containsKey("n"));
        assertEquals("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00", object.get("s"));
        assertEquals(Arrays.asList(List.of(), Map.of(), List.of(new Json.Digits("1"))), object.get("l"));
        assertEquals(new Json.Digits("-0.5E+3"), object.get("d"));
    }

    @Test
    void aControlCharacterStaysInItsText() throws Exception {
        Map<String, Object> object = Json.readObject("{\"a\u0000\":\"x\u0000\",\"b\":\"two\nlines\"}");
        assertEquals(Map.of("a\u0000", "x\u0000", "b", "two\nlines"), object);
    }

    @Test
    void aHugeNumberCostsNothing() throws Exception {
        String huge = "1e" + "9".repeat(100_000);
        assertEquals(
                new Json.Digits(huge), Json.readObject("{\"a\":" + huge + "}").get("a"));
    }

    @Test
    void nestingIsBounded() throws Exception {
        Json.readObject("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}");
        assertThrows(Json.NotJson.class, () -> Json.readObject("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}"));
    }

    @Property(tries = 100)
    void whatAnotherLibraryWritesIsReadAsItWas(@ForAll Map<String, List<String>> texts, @ForAll boolean online)
            throws Exception {
        String json = JSON.toJSONString(Map.of("texts", texts, "online", online));
        assertEquals(Map.of("texts", texts, "online", online), Json.readObject(json), json);
    }
}
