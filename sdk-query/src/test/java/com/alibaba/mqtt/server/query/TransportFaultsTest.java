package com.alibaba.mqtt.server.query;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.http.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a socket, with everything that can go wrong on one. */
@Timeout(60)
class TransportFaultsTest {
    private static final String ID = "GID_a@@@d1";
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

    private static StatusQueryClientBuilder builder(String endpoint) {
        return StatusQueryClient.builder()
                .endpoint(endpoint)
                .instanceId("post-cn-1")
                .credentials(Credentials.of("testid", "testsecret", "CAIStoken"))
                .signature(SignatureVersion.RPC)
                // what each failure is; RetryTest repeats them
                .maxAttempts(1);
    }

    private String endpoint() {
        return "http://" + server.getHostName() + ":" + server.getPort();
    }

    private static ServerException failure(StatusQueryClient client) {
        ServerException failure = assertThrows(ServerException.class, () -> client.queryClientStatus(ID));
        for (Throwable e = failure; e != null; e = e.getCause()) {
            assertFalse(e.toString().contains("testsecret") || e.toString().contains("CAIS"), e.toString());
            assertFalse(e.toString().contains("Signature="), e.toString());
        }
        return failure;
    }

    private static ServerException failure(String endpoint) {
        try (StatusQueryClient client =
                builder(endpoint).callTimeout(Duration.ofSeconds(30)).build()) {
            return failure(client);
        }
    }

    private ServerException failure(MockResponse.Builder answer) {
        server.enqueue(answer.build());
        return failure(endpoint());
    }

    private static void assertFailure(String code, boolean retryable, String text, ServerException failure) {
        assertEquals(code, failure.getCode(), failure.toString());
        assertEquals(retryable, failure.isRetryable());
        assertTrue(failure.getMessage().contains(text), failure.getMessage());
    }

    private static void answer(InputStream in, Socket socket, String answer) throws IOException {
        RawServer.readRequest(in);
        socket.getOutputStream().write(answer.getBytes(US_ASCII));
    }

    @Test
    void aProxysErrorPage() {
        ServerException failure = failure(new MockResponse.Builder()
                .code(503)
                .setHeader("Content-Type", "text/html")
                .body("<html>unavailable</html>"));
        assertFailure(ErrorCode.MALFORMED_ANSWER, true, "no error code", failure);
        assertEquals(503, failure.getHttpStatus());
    }

    @Test
    void noRequestIsSentTwiceWhateverTheAnswerAsksFor() {
        for (MockResponse.Builder answer : List.of(
                new MockResponse.Builder().code(503).setHeader("Retry-After", "0"),
                new MockResponse.Builder().code(408),
                new MockResponse.Builder().code(302).setHeader("Location", "/elsewhere"),
                new MockResponse.Builder().code(307).setHeader("Location", "/elsewhere"),
                new MockResponse.Builder().code(421),
                new MockResponse.Builder().code(401).setHeader("WWW-Authenticate", "Basic realm=x"))) {
            int before = server.getRequestCount();
            assertEquals(ErrorCode.MALFORMED_ANSWER, failure(answer).getCode());
            assertEquals(before + 1, server.getRequestCount());
        }
    }

    @Test
    void anEmptyAnswer() {
        assertFailure(
                ErrorCode.MALFORMED_ANSWER, false, "the answer is empty", failure(new MockResponse.Builder().body("")));
        assertFailure(
                ErrorCode.MALFORMED_ANSWER,
                false,
                "the answer is empty",
                failure(new MockResponse.Builder().code(204)));
    }

    @Test
    void anAnswerOfTheWrongShape() {
        assertFailure(
                ErrorCode.MALFORMED_ANSWER,
                false,
                "OnlineStatus is missing",
                failure(new MockResponse.Builder().body("{\"OnlineStatusList\":[]}")));
    }

    @Test
    void aTooLargeAnswer() {
        String huge = OK + " ".repeat(HttpTransport.MAX_ANSWER_BYTES);
        assertFailure(
                ErrorCode.MALFORMED_ANSWER,
                false,
                "more than 1048576 bytes",
                failure(new MockResponse.Builder().body(huge)));
    }

