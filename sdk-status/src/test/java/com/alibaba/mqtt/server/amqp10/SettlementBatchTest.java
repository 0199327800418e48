package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.network.WireProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SettlementBatchTest {
    private final List<List<Integer>> sent = new ArrayList<>();
    private final SettlementBatch<Integer> batch = new SettlementBatch<>(sent::add);

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private void add(int from, int to) {
        numbers(from, to).forEach(batch::add);
    }

    @Test
    void settlementsWaitUntilTheyAreEnough() {
        add(0, WireProvider.MAX_SETTLED_TOGETHER - 1);
        assertEquals(List.of(), sent);
        batch.add(WireProvider.MAX_SETTLED_TOGETHER - 1);
        assertEquals(List.of(numbers(0, WireProvider.MAX_SETTLED_TOGETHER)), sent);
        add(0, WireProvider.MAX_SETTLED_TOGETHER);
        assertEquals(2, sent.size());
    }

    @Test
    void aFlushSendsWhatWaitsOnceAndInOrder() {
        batch.flush();
        add(0, 3);
        batch.flush();
        batch.flush();
        add(3, 4);
        batch.flush();
        assertEquals(List.of(numbers(0, 3), numbers(3, 4)), sent);
    }

    @Test
    void whatWaitsIsNeverMostOfTheCredit() {
        batch.limitTo(40);
        add(0, 10);
        assertEquals(List.of(numbers(0, 10)), sent);
        // another source with more
        batch.limitTo(10_000);
        add(10, 20);
        assertEquals(2, sent.size());
        // one with hardly any
        batch.limitTo(1);
        batch.add(20);
        assertEquals(numbers(20, 21), sent.get(2));
    }

    @Test
    void whatCannotBeSentWaitsForTheNextFlush() {
        List<Throwable> failures = new ArrayList<>(List.of(new OutOfMemoryError("test"), new IllegalStateException()));
        SettlementBatch<Integer> failing = new SettlementBatch<>(settlements -> {
            if (!failures.isEmpty()) {
                SettlementBatchTest.<RuntimeException>throwIt(failures.remove(0));
            }
            sent.add(settlements);
        });
        failing.add(1);
        failing.flush();
        failing.add(2);
        failing.flush();
        assertEquals(List.of(), sent);
        failing.add(3);
        failing.flush();
        assertEquals(List.of(numbers(1, 4)), sent);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwIt(Throwable any) throws T {
        throw (T) any;
    }

    @Test
    void whatWasSentIsNotChangedByWhatComes() {
        add(0, 2);
        batch.flush();
        add(2, 4);
        assertEquals(List.of(numbers(0, 2)), sent);
    }

    @Test
    void aThreadThatAddsWhileAnotherSendsLosesNothing() throws InterruptedException {
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(() -> add(n * 1_000, (n + 1) * 1_000)))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        batch.flush();
        assertEquals(
                numbers(0, 4_000), sent.stream().flatMap(List::stream).sorted().toList());
    }
}
