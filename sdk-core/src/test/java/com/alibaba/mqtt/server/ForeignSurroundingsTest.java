package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.auth.SignMethod;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.openapi.Acs3Signature;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import com.alibaba.mqtt.server.internal.openapi.RpcSignature;
import com.alibaba.mqtt.server.model.EventType;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.model.StringPair;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signatures, logins, notices and settings in a JVM of its own for each locale, character set and time zone: what they
 * give is the same everywhere, to the last byte.
 */
class ForeignSurroundingsTest {
    private static final String NOTICE = "{\"clientId\":\"GID_I@@@\u4e2di\",\"time\":\"1700000000000\","
            + "\"eventType\":\"disconnect\",\"clientIp\":\"\u00e9\"}";
    private static final String DEVICE = "{\"productKey\":\"I\",\"deviceName\":\"i\",\"status\":\"offline\","
            + "\"time\":\"2023-11-15 06:13:20.000\"}";

    /** Prints all that is signed, read and said, in ASCII. */
    public static void main(String[] args) {
        Credentials credentials = Credentials.of("testId\u0130", "testSecret\u4e2d", "tokenI");
        List<Object> said = new ArrayList<>();
        for (SignMethod method : SignMethod.values()) {
            Login login = Login.aksign("id", "INSTANCE", credentials, method, 1_577_934_245_000L);
            said.add(login.userName() + " " + login.password());
            login = Login.iotPlatform("id", "INSTANCE", "GROUP", credentials, method, 1_577_934_245_000L);
            said.add(login.userName() + " " + login.password());
        }
        Login login = Login.signKey("INSTANCE", credentials, "1577934245000");
        said.add(login.userName() + " " + login.password());
        said.add(Login.device("INSTANCE", credentials, "GID_I@@@i").password());
        said.add(PercentEncoding.encode("I i\u0130\u0131*~\u4e2d"));
        said.add(new RpcSignature("GET", Map.of("Timestamp", "2020-01-01T00:00:00Z", "ID", "\u0131"), "secret")
                .signature());
        said.add(new Acs3Signature("POST", Map.of("ID", "i"), Map.of("x-acs-date", "I"), "hash", credentials)
                .authorization());
        StatusNotice notice = new StatusNotice(NOTICE.getBytes(StandardCharsets.UTF_8));
        said.add(notice + " " + notice.getTime() + notice.groupId() + notice.deviceId() + notice.getClientIp());
        notice = StatusNotice.ofIotPlatform(DEVICE.getBytes(StandardCharsets.UTF_8));
        said.add(notice + " " + notice.getTime() + (notice.eventType() == EventType.TCPCLEAN));
        said.add(StringPair.toJson(List.of(new StringPair("I\u0130", "\u4e2d"))));
        ChannelConfig config = new ChannelConfig();
        config.setDomain("MQTT_I.b\u00fccher.example");
        config.setPort(5_672);
        said.add(config);
        said.add(assertThrows(IllegalArgumentException.class, () -> config.setPort(65_536))
                .getMessage());
        said.add(assertThrows(IllegalArgumentException.class, () -> new StatusNotice(new byte[1_234]))
                .getMessage());
        for (Object one : said) {
            StringBuilder ascii = new StringBuilder();
            one.toString()
                    .chars()
                    .forEach(c -> ascii.append(c < 0x80 ? Character.toString(c) : "<" + Integer.toHexString(c) + ">"));
            System.out.println(ascii);
        }
    }

    private static String inAJvmWith(String options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath()));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(ForeignSurroundingsTest.class.getName());
        // what newer JVMs say of libraries goes there
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), said);
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .replace("\n", File.pathSeparator);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Duser.language=tr -Duser.country=TR -Dfile.encoding=US-ASCII -Duser.timezone=Asia/Kolkata",
                "-Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab -Dfile.encoding=UTF-16"
                        + " -Duser.timezone=America/St_Johns",
                "-Duser.language=th -Duser.country=TH -Duser.variant=TH -Dfile.encoding=ISO-8859-1"
                        + " -Duser.timezone=Pacific/Kiritimati"
            })
    void nothingDependsOnLocaleCharsetOrTimeZone(String options) throws Exception {
        String expected = inAJvmWith("-Duser.language=en -Duser.country=US -Dfile.encoding=UTF-8 -Duser.timezone=UTC"
                + " -Dsun.stdout.encoding=UTF-8");
        assertTrue(expected.contains("GID_I") && expected.lines().count() == 17, expected);
        assertEquals(expected, inAJvmWith(options + " -Dsun.stdout.encoding=UTF-8"));
    }
}
