package dev.mqttstatus.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.model.StatusNotice;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bodies for the official StatusNotice, with the JSON library that it comes with, and for ours. */
class NoticeBodiesIT {
    private static final List<String> GETTERS =
            List.of("getClientId", "getChannelId", "getClientIp", "getTime", "getCertificateChainSn", "getStatusType");

    /** Why ours may refuse what the official SDK delivers; the page on the wire protocol says each. */
    private static final Pattern REASONS =
            Pattern.compile("malformed notice: (clientId is missing|clientId is not text|clientId is no valid text"
                    + "|channelId is no valid text|eventType is |time is .*; a number from "
                    // values run together, or in the place of a key
                    + "|not a JSON object: a (value|key) is missing at ).*");

    private static Constructor<?> official;

    @BeforeAll
    static void loadTheOfficialSdk() throws ReflectiveOperationException, MalformedURLException {
        List<URL> jars = new ArrayList<>();
        for (String jar : Library.OFFICIAL.jars().split(File.pathSeparator, -1)) {
            jars.add(Path.of(jar).toUri().toURL());
        }
        ClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        official = loader.loadClass(StatusNotice.class.getName()).getConstructor(byte[].class);
        assertTrue(official.getDeclaringClass() != StatusNotice.class);
    }

    /** Null if it is refused. */
    private static Object byOfficial(byte[] body) throws ReflectiveOperationException {
        try {
            return official.newInstance((Object) body);
        } catch (InvocationTargetException e) {
            return null;
        }
    }

    private static List<String> shown(Object notice) throws ReflectiveOperationException {
        List<String> values = new ArrayList<>();
        for (String getter : GETTERS) {
            values.add(getter + "=" + notice.getClass().getMethod(getter).invoke(notice));
        }
        return values;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** % stands for the members of an ordinary notice. */
    private static byte[] body(String row) {
        return utf8(row.replace(
                "%",
                "\"clientId\":\"k@@@d\",\"time\":1700000000000,\"eventType\":\"tcpclean\",\"clientIp\":\"1.2.3.4:5\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{%}",
                "\uFEFF{%}",
                "\0{%}\0\0",
                "{%,}",
                "{,%}",
                "{%,,\"x\":1}",
                "{x:1,%}",
                "{'x':'a\"b',%}",
                "{'clientId':'x',eventType:'connect'}",
                "{%,\"x\":[1,{\"a\":NaN},undefined,]}",
                "{%,\"x\":[1 2]}",
                "{%,\"x\":Null}",
                "{%,\"clientIp\":\"a\0\n\tb\\v\\x41\\7\\u0041\"}",
                "{%,\"clientIp\":\"\\ud800\"}",
                "{%,\"eventType\":\"connect\"}",
                "{%,\"time\\u0000\":5}",
                "{%,\"clientId\":17}",
                "{%,\"channelId\":1.50}",
                "{%,\"clientIp\":true}",
                "{%,\"time\":null}",
                "{%,\"time\":\"5\"}",
                "{%,\"time\":\"\"}",
                "{%,\"time\":\"null\"}",
                "{%,\"time\":1.5}",
                "{%,\"time\":1.7E12}",
                "{%,\"time\":+05}",
                "{%,\"time\":5L}",
                "{%,\"time\":NaN}",
                "{%,\"time\":-1}"
            })
    void whatTheOfficialSdkDeliversOursDeliversEqually(String row) throws ReflectiveOperationException {
        Object theirs = byOfficial(body(row));
        assertNotNull(theirs);
        assertEquals(shown(theirs), shown(new StatusNotice(body(row))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // taken as offline by the official SDK
                "{%,\"eventType\":\"connect\0\"}",
                "{%,\"eventType\":\"CONNECT\"}",
                "{%,\"eventType\":null}",
                "{%,\"clientId\":null}",
                "{%,\"clientId\":{}}",
                "{%,\"clientId\":\"\\ud800\"}",
                "{%,\"time\":true}",
                "{%,\"time\":\"1,000\"}",
                "{%,\"time\":\"2023-11-14 22:13:20\"}",
                "{%,\"time\":9223372036854775808}",
                "{/**/%}",
                "{%}//",
                "{%,\"x\":new Date(1)}"
            })
    void whatCouldMeanTwoThingsOnlyTheOfficialSdkDelivers(String row) throws ReflectiveOperationException {
        assertNotNull(byOfficial(body(row)));
        assertNotNull(refusal(body(row)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[%]",
                "{%",
                "{%}}",
                "{%}{}",
                "{% \"x\":1}",
                "{%,\"x\":{\"a\":1 \"b\":2}}",
                "{%\0}",
                "{%;}",
                "{%,\"x\"=1}",
                "{%,\"x\":tru}",
                "{%,\"clientIp\":\"\\q\"}",
                "{%,\"time\":\"soon\"}",
                "{%,\"eventType\":connect}"
            })
    void whatTheOfficialSdkRefusesOursRefuses(String row) throws ReflectiveOperationException {
        assertNull(byOfficial(body(row)));
        assertNotNull(refusal(body(row)));
    }

    /** Null if it is read. */
    private static String refusal(byte[] body) {
        try {
            assertNotNull(new StatusNotice(body));
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Nothing that the official SDK delivers is lost for a reason that is not on the page. */
    @Test
    void changedBodiesAreDeliveredEquallyOrRefusedForAReason() throws ReflectiveOperationException {
        List<String> pieces = List.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                ",,",
                "\"",
                "\\",
                "'",
                "null",
                "true",
                "-",
                "1",
                "1.5e3",
                " ",
                "\t",
                "\u001f",
                "NaN",
                "undefined",
                "\"x\"",
                "\"x\":1,",
                "x:'y',",
                "\"clientId\":\"x\",",
                "\"eventType\":\"connect\",",
                "\"time\":",
                "\u4e2d",
                "\uFEFF",
                "[1,{}],",
                "{\"a\":[]}",
                "\\u0041",
                "e",
                "L",
                "\u00e9");
        Random random = new Random(20_231_114);
        int both = 0;
        for (int n = 0; n < 50_000; n++) {
            StringBuilder changed = new StringBuilder(
                    new String(body("{%,\"x\":{\"a\":[1,{\"b\":null}]},\"channelId\":'c'}"), StandardCharsets.UTF_8));
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                int at = random.nextInt(changed.length());
                int end = Math.min(changed.length(), at + random.nextInt(3));
                changed.replace(at, end, random.nextInt(4) == 0 ? "" : pieces.get(random.nextInt(pieces.size())));
            }
            byte[] body = random.nextInt(4) == 0
                    ? changed.toString().getBytes(StandardCharsets.ISO_8859_1)
                    : utf8(changed.toString());
            Object theirs = byOfficial(body);
            if (theirs == null) {
                continue;
            }
            String refusal = refusal(body);
            if (refusal == null) {
                assertEquals(shown(theirs), shown(new StatusNotice(body)), changed::toString);
                both++;
            } else {
                assertTrue(REASONS.matcher(refusal).matches(), () -> refusal + " for " + changed);
            }
        }
        assertTrue(both > 5_000, "only " + both + " bodies were delivered by both");
    }
}
