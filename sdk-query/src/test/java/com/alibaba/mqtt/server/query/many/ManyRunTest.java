package com.alibaba.mqtt.server.query.many;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.query.calls.Tally;
import com.alibaba.mqtt.server.query.model.ClientStatus;
import com.alibaba.mqtt.server.query.model.QueryAnswer;
import com.alibaba.mqtt.server.query.model.QueryMode;
import com.alibaba.mqtt.server.query.model.QueryProgress;
import com.alibaba.mqtt.server.query.model.QueryRequest;
import com.alibaba.mqtt.server.query.model.QuerySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a service that answers immediately, each time as the test wants. */
@Timeout(60)
class ManyRunTest {
    /** A service: a client whose id ends with 0 to 6 is online; the cache does not know those that end with 9. */
    private static final class Service implements Asking {
        private final List<List<String>> batches = new ArrayList<>();
        private final List<String> singles = new ArrayList<>();
        private final List<CompletableFuture<?>> open = new ArrayList<>();
        private Function<List<String>, ServerException> failing = ids -> null;
        private boolean silent;
        private int maxIds;

        private static boolean online(String id) {
            return id.charAt(id.length() - 1) <= '6';
        }

        @Override
        public CompletableFuture<ClientStatus> one(String id, Tally tally) {
            singles.add(id);
            return answer(List.of(id), () -> new ClientStatus(id, online(id), QuerySource.LIVE, Instant.EPOCH, "r"));
        }

        @Override
        public CompletableFuture<Map<String, ClientStatus>> many(List<String> ids, Tally tally) {
            batches.add(ids);
            maxIds = Math.max(maxIds, ids.size());
            return answer(ids, () -> {
                Map<String, ClientStatus> found = new HashMap<>();
                for (String id : ids) {
                    if (!id.endsWith("9")) {
                        found.put(id, new ClientStatus(id, online(id), QuerySource.CACHED, Instant.EPOCH, "r"));
                    }
                }
                return found;
            });
        }

        private <T> CompletableFuture<T> answer(List<String> ids, java.util.function.Supplier<T> answer) {
            ServerException failure = failing.apply(ids);
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            CompletableFuture<T> future = new CompletableFuture<>();
            if (silent) {
                open.add(future);
            } else {
                future.complete(answer.get());
            }
            return future;
        }
    }

