package com.alibaba.mqtt.server.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusNoticeTest {
    private static final String FULL = "{'clientId':'GID_a@@@d1','time':1700000000000,'eventType':'tcpclean',"
            + "'channelId':'2b9b1281046046faafe5e0b458e40000','clientIp':'203.0.113.7:50123',"
            + "'certificateChainSn':'0a1b','remark':'no heart'}";

    /** Tests write ' for ", to stay readable. */
    private static StatusNotice notice(String body) {
        return new StatusNotice(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(byte[] body) {
        String message = assertThrows(IllegalArgumentException.class, () -> new StatusNotice(body))
                .getMessage();
        assertTrue(message.startsWith("malformed notice: "), message);
        assertTrue(message.length() < 300, message);
        return message;
    }

    private static String refusal(String body) {
        return refusal(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyKeyIsRead() {
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        StatusNotice notice = notice(FULL);
        assertEquals("GID_a@@@d1", notice.getClientId());
        assertEquals(1_700_000_000_000L, notice.getTime());
        assertEquals(EventType.TCPCLEAN, notice.eventType());
        assertEquals(StatusType.OFFLINE, notice.getStatusType());
        assertEquals("2b9b1281046046faafe5e0b458e40000", notice.getChannelId());
        assertEquals("203.0.113.7:50123", notice.getClientIp());
        assertEquals("0a1b", notice.getCertificateChainSn());
        assertEquals("no heart", notice.remark());
        assertEquals("GID_a", notice.groupId());
        assertEquals("d1", notice.deviceId());
        assertFalse(notice.receivedAt().isBefore(before));
    }

    @Test
    void onlyClientIdAndEventTypeAreNeeded() {
        StatusNotice notice = notice("{'clientId':'x','eventType':'connect'}");
        assertEquals(0, notice.getTime());
        assertNull(notice.getChannelId());
        assertNull(notice.getClientIp());
        assertNull(notice.getCertificateChainSn());
        assertNull(notice.remark());
        assertNull(notice.groupId());
        assertNull(notice.deviceId());
    }

    @ParameterizedTest
    @CsvSource({"connect,CONNECT,ONLINE", "disconnect,DISCONNECT,OFFLINE", "tcpclean,TCPCLEAN,OFFLINE"})
    void theThreeEventTypes(String word, EventType type, StatusType status) {
        StatusNotice notice = notice("{'clientId':'x','eventType':'" + word + "'}");
        assertEquals(type, notice.eventType());
        assertEquals(status, notice.getStatusType());
        assertEquals(word, type.wireName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "Tcpclean", "connect ", "", "offline", "kicked", "tcpclean\\u0000"})
    void anUnknownEventTypeIsNeverOffline(String word) {
        assertTrue(refusal("{'clientId':'x','eventType':'" + word + "'}").contains("eventType is \""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'eventType':null", ",'eventType':'tcpclean','eventType':null"})
    void aMissingEventTypeIsNeverOffline(String rest) {
        assertTrue(refusal("{'clientId':'x'" + rest + "}").contains("eventType is missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "['connect']", "{}", "{'a':'connect'}"})
    void anEventTypeThatIsNoTextIsRefused(String value) {
        assertTrue(refusal("{'clientId':'x','eventType':" + value + "}").contains("eventType is not text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'clientId':null,", "'clientId':'',", "'ClientId':'x',"})
    void aMissingClientIdIsRefused(String start) {
        assertTrue(refusal("{" + start + "'eventType':'connect'}").contains("clientId is missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "007", "1e3", "-", "+5", "true", "false", "['x']", "{'id':'x'}"})
    void aClientIdThatIsNoTextIsRefused(String value) {
        String message = refusal("{'clientId':" + value + ",'eventType':'connect'}");
        assertTrue(message.contains("clientId is not text") || value.equals("-"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "0", "-17", "12345678901234567890123"})
    void aClientIdThatIsAWholeNumberIsItsDigits(String value) {
        assertEquals(
                value,
                notice("{'clientId':" + value + ",'eventType':'connect'}").getClientId());
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000000,1700000000000",
        "1212121212,1212121212",
        "0,0",
        "-5,-5",
        "1.0,1",
        "1.7E12,1700000000000",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808",
        "1.5,1",
        "1700000000000.999,1700000000000",
        "-0.5,0",
        "1e-400,0",
        "+5,5",
        "007,7",
        "1700000000000L,1700000000000",
        "null,0",
        "undefined,0",
        "NaN,0"
    })
    void timeIsTakenAsSent(String sent, long expected) {
        assertEquals(expected, withTime(sent).getTime());
    }

    @Test
    void timeMayBeText() {
        assertEquals(1_700_000_000_000L, withTime("'1700000000000'").getTime());
        assertEquals(12, withTime("' 12 '").getTime());
        assertEquals(-5, withTime("'-5'").getTime());
        assertEquals(12, withTime("'\u0661\u0662'").getTime());
        assertEquals(0, withTime("''").getTime());
        assertEquals(0, withTime("'null'").getTime());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1e999999999",
                "1e99999999999",
                "\"1e400\"",
                "9223372036854775808",
                "-9223372036854775809",
                "\"9223372036854775808\"",
                "99999999999999999999999999",
                "\"1,000\"",
                "\"2023-11-14 22:13:20\"",
                "\"2023-11-14T22:13:20Z\"",
                "\"abc\"",
                "\"5L\"",
                "true",
                "false",
                "[]",
                "[1]",
                "{}"
            })
    void aTimeThatIsNoWholeNumberIsRefused(String sent) {
        String message = refusal("{'clientId':'x','eventType':'tcpclean','time':" + sent + "}");
        assertTrue(message.contains("time is "), message);
    }

    private static StatusNotice withTime(String json) {
        return notice("{'clientId':'x','eventType':'connect','time':" + json + "}");
    }

    @Test
    void unknownKeysAreIgnoredAlsoNestedOnes() {
        StatusNotice notice = notice("{'a':{'clientId':'no','b':[1,{'eventType':'tcpclean'},null]},'clientId':'yes',"
                + "'c':1.5e9,'d':true,'eventType':'connect','e':'\\u0041','@type':'java.lang.Thread'}");
        assertEquals("yes", notice.getClientId());
        assertEquals(EventType.CONNECT, notice.eventType());
    }

    @Test
    void theLastOfDuplicateKeysCounts() {
        StatusNotice notice = notice("{'clientId':'a','eventType':'tcpclean','clientId':'b','eventType':'connect'}");
        assertEquals("b", notice.getClientId());
        assertEquals(StatusType.ONLINE, notice.getStatusType());
    }

    @Test
    void escapesAndAllOfUnicodeAreRead() {
        StatusNotice notice = notice("{'client\\u0049d':'\u4e2d\\n\\u00e9\ud83d\ude00','eventType':'connect'}");
        assertEquals("\u4e2d\n\u00e9\ud83d\ude00", notice.getClientId());
    }

    @Test
    void whiteSpaceAroundIsAllowed() {
        assertEquals(
                "x",
                notice("\r\n\t {'clientId' : 'x' , 'eventType' : 'connect' } \n")
                        .getClientId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "null",
                "true",
                "7",
                "'text'",
                "[]",
                "[{'clientId':'x','eventType':'tcpclean'}]",
                "{",
                "}",
                "{'clientId'",
                "{'clientId':",
                "{'clientId':'x",
                "{'clientId':'x'",
                "{'clientId':'x','eventType':'tcpclean'",
                "{'clientId':'x','eventType':'tcpclean',",
                "{'clientId':'x','eventType':'tcpclean'}x",
                "{'clientId':'x','eventType':'tcpclean'}{}",
                "{'clientId':'x','eventType':'tcpclean'}}",
                "{'clientId' 'x','eventType':'tcpclean'}",
                "{'a':tru,'clientId':'x','eventType':'tcpclean'}",
                "{'a':[1,'clientId':'x','eventType':'tcpclean'}",
                "<html>502 Bad Gateway</html>"
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        refusal(body);
    }

    @Test
    void nothingIsRefused() {
        assertTrue(refusal((byte[]) null).contains("the body is empty"));
        assertTrue(refusal(new byte[0]).contains("the body is empty"));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] latin1 =
                "{\"clientId\":\"d\u00e9\u00ff\",\"eventType\":\"tcpclean\"}".getBytes(StandardCharsets.ISO_8859_1);
        refusal(latin1);
        refusal("{\"clientId\":\"x\",\"eventType\":\"tcpclean\"}".getBytes(StandardCharsets.UTF_16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void deepNestingIsRefusedAndDoesNotEndTheThread(String open) {
        String deep = open.repeat(100_000);
        refusal(deep);
        for (String key : new String[] {"unknown", "clientId", "eventType", "time", "remark"}) {
            refusal("{'" + key + "':" + deep);
            refusal("{'clientId':'x','eventType':'connect','" + key + "':" + deep);
        }
    }

    @Test
    void aMessageShowsForeignTextCutAndOnOneLine() {
        String message = refusal("{'clientId':'x','eventType':'a\\nb" + "c".repeat(10_000) + "'}");
        assertFalse(message.contains("\n"));
        assertFalse(refusal("\n\n" + "x".repeat(10_000)).contains("\n"));
    }

    @Test
    void jsonHasTheOfficialKeysOnly() {
        JSONObject json = JSON.parseObject(JSON.toJSONString(notice(FULL)));
        assertEquals(
                Set.of("certificateChainSn", "channelId", "clientId", "clientIp", "statusType", "time"), json.keySet());
        assertEquals("OFFLINE", json.getString("statusType"));
        assertEquals(1_700_000_000_000L, json.getLongValue("time"));
        assertEquals("GID_a@@@d1", json.getString("clientId"));
    }

    @Test
    void jsonLeavesOutWhatIsNull() {
        String json = JSONObject.toJSONString(notice("{'clientId':'x','eventType':'connect'}"));
        assertEquals("{\"clientId\":\"x\",\"statusType\":\"ONLINE\",\"time\":0}", json);
    }

    /** What Jackson and other bean serialisers go by. */
    @Test
    void beanGettersAreTheOfficialOnes() {
        Set<String> getters = new TreeSet<>();
        for (Method method : StatusNotice.class.getMethods()) {
            boolean bean =
                    method.getName().startsWith("get") || method.getName().startsWith("is");
            if (bean && method.getDeclaringClass() != Object.class && method.getParameterCount() == 0) {
                getters.add(method.getName());
            }
        }
        assertEquals(
                Set.of(
                        "getCertificateChainSn",
                        "getChannelId",
                        "getClientId",
                        "getClientIp",
                        "getStatusType",
                        "getTime"),
                getters);
    }

    @Test
    void toStringIsOneReadableLine() {
        String text = notice(FULL).toString();
        assertTrue(text.contains("tcpclean") && text.contains("GID_a@@@d1"), text);
        assertDoesNotThrow(
                () -> notice("{'clientId':'x','eventType':'connect'}").toString());
    }
}
