package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.http.Endpoint;
import com.alibaba.mqtt.server.query.http.HttpAnswer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is signed, sent and said does not depend on where the JVM lives. The build also runs some tests in such a JVM. */
@Timeout(60)
class LocaleTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final Locale locale = Locale.getDefault();
    private final TimeZone zone = TimeZone.getDefault();
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(new FakeService());
        server.start();
    }

    @AfterEach
    void back() {
        server.close();
        Locale.setDefault(locale);
        TimeZone.setDefault(zone);
    }

    @ParameterizedTest
    @CsvSource({
        "tr-TR,Asia/Kolkata",
        "ar-EG,Africa/Cairo",
        "ar-EG-u-nu-arab,Asia/Kathmandu",
        "fa-IR-u-nu-arabext-ca-persian,Asia/Tehran",
        "th-TH-u-ca-buddhist-nu-thai,Asia/Bangkok",
        "ja-JP-u-ca-japanese,Australia/Lord_Howe",
        "az-AZ,Pacific/Chatham"
    })
    void nothingDependsOnTheJvmsLocaleAndZone(String tag, String zoneId) throws Exception {
        List<Object> expected = said();
        Locale.setDefault(Locale.forLanguageTag(tag));
        TimeZone.setDefault(TimeZone.getTimeZone(zoneId));
        assertEquals(expected, said());
        assertTrue(expected.toString().contains("2026-01-02T03:04:05Z"), expected.toString());
        assertTrue(expected.toString().contains("the local clock is 1200 s behind"), expected.toString());
        try (StatusQueryClient client = builder("HTTP://LOCALHOST:" + server.getPort())
                .credentials(Credentials.of("ID", "secret"))
                .build()) {
            assertTrue(client.queryClientStatus("GID_I\u0130i\u0131@@@2").online());
        }
    }

    private static StatusQueryClientBuilder builder(String endpoint) {
        return StatusQueryClient.builder().endpoint(endpoint).instanceId("INSTANCE-I");
    }

    private static List<Object> said() throws Exception {
        Endpoint endpoint = Endpoint.parse("HTTPS://API.INTERNAL.TEST:8443");
        Protocol acs = protocol(endpoint, SignatureVersion.ACS3);
        Protocol rpc = protocol(endpoint, SignatureVersion.RPC);
        HttpAnswer late = Protocol.answer(
                400,
                "{\"code\":\"InvalidTimeStamp.Expired\",\"message\":\"I\"}",
                List.of(),
                "Date",
                "Fri, 02 Jan 2026 03:24:05 GMT");
        return List.of(
                acs.askOne("GID_I\u0131\u0130@@@1").toString(),
                acs.askOne("GID_I\u0131\u0130@@@1").query(),
                List.of(acs.askOne("GID_I\u0131\u0130@@@1").headers()),
                rpc.askMany(List.of("a", "I")).query(),
                assertThrows(ServerException.class, () -> acs.readOne("a", late))
                        .getMessage(),
                assertThrows(IllegalArgumentException.class, () -> Endpoint.parse("h:99999"))
                        .getMessage());
    }

    private static Protocol protocol(Endpoint endpoint, SignatureVersion version) {
        return Protocol.of(
                endpoint.hostHeader(), "INSTANCE-I", Credentials.of("ID", "secret", "TOKEN"), version, CLOCK, "n");
    }
}
