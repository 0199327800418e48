package com.alibaba.mqtt.server.query.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CallsTest {
    private static ServerException failure(CompletableFuture<?> call) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
        return assertInstanceOf(ServerException.class, e.getCause());
    }

    /** As a name server that does not answer: nothing can break it off. */
    @Test
    void ifAllThreadsHangWhatWaitsFailsAndWhatComesToo() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Calls calls = new Calls(Duration.ofMillis(300), 20_000)) {
            List<CompletableFuture<Object>> all = IntStream.range(0, 2 * Calls.MAX_RUNNING)
                    .mapToObj(i -> calls.start(call -> {
                        call.step("answer of a test", () -> {});
                        end.await();
                        return null;
                    }))
                    .toList();
            for (CompletableFuture<?> call : all) {
                assertEquals(ErrorCode.TIMED_OUT, failure(call).getCode());
            }
            ServerException later = failure(calls.start(call -> "never"));
            assertEquals(ErrorCode.TIMED_OUT, later.getCode());
            assertTrue(later.isRetryable());
            assertTrue(later.getMessage().contains("all 64 threads hang"), later.getMessage());
            end.countDown();
            String answer = null;
            while (answer == null) {
                CompletableFuture<String> again = calls.start(call -> "again");
                answer = again.exceptionally(e -> null).get(30, TimeUnit.SECONDS);
            }
            assertEquals("again", answer);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAThreadTheCallFailsAndTheNextOneWorks(boolean clock) throws Exception {
        AtomicBoolean shortage = new AtomicBoolean(true);
        ThreadFactory scarce = work -> {
            if (shortage.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            Thread thread = new Thread(work, "scarce");
            thread.setDaemon(true);
            return thread;
        };
        ThreadFactory plenty = work -> {
            Thread thread = new Thread(work, "plenty");
            thread.setDaemon(true);
            return thread;
        };
        try (Calls calls = clock
                ? new Calls(Duration.ofSeconds(60), 10, plenty, scarce)
                : new Calls(Duration.ofSeconds(60), 10, scarce, plenty)) {
            for (int i = 0; i < 2 * Calls.MAX_RUNNING; i++) {
                ServerException failure = failure(calls.start(call -> "never"));
                assertEquals("Client.Unexpected", failure.getCode());
                assertTrue(failure.isRetryable());
            }
            shortage.set(false);
            assertEquals("again", calls.start(call -> "again").get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void eachCallHasAnErrorOfItsOwn() {
        Calls calls = new Calls(Duration.ofSeconds(60), 10);
        calls.close();
        assertTrue(failure(calls.start(call -> 1)) != failure(calls.start(call -> 1)));
    }

    @Test
    void aCallerDoesItsOwnCallAndSeesWhatComesOfIt() throws Exception {
        try (Calls calls = new Calls(Duration.ofSeconds(60), 10)) {
            assertEquals(Thread.currentThread(), calls.run(call -> Thread.currentThread()));
            IllegalStateException thrown = new IllegalStateException("thrown");
            ServerException failure = assertThrows(
                    ServerException.class,
                    () -> calls.run(call -> {
                        throw thrown;
                    }));
            assertEquals(thrown, failure.getCause());
        }
    }

    /** A name server that does not answer must not hold up the caller, nor must it take all threads of the JVM. */
    @Test
    void whatHangsElsewhereIsLeftBehindInTimeAndBounded() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Calls calls = new Calls(Duration.ofMillis(50), 10)) {
            for (int i = 0; i < Calls.MAX_RUNNING; i++) {
                ServerException failure = assertThrows(
                        ServerException.class,
                        () -> calls.run(call -> calls.elsewhere(() -> {
                            awaitWhateverComes(end);
                            return "never";
                        })));
                assertEquals(ErrorCode.TIMED_OUT, failure.getCode());
            }
            ServerException more =
                    assertThrows(ServerException.class, () -> calls.run(call -> calls.elsewhere(() -> "never")));
            assertTrue(more.getMessage().contains("all 64 threads hang"), more.getMessage());
            end.countDown();
        }
    }

    /** As a name server: no interrupt ends it. */
    private static void awaitWhateverComes(CountDownLatch end) {
        while (end.getCount() > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
    }

    @Test
    void anInterruptOfTheCallerEndsWhatIsElsewhere() {
        try (Calls calls = new Calls(Duration.ofSeconds(60), 10)) {
            Thread caller = Thread.currentThread();
            assertThrows(
                    InterruptedException.class,
                    () -> calls.run(call -> calls.elsewhere(() -> {
                        caller.interrupt();
                        Thread.sleep(60_000);
                        return "never";
                    })));
        }
    }
}
