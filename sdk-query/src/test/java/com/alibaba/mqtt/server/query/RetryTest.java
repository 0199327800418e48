package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.model.OpenApiCall;
import com.alibaba.mqtt.server.query.model.PartialAnswerException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is repeated, how it is signed then, and what it costs. */
@Timeout(60)
class RetryTest {
    private static final String ID = "GID_a@@@d2";
    private static final String OK = "{\"OnlineStatus\":true,\"RequestId\":\"r-1\"}";

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private StatusQueryClientBuilder builder() {
        return StatusQueryClient.builder()
                .endpoint("http://localhost:" + server.getPort())
                .instanceId("post-cn-1")
                .credentials(Credentials.of("testid", "testsecret"));
    }

    /** Failures that may pass. */
    @SuppressWarnings("ImmutableEnumChecker") // the suppliers have no state
    enum Passing {
        THROTTLED(() -> FakeService.error(400, "Throttling.User", "slow down")),
        THROTTLED_BY_STATUS(() -> new MockResponse.Builder().code(429).build()),
        OVERFLOW(() -> FakeService.error(500, "SystemOverFlow", "later")),
        UNAVAILABLE_JSON(() -> FakeService.error(503, "ServiceUnavailable", "later")),
        UNAVAILABLE_XML(() -> new MockResponse.Builder()
                .code(503)
                .setHeader("Content-Type", "text/xml")
                .body("<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>r-7</RequestId><HostId>h</HostId>"
                        + "<Code>ServiceUnavailable</Code><Message>a &lt;b&gt;</Message></Error>")
                .build()),
        UNAVAILABLE_HTML(() -> new MockResponse.Builder()
                .code(503)
                .setHeader("Content-Type", "text/html")
                .body("<html>busy</html>")
                .build()),
        REQUEST_TIMEOUT(() -> new MockResponse.Builder().code(408).build()),
        INTERNAL(() -> FakeService.error(500, "InternalError", "later")),
        NONCE_USED(() -> FakeService.error(400, "SignatureNonceUsed", "seen")),
        CUT(() -> new MockResponse.Builder()
                .body("{\"Online")
                .setHeader("Content-Length", "60")
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build()),
        CLOSED(() -> new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseSocket())
                .build()),
        BROKEN_GZIP_OF_A_GATEWAY(() -> new MockResponse.Builder()
                .code(502)
                .setHeader("Content-Encoding", "gzip")
                .body("no gzip")
                .build());

        private final Supplier<MockResponse> answer;

