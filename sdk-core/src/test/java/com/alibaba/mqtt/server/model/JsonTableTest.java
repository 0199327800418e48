package com.alibaba.mqtt.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table in docs/wire-protocol.md, for notices and for the device status of IoT Platform. */
class JsonTableTest {
    private enum Kind {
        NOTICE("\"clientId\":\"k@@@d\",\"time\":1700000000000,\"eventType\":\"tcpclean\",\"clientIp\":\"1.2.3.4:5\""),
        DEVICE_STATUS("\"productKey\":\"k\",\"deviceName\":\"d\",\"utcTime\":\"2023-11-14T22:13:20Z\","
                + "\"status\":\"offline\",\"clientIp\":\"1.2.3.4:5\"");

        private final String members;

        Kind(String members) {
            this.members = members;
        }

        StatusNotice read(byte[] body) {
            return this == NOTICE ? new StatusNotice(body) : StatusNotice.ofIotPlatform(body);
        }

        StatusNotice read(String body) {
            return read(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** % stands for the members. */
    static final List<String> READ = List.of(
            "{%}",
            "\uFEFF{%}",
            "\0{%}\0\0",
            " \t\r\n\f\b\u0001\u001a{ % } \u007f",
            "{%,}",
            "{,%}",
            "{%,,,\"x\":1}",
            "{,,\"x\":1,,%}",
            "{\"x\" : 1 , %}",
            "{x:1,%}",
            "{_$x:1,%}",
            "{\u4e2d:1,%}",
            "{1:1,null:2,%}",
            "{'x':'a\"b',%}",
            "{'':'\\'',%}",
            "{\"x\":\"}{][,:\\\\\",%}",
            "{\"x\":\"\\\"\",%}",
            "{\"x\":\"a\0\n\u001fb\",%}",
            "{\"time\0\":5,\"clientId\\u0000\":\"no\",\"Status\":\"online\",%}",
            "{\"event_type\":\"connect\",\"EVENTTYPE\":\"connect\",\"status \":\"online\",%}",
            "{\"@type\":\"java.lang.Thread\",\"$ref\":\"$\",\"x\":{\"$ref\":\"..\"},%}");

    static final List<String> UNKNOWN_VALUES = List.of(
            "null",
            "Null",
            "NULL",
            "undefined",
            "NaN",
            "true",
            "false",
            "0",
            "-0",
            "+1",
            "01",
            "1.",
            "1.5e-7",
            "1E+9",
            "1e999999999",
            "5L",
            "[]",
            "{}",
            "[1,[2,{\"a\":[]}],null]",
            "[1,,2,]",
            "[1 2]",
            "{a:1,}",
            "{\"a\":{\"b\":{\"c\":\"}\"}}}",
            "\"\\q \\u12 \\x\"",
            "\"\ud83d\ude00\"");

    static final List<String> REFUSED = List.of(
            "",
            " ",
            "null",
            "[%]",
            "[{%}]",
            "(%)",
            "{%",
            "{%}}",
            "{%}{%}",
            "{%};",
            "{%}x",
            "{%}//",
            "x{%}",
            "{%}\uFEFF",
            "\uFEFF\uFEFF{%}",
            "{\0%}",
            "{%\0}",
            "/**/{%}",
            "{%}/**/",
            "{/**/%}",
            "{%/*,\"x\":1*/}",
            "{//\n%}",
            "{#\n%}",
            "{% \"x\":1}",
            "{%\"x\":1}",
            "{\"x\":1 %}",
            "{\"x\":1;%}",
            "{\"x\"=1,%}",
            "{\"x\" 1,%}",
            "{\"x\"::1,%}",
            "{\"x\":,%}",
            "{\"x\",%}",
            "{:1,%}",
            "{a b:1,%}",
            "{{}:1,%}",
            "{\"x\":{\"a\":1 \"b\":2},%}",
            "{\"x\":{\"a\" 1},%}",
            "{\"x\":{1},%}",
            "{\"x\":[1,%}",
            "{\"x\":[},%}",
            "{\"x\":{],%}",
            "{\"x\":[1/**/],%}",
            "{\"x\":\"%}",
            "{%,\"x\":\"\\",
            "{%,\"x\\");

    static final List<String> REFUSED_VALUES = List.of(
            "tru",
            "TRUE",
            "nul",
            "nulls",
            "abc",
            "-",
            "+",
            ".5",
            "1e",
            "1e+",
            "0x10",
            "1_000",
            "--1",
            "1.2.3",
            "Infinity",
            "new Date(1)",
            "Set[1]",
            "x'41'",
            "\u00e9",
            "\u0661");

    private static void assertRead(Kind kind, StatusNotice notice) {
        assertEquals("k@@@d", notice.getClientId(), kind::name);
        assertEquals(EventType.TCPCLEAN, notice.eventType());
        assertEquals(1_700_000_000_000L, notice.getTime());
        assertEquals("1.2.3.4:5", notice.getClientIp());
    }

    private static void assertRefused(Kind kind, String body) {
        String message = assertThrows(IllegalArgumentException.class, () -> kind.read(body), () -> kind + body)
                .getMessage();
        assertTrue(message.startsWith("malformed "), message);
        assertTrue(message.chars().noneMatch(c -> c < ' '), message);
    }

    @ParameterizedTest
    @FieldSource("READ")
    void whatIsUnambiguousIsRead(String body) {
        for (Kind kind : Kind.values()) {
            assertRead(kind, kind.read(body.replace("%", kind.members)));
        }
    }

    @ParameterizedTest
    @FieldSource("UNKNOWN_VALUES")
    void anUnknownKeyMayHaveAnyValue(String value) {
        for (Kind kind : Kind.values()) {
            assertRead(kind, kind.read("{" + kind.members + ",\"x\":" + value + "}"));
            assertRead(kind, kind.read("{\"x\":[" + value + ",{\"y\":" + value + "}]," + kind.members + "}"));
        }
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void whatCouldMeanTwoThingsIsRefused(String body) {
        for (Kind kind : Kind.values()) {
            assertRefused(kind, body.replace("%", kind.members));
        }
    }

    @ParameterizedTest
    @FieldSource("REFUSED_VALUES")
    void aWordThatIsNoJsonIsRefused(String value) {
        for (Kind kind : Kind.values()) {
            assertRefused(kind, "{" + kind.members + ",\"x\":" + value + "}");
            assertRefused(kind, "{\"x\":[" + value + "]," + kind.members + "}");
            assertRefused(kind, "{" + kind.members + ",\"clientIp\":" + value + "}");
        }
    }

    /** Each cut of a body: no end of the bytes may be read past. */
    @Test
    void everyBeginningOfABodyIsRefused() {
        for (Kind kind : Kind.values()) {
            String body = "{'x':[{\"a\":\"\\u0041\",b:-1.5e9},true,null]," + kind.members + "}";
            byte[] whole = body.getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThrows(IllegalArgumentException.class, () -> kind.read(cut));
            }
            assertRead(kind, kind.read(whole));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":", "{\"$ref\":", "{\"@type\":", "[1,{a:'b',c:"})
    void aValueNestedToAnyDepthNeedsNoStack(String open) {
        String close = new StringBuilder(open)
                .reverse()
                .toString()
                .replaceAll("[^\\[{]", "")
                .replace('[', ']')
                .replace('{', '}');
        for (Kind kind : Kind.values()) {
            String begin = "{" + kind.members + ",\"x\":" + open.repeat(100_000);
            assertRefused(kind, begin);
            assertRefused(kind, begin + "1" + close.repeat(99_999) + "}");
            assertRead(kind, kind.read(begin + "1" + close.repeat(100_000) + "}"));
            for (String key : List.of("clientId", "eventType", "time", "productKey", "status", "utcTime")) {
                if (kind.members.contains(key)) {
                    assertRefused(
                            kind,
                            "{" + kind.members + ",\"" + key + "\":" + open.repeat(100_000) + "1"
                                    + close.repeat(100_000) + "}");
                }
            }
        }
    }

    static Stream<String> escapes() {
        return Stream.of(
                "\\\"=\"",
                "\\'='",
                "\\\\=\\",
                "\\/=/",
                "\\b=\b",
                "\\f=\f",
                "\\F=\f",
                "\\n=\n",
                "\\r=\r",
                "\\t=\t",
                "\\v=\u000b",
                "\\0=\0",
                "\\7=\u0007",
                "\\x41=A",
                "\\u00e9=\u00e9",
                "\\u4e2D=\u4e2d",
                "\\ud83d\\ude00=\ud83d\ude00");
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void escapesAreThoseOfTheOfficialReader(String escapeAndMeaning) {
        int middle = escapeAndMeaning.indexOf('=');
        String escape = escapeAndMeaning.substring(0, middle);
        String meaning = escapeAndMeaning.substring(middle + 1);
        for (String around : List.of("", "a", "\u4e2d", "0123456789")) {
            StatusNotice notice = Kind.NOTICE.read("{\"clientId\":\"" + around + escape + around
                    + "\",\"eventType\":\"connect\",\"remark\":\"" + around + escape + "\"}");
            assertEquals(around + meaning + around, notice.getClientId());
            assertEquals(around + meaning, notice.remark());
            assertTrue(notice.toString().chars().noneMatch(c -> c < ' '), notice::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\q", "\\8", "\\u", "\\u12", "\\u12g4", "\\u+041", "\\u\u0661111", "\\x4", "\\xzz", "\\ "})
    void anEscapeThatMeansNothingIsRefused(String escape) {
        for (String key : List.of("clientId", "eventType", "time", "channelId", "clientIp", "remark")) {
            assertRefused(Kind.NOTICE, "{" + Kind.NOTICE.members + ",\"" + key + "\":\"a" + escape + "\"}");
        }
    }

    static Stream<byte[]> noUtf8() {
        return Stream.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xC3},
                new byte[] {(byte) 0xE4, (byte) 0xB8},
                new byte[] {(byte) 0xC0, (byte) 0xA2},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                "\\ud800".getBytes(StandardCharsets.US_ASCII),
                "\\ude00\\ud83d".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] with(String key, byte[] in, String members) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("{" + members + ",\"" + key + "\":\"ab").getBytes(StandardCharsets.UTF_8));
        body.write(in);
        body.write("\"}".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("noUtf8")
    void whatIsNoUtf8IsRefusedOnlyWhereItDecides(byte[] bad) throws IOException {
        for (String key : List.of("remark", "certificateChainSn", "unknown", "lastTime")) {
            for (Kind kind : Kind.values()) {
                assertRead(kind, kind.read(with(key, bad, kind.members)));
            }
        }
        assertTrue(StatusNotice.ofIotPlatform(with("offlineReasonCode", bad, Kind.DEVICE_STATUS.members))
                .remark()
                .startsWith("ab"));
        for (String key : List.of("clientId", "channelId", "eventType", "time")) {
            byte[] body = with(key, bad, Kind.NOTICE.members);
            assertThrows(IllegalArgumentException.class, () -> new StatusNotice(body), key);
        }
        for (String key : List.of("productKey", "deviceName", "status", "utcTime")) {
            byte[] body = with(key, bad, Kind.DEVICE_STATUS.members);
            assertThrows(IllegalArgumentException.class, () -> StatusNotice.ofIotPlatform(body), key);
        }
    }

    @Test
    void aReplacementCharacterThatWasSentIsAnOrdinaryOne() {
        assertEquals(
                "a\uFFFD\n",
                Kind.NOTICE
                        .read("{\"clientId\":\"a\uFFFD\\n\",\"eventType\":\"connect\"}")
                        .getClientId());
    }

    /** A NUL was nothing to the hash that words were once compared by. */
    @ParameterizedTest
    @ValueSource(strings = {"\0", "\\u0000", "\\0", "\u0001", " ", "\\n", "\u00a0", "\u200b", "\uFEFF", "-", "_"})
    void aWordOrKeyWithMoreInItIsAnother(String more) {
        for (String word : List.of("connect", "disconnect", "tcpclean")) {
            for (String other : List.of(word + more, more + word, word.substring(0, 3) + more + word.substring(3))) {
                assertRefused(Kind.NOTICE, "{\"clientId\":\"x\",\"eventType\":\"" + other + "\"}");
            }
        }
        for (String word : List.of("online", "offline")) {
            assertRefused(
                    Kind.DEVICE_STATUS, "{" + Kind.DEVICE_STATUS.members + ",\"status\":\"" + word + more + "\"}");
        }
        String notice = Kind.NOTICE.members;
        for (String key :
                List.of("clientId", "eventType", "time", "channelId", "clientIp", "certificateChainSn", "remark")) {
            for (String other :
                    List.of(key + more, more + key, key.toUpperCase(Locale.ROOT), "client_id", "client-id")) {
                StatusNotice read = Kind.NOTICE.read("{" + notice + ",\"" + other + "\":\"5\"}");
                assertRead(Kind.NOTICE, read);
                assertNull(read.getChannelId());
                assertNull(read.remark());
                assertNull(read.getCertificateChainSn());
            }
        }
    }

    @Test
    void whatDecidesNothingIsTakenAsItIsWritten() {
        StatusNotice notice =
                Kind.NOTICE.read("{\"clientId\":\"x\",\"eventType\":\"connect\",\"remark\":{\"b\" : [1, 2]},"
                        + "\"channelId\":1.50,\"clientIp\":true,\"certificateChainSn\":NaN}");
        assertEquals("{\"b\" : [1, 2]}", notice.remark());
        assertEquals("1.50", notice.getChannelId());
        assertEquals("true", notice.getClientIp());
        assertNull(notice.getCertificateChainSn());
    }

    @Test
    void theTimeOfADeviceIsThatOfChinaOrUtc() {
        for (String time : List.of(
                "\"utcTime\":null,\"time\":\"2023-11-15 06:13:20.000\"", "\"utcTime\":\"2023-11-15T06:13:20+08:00\"")) {
            assertRead(
                    Kind.DEVICE_STATUS, Kind.DEVICE_STATUS.read("{" + Kind.DEVICE_STATUS.members + "," + time + "}"));
        }
        for (String time : List.of(
                "\"utcTime\":\"\"",
                "\"utcTime\":5",
                "\"utcTime\":\"+1000000000-12-31T23:59:59Z\"",
                "\"utcTime\":null,\"time\":\"2023-11-15T06:13:20\"",
                "\"utcTime\":null,\"time\":\"2023-02-30 06:13:20\\n000\"")) {
            assertRefused(Kind.DEVICE_STATUS, "{" + Kind.DEVICE_STATUS.members + "," + time + "}");
        }
    }
}
