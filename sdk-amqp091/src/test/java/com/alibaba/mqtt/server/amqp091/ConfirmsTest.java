package com.alibaba.mqtt.server.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConfirmsTest {
    private final Confirms confirms = new Confirms(why -> new ServerException("refused", why, true, null));
    private final List<CompletableFuture<Void>> results = new ArrayList<>();

    private void expect(int count) {
        for (int n = 0; n < count; n++) {
            results.add(confirms.expect(results.size() + 1L));
        }
    }

    /** Returns one letter per message: (w)aiting, (o)k, (f)ailed. */
    private String states() {
        StringBuilder states = new StringBuilder();
        for (CompletableFuture<Void> result : results) {
            states.append(result.isCompletedExceptionally() ? 'f' : result.isDone() ? 'o' : 'w');
        }
        return states.toString();
    }

    private String failure(int number) {
        return assertThrows(CompletionException.class, results.get(number - 1)::join)
                .getCause()
                .getMessage();
    }

    @Test
    void anAckConfirmsOneOrAllBefore() {
        expect(6);
        confirms.acked(2, false);
        assertEquals("wowwww", states());
        confirms.acked(4, true);
        assertEquals("ooooww", states());
        confirms.acked(0, true);
        assertEquals("oooooo", states());
    }

    @Test
    void aNackFailsOneOrAllBefore() {
        expect(6);
        confirms.nacked(2, false);
        assertEquals("wfwwww", states());
        confirms.acked(1, false);
        confirms.nacked(4, true);
        assertEquals("offfww", states());
        confirms.nacked(0, true);
        assertEquals("offfff", states());
    }

    @Test
    void whatCameBackFailsWhenConfirmed() {
        expect(3);
        confirms.returned(2, "NO_ROUTE");
        assertEquals("www", states());
        confirms.acked(3, true);
        assertEquals("ofo", states());
        assertEquals("refused: NO_ROUTE", failure(2));
    }

    @Test
    void whatCameBackAndIsNackedKeepsItsReason() {
        expect(1);
        confirms.returned(1, "NO_ROUTE");
        confirms.nacked(1, false);
        assertEquals("refused: NO_ROUTE", failure(1));
    }

    @Test
    void unknownNumbersAreIgnored() {
        expect(1);
        confirms.acked(7, false);
        confirms.nacked(7, false);
        confirms.returned(7, "x");
        assertEquals("w", states());
        confirms.acked(1, false);
        confirms.nacked(1, true);
        confirms.closed(new ServerException("c", "m", true, null));
        assertEquals("o", states());
    }

    @Test
    void whatWasNotSentIsForgotten() {
        expect(2);
        confirms.forget(2);
        confirms.acked(2, true);
        assertEquals("ow", states());
    }

    @Test
    void closingFailsWhatIsOpenAndWhatFollows() {
        ServerException cause = new ServerException("lost", "m", true, null);
        expect(3);
        confirms.acked(1, false);
        confirms.closed(cause);
        expect(1);
        assertEquals("offf", states());
        assertSame(
                cause,
                assertThrows(CompletionException.class, results.get(3)::join).getCause());
    }

    /** Senders, an acknowledging reader and the end race; each message must be completed, and the last after the end. */
    @Test
    void nothingIsLeftBehindInARace() throws Exception {
        for (int round = 0; round < 50; round++) {
            Confirms racing = new Confirms(why -> new ServerException("refused", why, true, null));
            List<CompletableFuture<Void>> all = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(100);
            ExecutorService others = Executors.newFixedThreadPool(2);
            others.execute(() -> {
                for (long number = 0; number < 2_000; number += 7) {
                    racing.acked(number + 1, true);
                    racing.nacked(number + 3, false);
                }
            });
            others.execute(() -> {
                try {
                    assertTrue(begun.await(10, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                racing.closed(new ServerException("lost", "m", true, null));
            });
            for (long number = 1; number <= 1_000; number++) {
                all.add(racing.expect(number));
                begun.countDown();
            }
            others.shutdown();
            assertTrue(others.awaitTermination(10, TimeUnit.SECONDS));
            assertFalse(all.stream().anyMatch(result -> !result.isDone()));
        }
    }
}
