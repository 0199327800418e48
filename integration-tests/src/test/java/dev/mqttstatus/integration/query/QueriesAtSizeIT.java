package dev.mqttstatus.integration.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.CredentialsProvider;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.OpenApiFault;
import com.alibaba.mqtt.server.emulator.OpenApiLimits;
import com.alibaba.mqtt.server.emulator.OpenApiNumbers;
import com.alibaba.mqtt.server.emulator.OpenApiOptions;
import com.alibaba.mqtt.server.query.Pace;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.StatusQueryClientBuilder;
import com.alibaba.mqtt.server.query.model.QueryAnswer;
import com.alibaba.mqtt.server.query.model.QueryMode;
import com.alibaba.mqtt.server.query.model.QueryProgress;
import com.alibaba.mqtt.server.query.model.QueryReport;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Any number of clients, against an emulator that limits as the service does. In a normal build all limits, and the pace,
 * are five times those of the service, and there are fewer clients; {@code -Dquery.ids=100000 -Dquery.scale=1
 * -Dquery.share=0.95} is the real thing.
 */
@ExtendWith(LeakCheck.class)
@Timeout(1_800)
class QueriesAtSizeIT {
    private static final int IDS = Integer.getInteger("query.ids", 10_000);
    private static final int SCALE = Integer.getInteger("query.scale", 5);
    private static final double SHARE = Double.parseDouble(System.getProperty("query.share", "0.5"));
    private static final String BATCH = "BatchQuerySessionByClientIds";
    private static final String SINGLE = "QuerySessionByClientId";

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(n -> "GID_demo@@@d" + n).toList();
    }

    private static OpenApiOptions limited() {
        return OpenApiOptions.defaults()
                .limits(OpenApiLimits.ofService()
                        .account(BATCH, 100 * SCALE)
                        .account(SINGLE, 500 * SCALE)
                        .address(300 * SCALE));
    }

    private static Pace pace() {
        return Pace.standard().live(200 * SCALE).cached(80 * SCALE).total(250 * SCALE);
    }

    private static StatusQueryClientBuilder to(Emulator emulator) {
        return to(emulator, emulator.openApiPort());
    }

    private static StatusQueryClientBuilder to(Emulator emulator, int port) {
        return StatusQueryClient.builder()
                .endpoint("http://" + emulator.host() + ":" + port)
                .instanceId(emulator.instanceId())
                .credentials(Credentials.of(emulator.accessKey(), emulator.secretKey()))
                .pace(pace());
    }

    private static void assertNeverAboveTheLimits(OpenApiNumbers numbers) {
        assertEquals(0, numbers.blocked(), numbers.toString());
        assertTrue(numbers.maxInOneSecond() <= 300 * SCALE, numbers.toString());
        assertTrue(numbers.maxInOneSecond(BATCH) <= 100 * SCALE, numbers.toString());
    }

    @Test
    void allAreAnsweredAtTheRateThatIsPermitted() throws Exception {
        List<QueryProgress> told = Collections.synchronizedList(new ArrayList<>());
        try (Emulator emulator = Emulator.builder().openApi(limited()).start();
                StatusQueryClient client = to(emulator).build()) {
            QueryReport report = client.query(
                            QueryRequest.of(ids(IDS)).mode(QueryMode.CACHED).onProgress(told::add))
                    .report();
            assertTrue(report.isComplete(), report.toString());
            assertEquals(IDS, report.known().size());
            assertEquals(0, report.retries());
            assertEquals(IDS / 10, report.billedCalls());
            OpenApiNumbers numbers = emulator.openApi().numbers();
            assertEquals(0, numbers.throttled(), numbers.toString());
            assertNeverAboveTheLimits(numbers);
            double perSecond = report.requests() * 1e9 / report.took().toNanos();
            System.out.println(report + ": " + Math.round(perSecond) + " requests/s; " + numbers);
            assertTrue(perSecond >= SHARE * 80 * SCALE, perSecond + " requests a second");
            QueryProgress last = told.get(told.size() - 1);
            assertEquals(IDS, last.done());
            assertEquals(IDS, last.total());
        }
    }

    @Test
    void troubleCostsTimeAndNoAnswer() throws Exception {
        int count = Math.max(2_000, IDS / 10);
        List<OpenApiFault> shares = new ArrayList<>(Collections.nCopies(15, OpenApiFault.THROTTLED));
        shares.addAll(Collections.nCopies(2, OpenApiFault.SERVICE_UNAVAILABLE));
        shares.addAll(Collections.nCopies(2, OpenApiFault.SERVICE_UNAVAILABLE_XML));
        shares.addAll(Collections.nCopies(2, OpenApiFault.SERVICE_UNAVAILABLE_HTML));
        shares.addAll(Collections.nCopies(3, OpenApiFault.CUT));
        try (Emulator emulator = Emulator.builder().openApi(limited()).start();
                StatusQueryClient client = to(emulator).build()) {
            // 5 % throttled, 2 % unavailable in three forms, 1 % cut
            emulator.openApi().seed(7).fail(8, shares.toArray(OpenApiFault[]::new));
            QueryReport report = client.query(QueryRequest.of(ids(count)).mode(QueryMode.CACHED))
                    .report();
            System.out.println(report + "; " + emulator.openApi().numbers());
            assertTrue(report.isComplete(), report.toString());
            assertEquals(count, report.known().size());
            assertTrue(report.retries() > 0, report.toString());
            OpenApiNumbers numbers = emulator.openApi().numbers();
            assertTrue(report.billedCalls() >= numbers.answered(), report + ", " + numbers);
            assertTrue(report.billedCalls() - numbers.answered() <= numbers.faults(), report + ", " + numbers);
            assertNeverAboveTheLimits(numbers);
        }
    }

    /** In the middle the service is away, comes back with another secret, and its clock is twenty minutes ahead. */
    @Test
    void aRestartARotatedKeyAndAWrongClockCostNoAnswer() throws Exception {
        AtomicReference<Credentials> keys = new AtomicReference<>();
        CredentialsProvider provider = keys::get;
        CountDownLatch some = new CountDownLatch(1);
        int count = Math.max(2_000, IDS / 5);
        try (Relay relay = new Relay(1)) {
            Emulator before = Emulator.builder().openApi(limited()).start();
            relay.target(before.openApiPort());
            keys.set(Credentials.of(before.accessKey(), before.secretKey()));
            try (StatusQueryClient client =
                    to(before, relay.port()).credentialsProvider(provider).build()) {
                CompletableFuture<QueryReport> report = client.query(QueryRequest.of(ids(count))
                                .mode(QueryMode.CACHED)
                                .onProgress(progress -> {
                                    if (progress.done() > count / 4) {
                                        some.countDown();
                                    }
                                }))
                        .reportAsync();
                assertTrue(some.await(60, TimeUnit.SECONDS));
                before.close();
                assertTrue(!report.isDone());
                try (Emulator after = Emulator.builder()
                        .accessKey("LTAI-rotated")
                        .secretKey("rotated-secret")
                        .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20)))
                        .openApi(limited())
                        .start()) {
                    relay.target(after.openApiPort());
                    keys.set(Credentials.of(after.accessKey(), after.secretKey()));
                    QueryReport answers = report.get(120, TimeUnit.SECONDS);
                    System.out.println(answers + "; " + after.openApi().numbers());
                    assertTrue(answers.isComplete(), () -> answers + " " + answers.failed());
                    assertEquals(count, answers.known().size());
                    assertNeverAboveTheLimits(after.openApi().numbers());
                }
            } finally {
                before.close();
            }
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mqtt-query-")
                        || thread.getName().startsWith("OkHttp http"))
                .count();
    }

    @Test
    @SuppressWarnings("try") // that close() comes early is what is tested
    void tenThousandFuturesHalfOfThemCancelledAndCloseInTheMiddle() throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                StatusQueryClient client = to(emulator)
                        .pace(Pace.unlimited())
                        .callTimeout(Duration.ofMinutes(5))
                        .build()) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (String id : ids(10_000)) {
                calls.add(client.liveAsync(id));
            }
            for (int n = 0; n < calls.size(); n += 2) {
                calls.get(n).cancel(true);
            }
            assertTrue(threads() <= 70, threads() + " threads");
            Poll.until("a third is answered", () -> client.numbers().billed() > 1_700);
            assertTrue(threads() <= 70, threads() + " threads");
            client.close();
            int stopped = 0;
            for (int n = 1; n < calls.size(); n += 2) {
                try {
                    Object unused = calls.get(n).get(30, TimeUnit.SECONDS);
                } catch (java.util.concurrent.ExecutionException e) {
                    assertEquals(ErrorCode.STOPPED, ((ServerException) e.getCause()).getCode());
                    stopped++;
                }
            }
            assertTrue(stopped > 0, "close came in the middle");
        }
    }

    @Test
    void aStreamNeedsNoMoreThanItsReader() throws Exception {
        AtomicInteger read = new AtomicInteger();
        try (Emulator emulator = Emulator.builder().start();
                StatusQueryClient client = to(emulator).pace(Pace.unlimited()).build();
                Stream<QueryAnswer> answers = client
                        .query(QueryRequest.of(Stream.iterate(0, n -> n + 1)
                                        .map(n -> "GID_demo@@@" + n)
                                        .peek(id -> read.incrementAndGet()))
                                .mode(QueryMode.CACHED))
                        .stream()) {
            assertEquals(
                    1_000,
                    answers.limit(1_000)
                            .filter(answer -> answer.status() != null)
                            .count());
            assertTrue(read.get() < 2_000, read + " ids were read for 1,000 answers");
        }
    }

    @Test
    void aSubscriberGetsWhatItAsksFor() throws Exception {
        List<QueryAnswer> got = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
        try (Emulator emulator = Emulator.builder().start();
                StatusQueryClient client = to(emulator).pace(Pace.unlimited()).build()) {
            client.query(QueryRequest.of(ids(200))).publisher().subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                    subscription.set(given);
                    given.request(3);
                }

                @Override
                public void onNext(QueryAnswer answer) {
                    got.add(answer);
                }

                @Override
                public void onError(Throwable e) {
                    end.completeExceptionally(e);
                }

                @Override
                public void onComplete() {
                    end.complete(null);
                }
            });
            Poll.until("three", () -> got.size() == 3);
            subscription.get().request(Long.MAX_VALUE);
            assertNull(end.get(30, TimeUnit.SECONDS));
            assertEquals(200, got.size());
        }
    }
}
