package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.internal.openapi.Acs3Signature;
import com.alibaba.mqtt.server.internal.openapi.PercentEncoding;
import com.alibaba.mqtt.server.internal.openapi.RpcSignature;
import com.alibaba.mqtt.server.query.calls.Calls;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QuerySource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over a socket, with a service that works. */
@Timeout(60)
class StatusQueryClientTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final MockWebServer server = new MockWebServer();
    private final FakeService service = new FakeService();

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(service);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private StatusQueryClientBuilder builder() {
        return StatusQueryClient.builder()
                .endpoint("http://" + server.getHostName() + ":" + server.getPort())
                .instanceId("post-cn-1")
                .credentials(Credentials.of("testid", "testsecret"));
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "GID_a@@@d" + i).toList();
    }

    @Test
    void oneClient() throws Exception {
        try (StatusQueryClient client =
                builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build()) {
            ClientStatus expected = new ClientStatus("GID_a@@@d4", true, QuerySource.LIVE, NOW, "r-1");
            assertEquals(expected, client.queryClientStatus("GID_a@@@d4"));
            assertEquals(expected, client.queryClientStatusAsync("GID_a@@@d4").join());
            assertFalse(client.queryClientStatus("GID_a@@@d5").online());
        }
        assertEquals(3, service.requests.get());
    }

    @Test
    void theRequestHasTheDocumentedHeaders() throws Exception {
        try (StatusQueryClient client = builder().build()) {
            client.queryClientStatus("GID_a@@@d4");
        }
        RecordedRequest request = server.takeRequest();
        Headers headers = request.getHeaders();
        assertEquals("POST", request.getMethod());
        assertEquals(0, request.getBodySize());
        assertEquals(server.getHostName() + ":" + server.getPort(), headers.get("host"));
        assertEquals("QuerySessionByClientId", headers.get("x-acs-action"));
        assertEquals("2020-04-20", headers.get("x-acs-version"));
        assertEquals("application/json", headers.get("accept"));
        assertTrue(headers.get("x-acs-signature-nonce").matches("[0-9a-f]{32}"));
        assertTrue(headers.get("x-acs-date").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
        assertFalse(headers.names().contains("x-acs-security-token"));
    }

    /** What was signed is what arrives: the server signs again what it got. */
    @ParameterizedTest
    @EnumSource(SignatureVersion.class)
    void oddCharactersArriveAsSigned(SignatureVersion version) throws Exception {
        Credentials sts = Credentials.of("STS.testid", "testsecret", "CAIS+token/==");
        String odd = "GID_x@@@a b*c~d/e+\u4e2d%20&=?#\"'<>\\|^`{}[];:,$!()\u00e9\ud83d\ude00.-_1";
        try (StatusQueryClient client =
                builder().credentials(sts).signature(version).build()) {
            assertEquals(odd, client.queryClientStatus(odd).clientId());
            client.queryClientStatus(List.of(odd, "GID_x@@@a b*c~d/e+\u4e2d0"));
        }
        RecordedRequest one = server.takeRequest();
        RecordedRequest batch = server.takeRequest();
        assertEquals(odd, FakeService.query(one).get("ClientId"));
        assertTrue(
                batch.getTarget().contains("ClientIdList.2=GID_x%40%40%40a%20b%2Ac~d%2Fe%2B%E4%B8%AD0&"),
                batch.getTarget());
        for (RecordedRequest request : List.of(one, batch)) {
            Map<String, String> query = FakeService.query(request);
            assertEquals("/?" + PercentEncoding.sortedQuery(query), request.getTarget());
            if (version == SignatureVersion.RPC) {
                String signature = query.remove("Signature");
                assertEquals(new RpcSignature("POST", query, "testsecret").signature(), signature);
                assertEquals("CAIS+token/==", query.get("SecurityToken"));
            } else {
                assertEquals(
                        authorization(request, query, sts), request.getHeaders().get("authorization"));
            }
        }
    }

    private static String authorization(RecordedRequest request, Map<String, String> query, Credentials credentials) {
        Map<String, String> signed = new HashMap<>();
        request.getHeaders().toMultimap().forEach((name, values) -> {
            if (name.equals("host") || name.startsWith("x-acs-")) {
                signed.put(name, String.join(",", values));
            }
        });
        return new Acs3Signature("POST", query, signed, Acs3Signature.EMPTY_BODY_HASH, credentials).authorization();
    }

    @Test
    void manyClientsInTensByIdInTheOrderAsked() throws Exception {
        List<String> asked = new ArrayList<>(ids(25));
        asked.addAll(ids(3));
        service.unknown.add("GID_a@@@d17");
        try (StatusQueryClient client =
                builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build()) {
            Map<String, ClientStatus> found = client.queryClientStatus(asked);
            List<String> expected = new ArrayList<>(ids(25));
            expected.remove("GID_a@@@d17");
            assertEquals(expected, List.copyOf(found.keySet()));
            found.forEach((id, status) ->
                    assertEquals(new ClientStatus(id, FakeService.online(id), QuerySource.CACHED, NOW, "r-2"), status));
            assertThrows(UnsupportedOperationException.class, found::clear);
            assertEquals(found, client.queryClientStatusAsync(asked).join());
        }
        assertEquals(6, service.requests.get());
    }

    @Test
    void atMostFiveChunksRunAtOnceAndFiveDo() throws Exception {
        CountDownLatch five = new CountDownLatch(5);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.setDispatcher(new FakeService() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                five.countDown();
                assertTrue(five.await(30, TimeUnit.SECONDS));
                MockResponse answer = super.dispatch(request);
                running.decrementAndGet();
                return answer;
            }
        });
        try (StatusQueryClient client = builder().build()) {
            assertEquals(204, client.queryClientStatus(ids(204)).size());
        }
        assertEquals(5, most.get());
    }

    @Test
    void oneFailedChunkFailsTheQuery() {
        server.setDispatcher(new FakeService() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return FakeService.query(request).containsValue("GID_a@@@d15")
                        ? error(400, "Throttling.User", "too many")
                        : super.dispatch(request);
            }
        });
        try (StatusQueryClient client = builder().build()) {
            ServerException failure = assertThrows(ServerException.class, () -> client.queryClientStatus(ids(250)));
            assertEquals("Throttling.User", failure.getCode());
            assertTrue(failure.isRetryable());
        }
    }

    @Test
    void aFailureShowsTheCallersLineAndTheServicesWords() {
        server.setDispatcher(new FakeService() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return error(400, "InstancePermissionCheckFailed", "not yours");
            }
        });
        try (StatusQueryClient client = builder().build()) {
            ServerException failure = assertThrows(ServerException.class, () -> client.queryClientStatus("GID_a@@@d1"));
            assertEquals("InstancePermissionCheckFailed: not yours (HTTP 400, request id r-3)", failure.getMessage());
            assertTrue(List.of(failure.getStackTrace()).stream()
                    .anyMatch(line -> line.getClassName().startsWith(StatusQueryClientTest.class.getName())));
            CompletionException joined = assertThrows(
                    CompletionException.class,
                    () -> client.queryClientStatusAsync("GID_a@@@d1").join());
            assertEquals(
                    "InstancePermissionCheckFailed",
                    assertInstanceOf(ServerException.class, joined.getCause()).getCode());
        }
    }

    @Test
    void eightThreadsAtOnceEachWithItsOwnNonce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (StatusQueryClient client = builder().build()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                callers.add(threads.submit(() -> {
                    for (String id : ids(20)) {
                        assertEquals(
                                FakeService.online(id),
                                client.queryClientStatus(id).online());
                    }
                    assertEquals(20, client.queryClientStatus(ids(20)).size());
                    return null;
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(8 * 22, service.requests.get());
        assertEquals(8 * 22, service.nonces.size());
    }

    @Test
    void moreCallsThanRunAtOnceWaitTheirTurn() {
        try (StatusQueryClient client = builder().build()) {
            var calls = ids(3 * Calls.MAX_RUNNING).stream()
                    .map(client::queryClientStatusAsync)
                    .toList();
            calls.forEach(call -> assertEquals("r-1", call.join().requestId()));
        }
    }

    @Test
    void eachCallSignsWithTheKeyPairOfItsMoment() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (StatusQueryClient client = builder()
                .credentialsProvider(() -> Credentials.of("key" + asked.incrementAndGet(), "testsecret"))
                .build()) {
            for (int call = 1; call <= 2; call++) {
                client.queryClientStatus("GID_a@@@d1");
                String authorization = server.takeRequest().getHeaders().get("Authorization");
                assertTrue(authorization.contains("Credential=key" + call + ","), authorization);
            }
            assertEquals(Map.of(), client.queryClientStatus(List.of()));
            assertEquals(2, asked.get());
        }
    }

    @Test
    void aProviderWithoutCredentialsFailsTheCall() {
        ServerException none = new ServerException(ErrorCode.NO_CREDENTIALS, "none in this test", false, null);
        try (StatusQueryClient client = builder()
                .credentialsProvider(() -> {
                    throw none;
                })
                .build()) {
            assertEquals(
                    ErrorCode.NO_CREDENTIALS,
                    assertThrows(ServerException.class, () -> client.queryClientStatus("GID_a@@@d1"))
                            .getCode());
            CompletionException joined = assertThrows(
                    CompletionException.class,
                    () -> client.queryClientStatusAsync(List.of("GID_a@@@d1")).join());
            assertEquals(none, joined.getCause());
        }
        try (StatusQueryClient client = builder()
                .credentialsProvider(() -> Credentials.of("key", "testsecret", "t\u00f6ken"))
                .build()) {
            assertEquals(
                    ErrorCode.BAD_CONFIGURATION,
                    assertThrows(ServerException.class, () -> client.queryClientStatus("GID_a@@@d1"))
                            .getCode());
        }
    }
}
