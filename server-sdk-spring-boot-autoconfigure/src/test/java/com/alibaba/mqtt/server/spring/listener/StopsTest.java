package com.alibaba.mqtt.server.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.mqtt.server.internal.Deadline;
import dev.mqttstatus.testing.Poll;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StopsTest {
    private static final Deadline FAR = Deadline.in(60_000);

    private final Map<String, Stops.Stop> all = new LinkedHashMap<>();
    private final AtomicInteger stopped = new AtomicInteger();

    @Test
    void allStopConcurrently() {
        CyclicBarrier together = new CyclicBarrier(3);
        for (String name : new String[] {"a", "b", "c"}) {
            all.put(name, () -> {
                meet(together);
                stopped.incrementAndGet();
            });
        }
        Stops.all(all, FAR);
        assertThat(stopped).hasValue(3);
    }

    @Test
    void whatThrowsKeepsNoOtherFromStopping() {
        all.put("a", () -> {
            throw new Exception("does not stop");
        });
        all.put("b", () -> {
            throw new AssertionError("nor does this one");
        });
        all.put("c", stopped::incrementAndGet);
        Stops.all(all, FAR);
        assertThat(stopped).hasValue(1);
    }

    @Test
    void atTheDeadlineItReturnsAndTheyGoOn() {
        CountDownLatch released = new CountDownLatch(1);
        for (String name : new String[] {"a", "b"}) {
            all.put(name, () -> {
                Poll.await(released);
                stopped.incrementAndGet();
            });
        }
        Stops.all(all, Deadline.in(1));
        assertThat(stopped).hasValue(0);
        released.countDown();
        Poll.until("both have stopped", () -> stopped.get() == 2);
    }

    @Test
    void anInterruptIsPassedOnAndKept() {
        CountDownLatch never = new CountDownLatch(1);
        for (String name : new String[] {"a", "b"}) {
            all.put(name, () -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    stopped.incrementAndGet();
                }
            });
        }
        Thread.currentThread().interrupt();
        Stops.all(all, FAR);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stopped).hasValue(2);
    }

    private static void meet(CyclicBarrier barrier) throws InterruptedException, BrokenBarrierException {
        barrier.await();
    }
}