    @Test
    void throttling() {
        assertFailure(
                "Throttling.User",
                true,
                "flow control",
                failure(new MockResponse.Builder()
                        .code(400)
                        .body("{\"Code\":\"Throttling.User\",\"Message\":\"flow control\",\"RequestId\":\"r\"}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n{\"OnlineStatus\":false,",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n{\"OnlineStatus\":false,",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"
            })
    void anAnswerThatIsCutShort(String start) throws IOException {
        try (RawServer cutting = new RawServer((in, socket) -> answer(in, socket, start))) {
            assertFailure(ErrorCode.CONNECTION_LOST, true, "was lost", failure(cutting.endpoint()));
        }
    }

    @Test
    void aServerThatSpeaksSomethingElse() throws IOException {
        try (RawServer other = new RawServer((in, socket) -> answer(in, socket, "SSH-2.0-OpenSSH_9\r\n"))) {
            assertFailure(ErrorCode.MALFORMED_ANSWER, false, "does not answer in HTTP", failure(other.endpoint()));
        }
    }

    @Test
    void noAnswer() {
        for (MockResponse.Builder answer : List.of(
                new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE),
                new MockResponse.Builder().body(OK).onResponseBody(SocketEffect.Stall.INSTANCE))) {
            server.enqueue(answer.build());
            try (StatusQueryClient client =
                    builder(endpoint()).callTimeout(Duration.ofMillis(300)).build()) {
                assertFailure(ErrorCode.TIMED_OUT, true, "within callTimeout, 300 ms", failure(client));
            }
        }
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertFailure(
                ErrorCode.CONNECT_FAILED,
                true,
                "no connection to http://127.0.0.1:" + port,
                failure("http://127.0.0.1:" + port));
    }

    @Test
    void anUnknownHost() {
        assertFailure(
                ErrorCode.UNKNOWN_HOST, true, "no-such-host.invalid is not known", failure("no-such-host.invalid"));
    }

    @Test
    void tlsToAPortThatSpeaksPlainHttp() throws IOException {
        try (RawServer plain = new RawServer((in, socket) ->
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)))) {
            String endpoint = plain.endpoint().replace("http:", "https:");
            assertFailure(ErrorCode.TLS_FAILED, false, "no trusted TLS connection to " + endpoint, failure(endpoint));
        }
    }

    @Test
    void tlsToAPortThatHangsUp() throws IOException {
        try (RawServer plain = new RawServer((in, socket) -> assertTrue(in.read() > 0))) {
            String endpoint = plain.endpoint().replace("http:", "https:");
            assertFailure(ErrorCode.CONNECTION_LOST, true, "does it speak TLS there?", failure(endpoint));
        }
    }

    @Test
    void aConnectionClosedWhileIdleCostsNoCall() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer closing = new RawServer((in, socket) -> {
                    answer(in, socket, "HTTP/1.1 200 OK\r\nContent-Length: " + OK.length() + "\r\n\r\n" + OK);
                    socket.close();
                    closed.countDown();
                });
                StatusQueryClient client = builder(closing.endpoint()).build()) {
            assertTrue(client.queryClientStatus(ID).online());
            assertTrue(closed.await(30, TimeUnit.SECONDS));
            assertTrue(client.queryClientStatus(ID).online());
            assertEquals(3, client.numbers().requests());
        }
    }

    @Test
    void aConnectionThatTheServerAnnouncesToCloseIsNotUsedAgain() throws Exception {
        try (StatusQueryClient client = builder(endpoint()).build()) {
            for (int i = 0; i < 3; i++) {
                server.enqueue(new MockResponse.Builder()
                        .setHeader("Connection", "close")
                        .body(OK)
                        .onResponseEnd(new SocketEffect.CloseSocket())
                        .build());
                assertTrue(client.queryClientStatus(ID).online());
            }
        }
    }

    @Test
    void connectionsAreKept() throws Exception {
        try (StatusQueryClient client = builder(endpoint()).build()) {
            for (int i = 0; i < 3; i++) {
                server.enqueue(new MockResponse.Builder().body(OK).build());
                client.queryClientStatus(ID);
                assertEquals(i, server.takeRequest().getExchangeIndex());
            }
        }
    }
}
