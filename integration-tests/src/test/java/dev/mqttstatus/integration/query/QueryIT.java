package dev.mqttstatus.integration.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiFault;
import com.alibaba.mqtt.server.query.SignatureVersion;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QuerySource;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class QueryIT {
    private static final String ONLINE = "GID_demo@@@online";
    private static final String GONE = "GID_demo@@@gone";
    private static final String NEVER = "GID_demo@@@never";

    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private Credentials credentials() {
        return Credentials.of(emulator.accessKey(), emulator.secretKey());
    }

    private StatusQueryClientBuilder to(Emulator server) {
        return StatusQueryClient.builder()
                .endpoint("http://" + server.host() + ":" + server.openApiPort())
                .instanceId(server.instanceId())
                .credentials(credentials());
    }

    private Device device(String clientId) throws Exception {
        return new Device(emulator.mqttPort(), emulator.instanceId(), credentials(), clientId);
    }

    @ParameterizedTest
    @EnumSource
    void liveAndCachedAnswersAreTrue(SignatureVersion version) throws Exception {
        Device online = device(ONLINE);
        device(GONE).leave();
        try (StatusQueryClient client = to(emulator).signature(version).build()) {
            Poll.until("gone", () -> !statusOf(client, GONE).online());
            ClientStatus live = client.queryClientStatus(ONLINE);
            assertTrue(live.online());
            assertEquals(QuerySource.LIVE, live.source());
            assertFalse(live.requestId().isBlank());
            assertFalse(client.queryClientStatus(NEVER).online());
            Map<String, ClientStatus> many = client.queryClientStatus(List.of(NEVER, ONLINE, GONE));
            assertEquals(List.of(NEVER, ONLINE, GONE), List.copyOf(many.keySet()));
            assertTrue(many.get(ONLINE).online());
            assertFalse(many.get(GONE).online());
            assertFalse(many.get(NEVER).online());
            assertEquals(QuerySource.CACHED, many.get(ONLINE).source());
            assertTrue(client.queryClientStatusAsync(ONLINE).join().online());
        }
        online.leave();
    }

    private static ClientStatus statusOf(StatusQueryClient client, String clientId) {
        try {
            return client.queryClientStatus(clientId);
        } catch (ServerException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anyNumberOfIdsIsAskedInTens() throws Exception {
        Device online = device(ONLINE);
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < 123; n++) {
            ids.add("GID_demo@@@d" + n);
        }
        ids.add(ONLINE);
        try (StatusQueryClient client = to(emulator).build()) {
            Map<String, ClientStatus> answers = client.queryClientStatus(ids);
            assertEquals(ids, List.copyOf(answers.keySet()));
            assertEquals(
                    List.of(ONLINE),
                    answers.values().stream()
                            .filter(ClientStatus::online)
                            .map(ClientStatus::clientId)
                            .toList());
        }
        online.leave();
    }

    @ParameterizedTest
    @EnumSource
    void aWrongSecretIsRefused(SignatureVersion version) {
        try (StatusQueryClient client = to(emulator)
                .signature(version)
                .credentials(Credentials.of(emulator.accessKey(), "a-wrong-secret"))
                .build()) {
            ServerException failure = assertThrows(ServerException.class, () -> client.queryClientStatus(ONLINE));
            assertEquals("SignatureDoesNotMatch", failure.getCode());
            assertFalse(failure.isRetryable());
            assertFalse(failure.getRequestId().isBlank());
            assertFalse(failure.toString().contains("a-wrong-secret"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClockTwentyMinutesOffCostsOneRequest(SignatureVersion version) throws Exception {
        try (Emulator other = Emulator.builder()
                        .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20)))
                        .start();
                StatusQueryClient client = to(other).signature(version).build()) {
            assertFalse(client.live(ONLINE).online());
            assertFalse(client.live(ONLINE).online());
            assertEquals(3, client.numbers().requests());
        }
    }

    @ParameterizedTest
    @EnumSource
    void temporaryKeysCarryTheirToken(SignatureVersion version) throws Exception {
        try (Emulator sts = Emulator.builder().securityToken("CAIS+/==").start();
                StatusQueryClient without = to(sts).signature(version).build();
                StatusQueryClient with = to(sts).signature(version)
                        .credentials(Credentials.of(sts.accessKey(), sts.secretKey(), "CAIS+/=="))
                        .build()) {
            assertEquals(
                    "MissingSecurityToken",
                    assertThrows(ServerException.class, () -> without.queryClientStatus(ONLINE))
                            .getCode());
            assertFalse(with.queryClientStatus(ONLINE).online());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTroubleHasItsOwnError(OpenApiFault fault) throws Exception {
        try (StatusQueryClient client =
                to(emulator).callTimeout(Duration.ofSeconds(2)).maxAttempts(1).build()) {
            emulator.openApi().next(fault);
            ServerException failure = assertThrows(ServerException.class, () -> client.queryClientStatus(ONLINE));
            assertEquals(expectedCode(fault), failure.getCode(), failure.toString());
            assertFalse(client.queryClientStatus(ONLINE).online());
        }
    }

    private static String expectedCode(OpenApiFault fault) {
        return switch (fault) {
            case SERVICE_UNAVAILABLE, SERVICE_UNAVAILABLE_XML -> "ServiceUnavailable";
            case API_THROTTLED -> "Throttling.Api";
            case THROTTLED -> "Throttling.User";
            case SYSTEM_OVERFLOW -> "SystemOverFlow";
            case INTERNAL_ERROR -> "InternalError";
            case NOT_JSON, EMPTY, WRONG_SHAPE, SERVICE_UNAVAILABLE_HTML -> ErrorCode.MALFORMED_ANSWER;
            case CUT -> ErrorCode.CONNECTION_LOST;
            case HANG -> ErrorCode.TIMED_OUT;
        };
    }

    @Test
    void anUnknownInstanceIsNamed() {
        try (StatusQueryClient client =
                to(emulator).instanceId("mqtt-cn-unknown").build()) {
            assertEquals(
                    "InstancePermissionCheckFailed",
                    assertThrows(ServerException.class, () -> client.queryClientStatus(ONLINE))
                            .getCode());
        }
    }
}
