package com.alibaba.mqtt.server.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.Calls;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Close, interrupt and cancel, while calls run. */
@Timeout(60)
class LifecycleTest {
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
                // far beyond the test's own limit: no call of these tests may end by its time-out
                .callTimeout(Duration.ofMinutes(5));
    }

    private String endpoint() {
        return "http://" + server.getHostName() + ":" + server.getPort();
    }

    private static void assertFailure(String code, boolean retryable, String text, ServerException failure) {
        assertEquals(code, failure.getCode(), failure.toString());
        assertEquals(retryable, failure.isRetryable());
        assertTrue(failure.getMessage().contains(text), failure.getMessage());
    }

    @Test
    void closingEndsARunningCall() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder()
                .body(OK)
                .onResponseBody(SocketEffect.Stall.INSTANCE)
                .build());
        StatusQueryClient client = builder(endpoint()).build();
        CompletableFuture<ClientStatus> first = client.queryClientStatusAsync(ID);
        CompletableFuture<ClientStatus> second = client.queryClientStatusAsync(ID);
        server.takeRequest();
        server.takeRequest();
        client.close();
        client.close();
        for (CompletableFuture<ClientStatus> call : List.of(first, second)) {
            CompletionException e = assertThrows(
                    CompletionException.class,
                    () -> call.orTimeout(30, TimeUnit.SECONDS).join());
            assertFailure(ErrorCode.STOPPED, false, "is closed", assertInstanceOf(ServerException.class, e.getCause()));
        }
        assertFailure(
                ErrorCode.STOPPED,
                false,
                "is closed",
                assertThrows(ServerException.class, () -> client.queryClientStatus(ID)));
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> client.queryClientStatusAsync(List.of(ID)).join());
        assertEquals(
                ErrorCode.STOPPED,
                assertInstanceOf(ServerException.class, e.getCause()).getCode());
    }

    @Test
    void closingEndsWaitingCallsToo() throws Exception {
        StatusQueryClient client = builder(endpoint()).build();
        int count = Calls.MAX_RUNNING + 10;
        for (int i = 0; i < count; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build());
        }
        List<CompletableFuture<ClientStatus>> calls = IntStream.range(0, count)
                .mapToObj(i -> client.queryClientStatusAsync(ID))
                .toList();
        server.takeRequest();
        client.close();
        for (CompletableFuture<ClientStatus> call : calls) {
            CompletionException e = assertThrows(
                    CompletionException.class,
                    () -> call.orTimeout(30, TimeUnit.SECONDS).join());
            assertEquals(
                    ErrorCode.STOPPED,
                    assertInstanceOf(ServerException.class, e.getCause()).getCode());
        }
        assertNoThreads();
    }

    @Test
    void noThreadIsLeftAfterClose() throws Exception {
        StatusQueryClient client = builder(endpoint()).build();
        server.enqueue(new MockResponse.Builder().body(OK).build());
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        client.queryClientStatus(ID);
        CompletableFuture<Thread> thread =
                client.queryClientStatusAsync(ID).handle((status, e) -> Thread.currentThread());
        server.takeRequest();
        server.takeRequest();
        client.close();
        Thread last = thread.join();
        assertTrue(last.isDaemon());
        assertEnds(last);
        assertEquals("mqtt-query-", last.getName().replaceFirst("\\d+$", ""));
        assertNoThreads();
    }

    /** Threads end right after close(), not before it returns. While a call runs, OkHttp gives its thread another name. */
    static void assertNoThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("mqtt-query-") || thread.getName().startsWith("OkHttp http")) {
                assertEnds(thread);
            }
        }
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertFalse(thread.isAlive(), thread.getName());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptCancelsTheCall(boolean batch) throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (RawServer silent = new RawServer((in, socket) -> {
                    RawServer.readRequest(in);
                    received.countDown();
                    if (in.read() < 0) {
                        cancelled.countDown();
                    }
                });
                StatusQueryClient client = builder(silent.endpoint())
                        .callTimeout(Duration.ofMinutes(5))
                        .build()) {
            AtomicReference<Exception> thrown = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    if (batch) {
                        client.queryClientStatus(List.of(ID));
                    } else {
                        client.queryClientStatus(ID);
                    }
                } catch (Exception e) {
                    thrown.set(e);
                }
                flag.set(Thread.currentThread().isInterrupted());
            });
            caller.start();
            assertTrue(received.await(30, TimeUnit.SECONDS));
            caller.interrupt();
            caller.join();
            ServerException failure = assertInstanceOf(ServerException.class, thrown.get());
            assertFailure(ErrorCode.INTERRUPTED, false, "interrupted", failure);
            assertTrue(flag.get(), "the interrupt flag is set again");
            assertTrue(cancelled.await(30, TimeUnit.SECONDS), "the connection of the call is closed");
        }
    }

    @Test
    void cancellingTheFutureEndsTheCall() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (RawServer silent = new RawServer((in, socket) -> {
                    RawServer.readRequest(in);
                    received.countDown();
                    if (in.read() < 0) {
                        cancelled.countDown();
                    }
                });
                StatusQueryClient client = builder(silent.endpoint())
                        .callTimeout(Duration.ofMinutes(5))
                        .build()) {
            CompletableFuture<?> call = client.queryClientStatusAsync(List.of(ID));
            assertTrue(received.await(30, TimeUnit.SECONDS));
            assertTrue(call.cancel(true));
            assertTrue(cancelled.await(30, TimeUnit.SECONDS), "the connection of the call is closed");
        }
    }
}