        Passing(Supplier<MockResponse> answer) {
            this.answer = answer;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPassingFailureCostsNothingButTime(Passing failure) throws Exception {
        server.enqueue(failure.answer.get());
        server.enqueue(failure.answer.get());
        server.enqueue(new MockResponse.Builder().body(OK).build());
        List<String> attempts = new ArrayList<>();
        try (StatusQueryClient client = builder()
                .attemptListener((action, number, error, took, pause) ->
                        attempts.add(number + " " + (error == null ? "answered" : "failed")))
                .build()) {
            assertTrue(client.live(ID).online());
            assertEquals(3, client.numbers().requests());
            assertEquals(2, client.numbers().retries());
            assertEquals(List.of("1 failed", "2 failed", "3 answered"), attempts);
        }
        HashSet<String> nonces = new HashSet<>();
        for (int i = 0; i < server.getRequestCount(); i++) {
            String nonce = server.takeRequest().getHeaders().get("x-acs-signature-nonce");
            // the server has not read the request of a connection that it closed
            assertTrue(nonce == null || nonces.add(nonce), "each attempt has its own nonce");
        }
    }

    @Test
    void itEndsWithTheLastFailure() {
        for (int i = 0; i < 4; i++) {
            server.enqueue(FakeService.error(503, "ServiceUnavailable", "number " + i));
        }
        try (StatusQueryClient client = builder().build()) {
            ServerException failure = assertThrows(ServerException.class, () -> client.live(ID));
            assertTrue(failure.getMessage().contains("number 3"), failure.getMessage());
            assertEquals(4, client.numbers().requests());
        }
    }

    @Test
    void theErrorOfAGatewayHasCodeStatusAndRequestId() {
        server.enqueue(Passing.UNAVAILABLE_XML.answer.get());
        server.enqueue(new MockResponse.Builder()
                .code(502)
                .setHeader("x-acs-request-id", "r-8")
                .body("<html>bad gateway</html>")
                .build());
        try (StatusQueryClient client = builder().maxAttempts(1).build()) {
            ServerException xml = assertThrows(ServerException.class, () -> client.live(ID));
            assertEquals("ServiceUnavailable", xml.getCode());
            assertEquals(503, xml.getHttpStatus());
            assertEquals("r-7", xml.getRequestId());
            assertTrue(xml.getMessage().contains("a <b>"), xml.getMessage());
            ServerException html = assertThrows(ServerException.class, () -> client.live(ID));
            assertEquals(ErrorCode.MALFORMED_ANSWER, html.getCode());
            assertEquals("r-8", html.getRequestId());
        }
    }

    @Test
    void theServiceSaysWhenToComeAgain() {
        server.enqueue(FakeService.error(400, "Throttling.Api", "slow down")
                .newBuilder()
                .setHeader("x-ratelimit-user-api", "Limit:100,Remain:0,TimeLeft:1234,Reset:5")
                .setHeader("x-acs-retry-after", "99")
                .build());
        try (StatusQueryClient client = builder().maxAttempts(1).build()) {
            ServerException failure = assertThrows(ServerException.class, () -> client.live(ID));
            assertEquals(Duration.ofMillis(1_234), failure.getRetryAfter());
            assertTrue(failure.isThrottled());
        }
    }

    @Test
    void aWaitBeyondTheEndOfTheCallIsNotWaited() {
        server.enqueue(FakeService.error(400, "Throttling.User", "slow down")
                .newBuilder()
                .setHeader("Retry-After", "59")
                .build());
        try (StatusQueryClient client =
                builder().callTimeout(Duration.ofSeconds(20)).build()) {
            assertEquals(
                    "Throttling.User",
                    assertThrows(ServerException.class, () -> client.live(ID)).getCode());
        }
    }

    @Test
    void anAttemptThatHangsIsBrokenOffAndRepeated() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder().body(OK).build());
        try (StatusQueryClient client =
                builder().attemptTimeout(Duration.ofMillis(200)).build()) {
            assertTrue(client.live(ID).online());
        }
    }

    @Test
    void aCallThatOnlyHangsSaysWhichLimitItMet() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        try (StatusQueryClient client =
                builder().attemptTimeout(Duration.ofMillis(200)).maxAttempts(1).build()) {
            ServerException failure = assertThrows(ServerException.class, () -> client.live(ID));
            assertEquals(ErrorCode.TIMED_OUT, failure.getCode());
            assertTrue(failure.getMessage().contains("within attemptTimeout, 200 ms"), failure.getMessage());
        }
    }

    @Test
    void aWrongClockIsSetByTheServicesOnce() throws Exception {
        Instant theirs = Instant.parse("2026-05-05T05:05:05Z");
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atZone(ZoneOffset.UTC));
        server.enqueue(FakeService.error(400, "InvalidTimeStamp.Expired", "old")
                .newBuilder()
                .setHeader("Date", date)
                .build());
        server.enqueue(new MockResponse.Builder().body(OK).build());
        server.enqueue(new MockResponse.Builder().body(OK).build());
        try (StatusQueryClient client = builder()
                .clock(Clock.fixed(theirs.minusSeconds(3_600), ZoneOffset.UTC))
                .build()) {
            assertTrue(client.live(ID).online());
            assertTrue(client.live(ID).online());
        }
        List<String> dates = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dates.add(server.takeRequest().getHeaders().get("x-acs-date"));
        }
        assertEquals(List.of("2026-05-05T04:05:05Z", "2026-05-05T05:05:05Z", "2026-05-05T05:05:05Z"), dates);
    }

    @Test
    void aKeyPairThatTheServiceDoesNotKnowAnyMoreIsReplaced() throws Exception {
        server.enqueue(FakeService.error(404, "InvalidAccessKeyId.NotFound", "unknown"));
        server.enqueue(new MockResponse.Builder().body(OK).build());
        AtomicInteger asked = new AtomicInteger();
        try (StatusQueryClient client = builder()
                .maxAttempts(1)
                .credentialsProvider(() -> Credentials.of(asked.incrementAndGet() < 2 ? "old" : "new", "testsecret"))
                .build()) {
            assertTrue(client.live(ID).online());
        }
    }

    @Test
    void aKeyPairThatStaysWrongIsSaidAtOnce() {
        server.enqueue(FakeService.error(400, "SignatureDoesNotMatch", "wrong"));
        try (StatusQueryClient client = builder().build()) {
            assertEquals(
                    "SignatureDoesNotMatch",
                    assertThrows(ServerException.class, () -> client.live(ID)).getCode());
            assertEquals(1, client.numbers().requests());
        }
    }

    @Test
    void aPermissionThatIsMissingIsNamed() {
        server.enqueue(FakeService.error(400, "PermissionCheckFailed", "no"));
        server.enqueue(FakeService.error(400, "PermissionCheckFailed", "no"));
        try (StatusQueryClient client = builder().build()) {
            assertTrue(assertThrows(ServerException.class, () -> client.live(ID))
                    .getMessage()
                    .contains("mq:MqttInstanceAccess"));
            assertTrue(assertThrows(ServerException.class, () -> client.cached(List.of(ID)))
                    .getMessage()
                    .contains("mq:BatchQuerySessionByClientIds"));
        }
    }

    @Test
    void aCallThatMayHaveBeenDoneIsNotDoneAgain() {
        server.enqueue(FakeService.error(500, "InternalError", "who knows"));
        try (StatusQueryClient client = builder().build()) {
            assertThrows(ServerException.class, () -> client.disconnect(ID));
            assertEquals(1, client.numbers().requests());
        }
    }

    @Test
    void aCodeOfSuccessIsNoError() throws Exception {
        for (String code : List.of("200", "\"200\"", "\"OK\"")) {
            server.enqueue(new MockResponse.Builder()
                    .body("{\"Code\":" + code + ",\"Success\":true,\"n\":12,\"RequestId\":\"r\"}")
                    .build());
        }
        server.enqueue(new MockResponse.Builder().body("{\"Code\":500}").build());
        server.enqueue(new MockResponse.Builder()
                .body("{\"Code\":200,\"Success\":false}")
                .build());
        try (StatusQueryClient client = builder().build()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(12L, client.call(OpenApiCall.write("X")).values().get("n"));
            }
            assertEquals(
                    "500",
                    assertThrows(ServerException.class, () -> client.call(OpenApiCall.write("X")))
                            .getCode());
            assertEquals(
                    ErrorCode.MALFORMED_ANSWER,
                    assertThrows(ServerException.class, () -> client.call(OpenApiCall.write("X")))
                            .getCode());
        }
    }

    @Test
    void theDeadlineOfAllCallersIsTheirOwn() throws Exception {
        for (int i = 0; i < 200; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build());
        }
        try (StatusQueryClient client = builder()
                .pace(Pace.unlimited())
                .callTimeout(Duration.ofSeconds(1))
                .build()) {
            long start = System.nanoTime();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(client.liveAsync(ID));
            }
            for (CompletableFuture<?> call : calls) {
                ExecutionException e = assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
                assertEquals(ErrorCode.TIMED_OUT, ((ServerException) e.getCause()).getCode());
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis < 3_000, millis + " ms, where 64 of 200 run at a time, each for a second");
        }
    }

    @Test
    void moreThanMayWaitAreRefused() throws Exception {
        for (int i = 0; i < 70; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build());
        }
        try (StatusQueryClient client =
                builder().maxWaiting(3).pace(Pace.unlimited()).build()) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 67; i++) {
                calls.add(client.liveAsync(ID));
            }
            ServerException failure = assertThrows(ServerException.class, () -> client.live(ID));
            assertEquals(ErrorCode.TOO_MANY_CALLS, failure.getCode());
            assertTrue(failure.getMessage().contains("maxWaiting"), failure.getMessage());
            calls.get(66).cancel(true);
            CompletableFuture<?> later = client.liveAsync(ID);
            assertTrue(!later.isDone(), "a cancelled call leaves its place");
        }
    }

    @Test
    void aChunkThatFailsDoesNotCostTheOthers() {
        server.setDispatcher(new FakeService() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return FakeService.query(request).containsValue("GID_a@@@d15")
                        ? error(400, "Throttling.User", "too many")
                        : super.dispatch(request);
            }
        });
        List<String> ids = IntStream.range(0, 50).mapToObj(i -> "GID_a@@@d" + i).toList();
        try (StatusQueryClient client = builder().maxAttempts(1).build()) {
            PartialAnswerException failure = assertThrows(PartialAnswerException.class, () -> client.cached(ids));
            assertEquals(40, failure.answered().size());
            assertNull(failure.answered().get("GID_a@@@d15"));
            assertEquals("Throttling.User", failure.getCode());
            assertTrue(failure.isRetryable());
        }
    }
}