    private final Service service = new Service();

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "GID_a@@@d" + i).toList();
    }

    private static List<QueryAnswer> all(ManyRun run) throws InterruptedException {
        List<QueryAnswer> answers = new ArrayList<>();
        for (QueryAnswer answer = run.next(); answer != null; answer = run.next()) {
            answers.add(answer);
        }
        assertNull(run.next());
        return answers;
    }

    private List<QueryAnswer> all(QueryRequest request) throws InterruptedException {
        return all(new ManyRun(service, request));
    }

    private static ServerException failure(String code, boolean retryable) {
        return new ServerException(code, "m", retryable, null);
    }

    private static void assertEachOnce(List<String> asked, List<QueryAnswer> answers) {
        Set<String> seen = new HashSet<>();
        answers.forEach(answer -> assertTrue(seen.add(answer.clientId()), answer.clientId() + " twice"));
        assertEquals(new HashSet<>(asked), seen);
    }

    @Test
    void theCacheInTens() throws Exception {
        List<QueryAnswer> answers = all(QueryRequest.of(ids(105)).mode(QueryMode.CACHED));
        assertEachOnce(ids(105), answers);
        assertEquals(11, service.batches.size());
        assertEquals(0, service.singles.size());
        for (QueryAnswer answer : answers) {
            assertNull(answer.error());
            assertEquals(answer.clientId().endsWith("9"), answer.status() == null);
        }
    }

    @Test
    void onlyLive() throws Exception {
        assertEachOnce(ids(100), all(QueryRequest.of(ids(100)).mode(QueryMode.LIVE)));
        assertEquals(100, service.singles.size());
        assertEquals(0, service.batches.size());
    }

    @Test
    void whatTheCacheDoesNotCallOnlineIsConfirmed() throws Exception {
        List<QueryAnswer> answers = all(QueryRequest.of(ids(1_000)));
        assertEachOnce(ids(1_000), answers);
        assertEquals(100, service.batches.size());
        assertEquals(300, service.singles.size());
        for (QueryAnswer answer : answers) {
            ClientStatus status = answer.status();
            assertNotNull(status);
            assertEquals(status.online() ? QuerySource.CACHED : QuerySource.LIVE, status.source());
        }
    }

    @Test
    void whatCannotBeConfirmedIsWhatTheCacheSaid() throws Exception {
        service.failing = ids -> ids.size() == 1 ? failure("ParameterCheckFailed", false) : null;
        List<QueryAnswer> answers = all(QueryRequest.of(ids(10)));
        assertEachOnce(ids(10), answers);
        for (QueryAnswer answer : answers) {
            assertEquals(answer.clientId().endsWith("9"), answer.status() == null, "the cache knows all but the last");
            assertEquals(!Service.online(answer.clientId()), answer.error() != null);
        }
    }

    @Test
    void aRefusedIdIsFoundAndCostsNoOther() throws Exception {
        Set<String> bad = Set.of("GID_a@@@d13", "GID_a@@@d17", "GID_a@@@d42");
        service.failing = ids -> ids.stream().anyMatch(bad::contains) ? failure("ParameterCheckFailed", false) : null;
        List<QueryAnswer> answers = all(QueryRequest.of(ids(60)).mode(QueryMode.CACHED));
        assertEachOnce(ids(60), answers);
        for (QueryAnswer answer : answers) {
            assertEquals(bad.contains(answer.clientId()), answer.error() != null, answer.toString());
        }
    }

    @Test
    void whatFailsSometimesIsAnsweredInTheEnd() throws Exception {
        Map<List<String>, Integer> tried = new HashMap<>();
        service.failing = ids -> tried.merge(ids, 1, Integer::sum) <= ids.get(0).hashCode() % 3
                ? failure("Throttling.User", true)
                : null;
        List<QueryAnswer> answers = all(QueryRequest.of(ids(300)).mode(QueryMode.CACHED));
        assertEachOnce(ids(300), answers);
        answers.forEach(answer -> assertNull(answer.error()));
    }

    @Test
    void anOutageIsWaitedFor() throws Exception {
        long start = System.nanoTime();
        service.failing =
                ids -> System.nanoTime() - start < 1_500_000_000L ? failure(ErrorCode.CONNECT_FAILED, true) : null;
        List<QueryAnswer> answers = all(QueryRequest.of(ids(2_000)).mode(QueryMode.CACHED));
        assertEachOnce(ids(2_000), answers);
        answers.forEach(answer -> assertNull(answer.error()));
        assertTrue(service.batches.size() < 320, service.batches.size() + " requests, 200 without the outage");
    }

    @Test
    void ifEverythingIsRefusedTheRestIsNotAsked() throws Exception {
        service.failing = ids -> failure("SignatureDoesNotMatch", false);
        ManyRun run = new ManyRun(service, QueryRequest.of(ids(10_000)).mode(QueryMode.CACHED));
        List<QueryAnswer> answers = all(run);
        assertEachOnce(ids(10_000), answers);
        answers.forEach(answer -> assertEquals(
                "SignatureDoesNotMatch",
                assertInstanceOf(ServerException.class, answer.error()).getCode()));
        assertTrue(service.batches.size() < 100, service.batches.size() + " requests");
        assertEquals(
                "SignatureDoesNotMatch",
                assertInstanceOf(ServerException.class, run.failure()).getCode());
    }

    @Test
    void theDeadlineEndsIt() throws Exception {
        service.silent = true;
        ManyRun run = new ManyRun(
                service, QueryRequest.of(ids(1_000)).mode(QueryMode.CACHED).deadline(Duration.ofMillis(50)));
        List<QueryAnswer> answers = all(run);
        assertEachOnce(ids(1_000), answers);
        answers.forEach(answer -> assertEquals(
                ErrorCode.TIMED_OUT,
                assertInstanceOf(ServerException.class, answer.error()).getCode()));
        assertEquals(ManyRun.MAX_OUTSTANDING, service.open.size());
        service.open.forEach(call -> assertTrue(call.isCancelled()));
    }

    @Test
    void aClosedRunEnds() throws Exception {
        service.silent = true;
        ManyRun run = new ManyRun(service, QueryRequest.of(ids(1_000)).mode(QueryMode.LIVE));
        run.close();
        all(run).forEach(answer -> assertEquals(
                ErrorCode.STOPPED,
                assertInstanceOf(ServerException.class, answer.error()).getCode()));
    }

    @Test
    void aStreamIsReadAsAnswersAreTaken() throws Exception {
        List<String> read = new ArrayList<>();
        ManyRun run = new ManyRun(
                service,
                QueryRequest.of(Stream.iterate(0, i -> i + 1).map(i -> "d" + i).peek(read::add))
                        .mode(QueryMode.CACHED));
        for (int i = 0; i < 5_000; i++) {
            assertNotNull(run.next());
        }
        assertTrue(read.size() < 6_000, read.size() + " ids read for 5,000 answers");
        run.close();
        for (QueryAnswer rest = run.next(); rest != null; rest = run.next()) {
            assertTrue(read.size() < 6_000);
        }
    }

    @Test
    void theSameIdIsAskedOnceWhileItIsOpen() throws Exception {
        List<String> twice = new ArrayList<>(ids(9));
        twice.addAll(ids(9));
        assertEachOnce(ids(9), all(QueryRequest.of(twice.stream()).mode(QueryMode.CACHED)));
        assertEquals(1, service.batches.size());
    }

    @Test
    void whatBreaksOffIsAnsweredSoFar() throws Exception {
        for (Stream<String> broken : List.of(
                Stream.of("a0", "a1", null, "a2"),
                Stream.of("a0", "a1", " ", "a2"),
                Stream.of("a0", "a1", "a2").peek(id -> {
                    if (id.equals("a2")) {
                        throw new IllegalStateException("mine");
                    }
                }))) {
            ManyRun run = new ManyRun(service, QueryRequest.of(broken).mode(QueryMode.CACHED));
            assertEachOnce(List.of("a0", "a1"), all(run));
            ServerException failure = assertInstanceOf(ServerException.class, run.failure());
            assertEquals(ErrorCode.BAD_CONFIGURATION, failure.getCode());
            assertTrue(failure.getMessage().contains("after 2"), failure.getMessage());
        }
    }

    @Test
    void linesOfAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ids.txt");
        Files.writeString(file, "\ufeffa0\r\n\r\n  a1\t\na2");
        List<QueryProgress> told = new ArrayList<>();
        List<QueryAnswer> answers =
                all(QueryRequest.ofLines(file).mode(QueryMode.CACHED).onProgress(told::add));
        assertEachOnce(List.of("a0", "a1", "a2"), answers);
        QueryProgress last = told.get(told.size() - 1);
        assertEquals(3, last.done());
        assertEquals(3, last.total());
    }

    @Test
    void aListenerThatThrowsCostsNothing() throws Exception {
        assertEachOnce(
                ids(50), all(QueryRequest.of(ids(50)).mode(QueryMode.CACHED).onProgress(progress -> {
                    throw new StackOverflowError();
                })));
    }

    @Test
    void badRequestsAreRefusedAtTheirLine() {
        for (Runnable bad : Arrays.<Runnable>asList(
                () -> QueryRequest.of(Arrays.asList("a", null)),
                () -> QueryRequest.of(List.of("a", " ")),
                () -> QueryRequest.ofLines(Path.of("no such file")),
                () -> QueryRequest.of(List.of()).deadline(Duration.ZERO),
                () -> QueryRequest.of(List.of()).mode(null))) {
            org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class, bad::run);
        }
    }

    @Test
    void nothingAskedIsNothingAnswered() throws Exception {
        assertEquals(List.of(), all(QueryRequest.of(List.of())));
    }
}
