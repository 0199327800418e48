package com.alibaba.mqtt.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson2.JSON;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StatusNoticePropertiesTest {

    @Property(tries = 2_000)
    void anyBytesParseOrAreRefused(@ForAll byte[] body) {
        parse(body);
    }

    @Property(tries = 2_000)
    void anyPiecesOfJsonParseOrAreRefused(@ForAll("pieces") String body) {
        parse(body.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void anyValidNoticeRoundTrips(@ForAll("notices") Map<String, Object> sent) {
        StatusNotice notice = new StatusNotice(JSON.toJSONBytes(sent));
        assertEquals(sent.get("clientId"), notice.getClientId());
        assertEquals(sent.get("eventType"), notice.eventType().wireName());
        assertEquals(sent.get("channelId"), notice.getChannelId());
        assertEquals(sent.get("clientIp"), notice.getClientIp());
        assertEquals(sent.get("time"), notice.getTime());
        assertEquals(sent.get("remark"), notice.remark());
    }

    /** One or two changed bytes make neither connect nor an unknown word an offline event. */
    @Property(tries = 5_000)
    void noMutationMakesAnOnlineEventAnOfflineOne(
            @ForAll("notices") Map<String, Object> sent, @ForAll("onlineWords") String word, @ForAll long seed) {
        sent.put("eventType", word);
        byte[] body = JSON.toJSONBytes(sent);
        Random random = new Random(seed);
        byte[] once = mutated(body, random);
        for (byte[] mutant : new byte[][] {once, mutated(once, random)}) {
            StatusNotice notice = parse(mutant);
            if (notice != null) {
                assertEquals(StatusType.ONLINE, notice.getStatusType());
            }
        }
    }

    /** Returns null if the body was refused as a notice; any other exception, in either dialect, fails the property. */
    private static StatusNotice parse(byte[] body) {
        try {
            assertNotNull(StatusNotice.ofIotPlatform(body));
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("malformed device status: "), e.getMessage());
        }
        try {
            return new StatusNotice(body);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] mutated(byte[] body, Random random) {
        int at = random.nextInt(body.length);
        int cut = random.nextInt(3);
        byte[] more = new byte[random.nextInt(3)];
        random.nextBytes(more);
        int rest = Math.min(at + cut, body.length);
        byte[] mutant = new byte[at + more.length + body.length - rest];
        System.arraycopy(body, 0, mutant, 0, at);
        System.arraycopy(more, 0, mutant, at, more.length);
        System.arraycopy(body, rest, mutant, at + more.length, body.length - rest);
        return mutant.length == 0 ? body : mutant;
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"",
                        "\\",
                        "null",
                        "true",
                        "-",
                        "1",
                        "1e9",
                        ".",
                        " ",
                        "'",
                        "//",
                        "\"clientId\"",
                        "\"eventType\"",
                        "\"time\"",
                        "\"connect\"",
                        "\"tcpclean\"",
                        "\"x\"",
                        "\\u00",
                        "\"clientId\":\"x\"",
                        "\"eventType\":\"connect\"",
                        "\"time\":",
                        "\u4e2d",
                        "\0",
                        "\"productKey\":\"k\"",
                        "\"deviceName\":\"d\"",
                        "\"status\":\"offline\"",
                        "\"$ref\"",
                        "/*",
                        "NaN",
                        "\"remark\":")
                .list()
                .ofMaxSize(20)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> onlineWords() {
        return Arbitraries.of("connect", "connect", "online", "login", "", "subscribe");
    }

    @Provide
    Arbitrary<Map<String, Object>> notices() {
        // no lone surrogates: they have no UTF-8
        Arbitrary<String> text = Arbitraries.strings()
                .withCharRange('\0', '\ud7ff')
                .withCharRange('\ue000', '\uffff')
                .ofMinLength(1)
                .ofMaxLength(40);
        Arbitrary<String> optional = text.injectNull(0.2);
        Arbitrary<String> words = Arbitraries.of("connect", "disconnect", "tcpclean");
        return Combinators.combine(text, words, optional, optional, Arbitraries.longs(), optional)
                .as((clientId, word, channelId, clientIp, time, remark) -> {
                    Map<String, Object> notice = new LinkedHashMap<>();
                    notice.put("remark", remark);
                    notice.put("clientId", clientId);
                    notice.put("time", time);
                    notice.put("eventType", word);
                    notice.put("channelId", channelId);
                    notice.put("clientIp", clientIp);
                    return notice;
                });
    }
}
