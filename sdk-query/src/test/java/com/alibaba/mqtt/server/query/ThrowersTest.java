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
import dev.mqttstatus.testing.Sneaky;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All foreign code that a query runs, throwing everything: the call fails, the client goes on, and nothing is left. */
@Timeout(60)
class ThrowersTest {
    private static final String ID = "GID_a@@@d2";
    private static final Credentials KEYS = Credentials.of("testid", "testsecret");

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(new FakeService());
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
                .credentials(KEYS)
                .maxAttempts(1);
    }

    /** Where foreign code comes in, and how to put a thrower there. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    enum Place {
        CREDENTIALS((builder, thrower) -> {
            Callable<Credentials> keys = thrower.firstThen(() -> KEYS);
            builder.credentialsProvider(() -> call(keys));
        }),
        CLOCK((builder, thrower) -> {
            Callable<Instant> now = thrower.firstThen(Instant::now);
            builder.clock(new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return call(now);
                }
            });
        }),
        NAMES((builder, thrower) -> {
            Callable<List<java.net.InetAddress>> addresses =
                    thrower.firstThen(() -> List.of(java.net.InetAddress.getLoopbackAddress()));
            builder.addresses(host -> call(addresses));
        });

        private final BiConsumer<StatusQueryClientBuilder, Throwers> put;

        Place(BiConsumer<StatusQueryClientBuilder, Throwers> put) {
            this.put = put;
        }

        private static <T> T call(Callable<T> foreign) {
            try {
                return foreign.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                Sneaky.throwAny(e);
                return null;
            }
        }
    }

    static Stream<Arguments> cells() {
        return Stream.of(Place.values())
                .flatMap(place -> Stream.of(Throwers.values())
                        .flatMap(thrower -> Stream.of(true, false).map(many -> Arguments.of(place, thrower, many))));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theCallFailsAndTheClientGoesOn(Place place, Throwers thrower, boolean many) throws Exception {
        StatusQueryClientBuilder builder = builder();
        place.put.accept(builder, thrower);
        StatusQueryClient client = builder.build();
        CompletableFuture<?> call =
                many ? client.queryClientStatusAsync(List.of(ID)) : client.queryClientStatusAsync(ID);
        ExecutionException e = assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
        ServerException failure = assertInstanceOf(ServerException.class, e.getCause());
        // an IOException while connecting is what it says; nothing else is the network's
        boolean network = place == Place.NAMES && thrower == Throwers.CHECKED_EXCEPTION_THROWN_PAST_THE_COMPILER;
        assertEquals(network, failure.getCode().equals(ErrorCode.CONNECTION_LOST), failure.toString());
        if (place == Place.CREDENTIALS) {
            assertEquals(ErrorCode.CREDENTIALS_FAILED, failure.getCode());
        } else if (thrower == Throwers.LINKAGE_ERROR) {
            assertEquals(ErrorCode.BAD_CONFIGURATION, failure.getCode());
            assertTrue(failure.getMessage().contains("com/example/Missing"), failure.getMessage());
        }
        assertTrue(client.queryClientStatus(ID).online(), "the same client works");
        client.close();
        LifecycleTest.assertNoThreads();
    }

    @ParameterizedTest
    @EnumSource(Throwers.class)
    void theCallersThreadGetsTheErrorToo(Throwers thrower) throws Exception {
        try (StatusQueryClient client =
                builder().credentialsProvider(() -> (Credentials) thrower.go()).build()) {
            assertEquals(
                    ErrorCode.CREDENTIALS_FAILED,
                    assertThrows(ServerException.class, () -> client.queryClientStatus(ID))
                            .getCode());
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @ParameterizedTest
    @EnumSource(Throwers.class)
    void aStageThatThrowsCostsNothing(Throwers thrower) throws Exception {
        try (StatusQueryClient client = builder().build()) {
            CompletableFuture<?> unused = client.queryClientStatusAsync(ID).thenAccept(status -> thrower.go());
            assertTrue(client.queryClientStatus(ID).online());
        }
    }

    @Test
    void aProviderThatLeavesTheInterruptFlagHarmsNoCall() throws Exception {
        try (StatusQueryClient client = builder()
                .credentialsProvider(() -> {
                    Thread.currentThread().interrupt();
                    return KEYS;
                })
                .build()) {
            assertTrue(client.queryClientStatus(ID).online());
            assertTrue(client.queryClientStatus(ID).online());
        }
    }

    /** Hangs until it is interrupted, as a provider that asks over the network may. */
    private static Credentials hang() {
        try {
            Thread.sleep(Duration.ofHours(1).toMillis());
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new java.io.InterruptedIOException());
        }
        return null;
    }

    @Test
    void aProviderThatHangsIsBroughtToAnEnd() throws Exception {
        StatusQueryClient client = builder()
                .credentialsProvider(ThrowersTest::hang)
                .callTimeout(Duration.ofMillis(200))
                .build();
        ServerException failure = assertThrows(ServerException.class, () -> client.queryClientStatus(ID));
        assertEquals(ErrorCode.TIMED_OUT, failure.getCode());
        assertEquals(
                "Client.TimedOut: no complete answer of the credentials provider within callTimeout, 200 ms",
                failure.getMessage());
        client.close();
        LifecycleTest.assertNoThreads();
    }

    @Test
    void closingEndsCallsInAProviderThatHangs() throws Exception {
        StatusQueryClient client = builder()
                .credentialsProvider(ThrowersTest::hang)
                .callTimeout(Duration.ofMinutes(10))
                .build();
        List<CompletableFuture<ClientStatus>> calls = IntStream.range(0, 2 * Calls.MAX_RUNNING)
                .mapToObj(i -> client.queryClientStatusAsync(ID))
                .toList();
        Thread.currentThread().interrupt();
        client.close();
        assertTrue(Thread.interrupted(), "close() leaves the flag");
        for (CompletableFuture<ClientStatus> call : calls) {
            ExecutionException e = assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
            assertEquals(ErrorCode.STOPPED, ((ServerException) e.getCause()).getCode());
        }
        LifecycleTest.assertNoThreads();
    }
}
