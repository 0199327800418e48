package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Source;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the application's code does to a consumer that calls it, the consumer goes on, counts it, and stops in time. */
@Timeout(60)
class ThrowerTest {
    private static final String GROUP = "GID_a";
    private static final int NOTICES = 20;

    private final FakeServer server = new FakeServer();
    private final ChannelConfig config = FakeServer.config();
    private final ConsumerConfig settings = new ConsumerConfig();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Set<String> before = threads();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private ServerConsumer consumer;

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("mqtt-c\\d+-.*"))
                .collect(Collectors.toSet());
    }

    private FakeWire start() throws Exception {
        consumer = new ServerConsumer(config, settings, server);
        consumer.subscribeStatus(GROUP, notice -> heard.add(notice.getClientId()));
        consumer.start();
        return server.nextWire();
    }

    private void hearsFurtherNotices(FakeWire wire) throws Exception {
        for (FakeDelivery each : IntStream.range(0, NOTICES)
                .mapToObj(n -> wire.deliver(GROUP, FakeServer.connect("later" + n, 1)))
                .toList()) {
            assertEquals(Outcome.ACCEPTED, each.outcome());
        }
        Wait.until(() -> consumer.health().unsettled() == 0);
        Wait.until(() -> consumer.health().isUp());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @AfterEach
    void stopsInTimeWithNoThreadLeft() throws Exception {
        long begun = System.nanoTime();
        consumer.stop();
        assertTrue(System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(config.getShutdownTimeout()));
        Wait.until(() -> before.containsAll(threads()));
        pool.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void listener(Throwables what) throws Exception {
        FakeWire wire = start();
        consumer.subscribeStatus(GROUP, notice -> {
            if (notice.getClientId().startsWith("bad")) {
                what.happen();
            }
        });
        List<FakeDelivery> bad = IntStream.range(0, NOTICES)
                .mapToObj(n -> wire.deliver(GROUP, FakeServer.connect("bad\\n" + n, 1)))
                .toList();
        for (FakeDelivery each : bad) {
            assertEquals(what.isThrown() ? Outcome.RETRY : Outcome.ACCEPTED, each.outcome());
        }
        assertEquals(what.isThrown() ? NOTICES : 0, consumer.health().failed());
        hearsFurtherNotices(wire);
    }

    @ParameterizedTest
    @EnumSource
    void undeliverableListener(Throwables what) throws Exception {
        settings.setMaxAttempts(1);
        settings.setUndeliverableListener((source, body, cause) -> what.happen());
        FakeWire wire = start();
        consumer.subscribeStatus(GROUP, notice -> {
            if (notice.getClientId().equals("bad")) {
                throw new IllegalStateException("thrown by the test");
            }
        });
        for (int n = 0; n < NOTICES; n++) {
            assertEquals(
                    Outcome.REJECTED,
                    wire.deliver(GROUP, FakeServer.connect("bad", n)).outcome());
            assertEquals(Outcome.REJECTED, wire.deliver(GROUP, "malformed").outcome());
        }
        assertEquals(2 * NOTICES, consumer.health().undeliverable());
        assertEquals(NOTICES, consumer.health().malformed());
        hearsFurtherNotices(wire);
    }

    @ParameterizedTest
    @EnumSource
    void givenUp(Throwables what) throws Exception {
        settings.setMaxAttempts(1);
        FakeWire wire = start();
        consumer.subscribeStatus(GROUP, new StatusListener() {
            @Override
            public void process(StatusNotice notice) {
                if (notice.getClientId().equals("bad")) {
                    throw new IllegalStateException("thrown by the test");
                }
            }

            @Override
            public void givenUp(StatusNotice notice, Throwable lastFailure) {
                what.happen();
            }
        });
        for (int n = 0; n < NOTICES; n++) {
            assertEquals(
                    Outcome.REJECTED,
                    wire.deliver(GROUP, FakeServer.connect("bad", n)).outcome());
        }
        assertEquals(NOTICES, consumer.health().undeliverable());
        hearsFurtherNotices(wire);
    }

    /** An executor that misbehaves until it may be good. */
    private final class Bad implements Executor {
        private final AtomicInteger calls = new AtomicInteger();
        private final Executor how;
        private volatile boolean good;

        Bad(Executor how) {
            this.how = how;
        }

        @Override
        public void execute(Runnable work) {
            calls.incrementAndGet();
            (good ? pool : how).execute(work);
        }
    }

    private void hearsAllOfABurstOnceItIsGood(Bad executor, int calls) throws Exception {
        settings.setExecutor(executor);
        FakeWire wire = start();
        for (int n = 0; n < NOTICES; n++) {
            wire.deliver(GROUP, FakeServer.connect("early" + n, 1));
        }
        assertFalse(Thread.currentThread().isInterrupted());
        Wait.until(() -> executor.calls.get() >= calls);
        executor.good = true;
        Wait.until(() -> heard.size() == NOTICES);
        hearsFurtherNotices(wire);
    }

    @ParameterizedTest
    @EnumSource
    void executor(Throwables what) throws Exception {
        Bad executor = new Bad(work -> {
            what.happen();
            pool.execute(work);
        });
        hearsAllOfABurstOnceItIsGood(executor, what.isThrown() ? 6 : 1);
    }

    @ParameterizedTest
    @MethodSource("com.alibaba.mqtt.server.Throwables#throwing")
    void executorThatThrowsAfterItTookTheWork(Throwables what) throws Exception {
        hearsAllOfABurstOnceItIsGood(
                new Bad(work -> {
                    pool.execute(work);
                    what.happen();
                }),
                1);
    }

    @Test
    void executorThatDropsItsWork() throws Exception {
        hearsAllOfABurstOnceItIsGood(new Bad(work -> {}), 1);
    }

    @Test
    void executorThatRunsItsWorkInTheCallingThread() throws Exception {
        hearsAllOfABurstOnceItIsGood(new Bad(Runnable::run), 6);
    }

    @Test
    void executorThatRunsItsWorkTwiceAndLate() throws Exception {
        hearsAllOfABurstOnceItIsGood(
                new Bad(work -> pool.execute(() -> {
                    await(50);
                    pool.execute(work);
                    pool.execute(work);
                    work.run();
                })),
                1);
    }

    /** Time that foreign code takes; and in which nothing may happen any more, which no condition can show. */
    private static void await(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A delivery of which even the reading throws. */
    private static final class Bare extends FakeDelivery {
        private final Throwables what;
        private volatile boolean good;

        Bare(Throwables what) {
            super(FakeServer.connect("bare", 1));
            this.what = what;
        }

        @Override
        public byte[] body() {
            if (!good) {
                what.happen();
            }
            return super.body();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ASSERTION_ERROR", "OUT_OF_MEMORY", "LINKAGE_ERROR", "THREAD_DEATH"})
    void whatSaysNothingAboutADeliveryGivesItBackAndTheNextLater(Throwables what) throws Exception {
        FakeWire wire = start();
        for (int n = 0; n < 3; n++) {
            assertEquals(
                    Outcome.RELEASED,
                    wire.deliver(Source.status(GROUP), new Bare(what)).outcome());
        }
        assertEquals(3, consumer.health().failed());
        assertEquals(0, consumer.health().malformed());
        hearsFurtherNotices(wire);
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNTIME_EXCEPTION", "STACK_OVERFLOW", "WITHOUT_A_TEXT"})
    void whatComesOfTheDeliveryItselfRejectsIt(Throwables what) throws Exception {
        FakeWire wire = start();
        assertEquals(
                Outcome.REJECTED,
                wire.deliver(Source.status(GROUP), new Bare(what)).outcome());
        assertEquals(1, consumer.health().malformed());
        hearsFurtherNotices(wire);
    }

    /** A delivery that cannot be settled at first. */
    private static final class Stubborn extends FakeDelivery {
        private final Throwables what;
        private final AtomicInteger tries = new AtomicInteger();

        Stubborn(Throwables what) {
            super(FakeServer.connect("stubborn", 1), Map.of());
            this.what = what;
        }

        @Override
        public void settle(Outcome outcome) {
            if (tries.incrementAndGet() < 3) {
                what.happen();
            }
            super.settle(outcome);
        }
    }

    @ParameterizedTest
    @MethodSource("com.alibaba.mqtt.server.Throwables#throwing")
    void whatCannotBeSettledIsSettledLater(Throwables what) throws Exception {
        FakeWire wire = start();
        assertEquals(
                Outcome.ACCEPTED,
                wire.deliver(Source.status(GROUP), new Stubborn(what)).outcome());
        hearsFurtherNotices(wire);
    }

    @Test
    void stopOfAnInterruptedThreadBeginsNoCallAfterwardsAndKeepsTheFlag() throws Exception {
        FakeWire wire = start();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        consumer.subscribeStatus(GROUP, notice -> {
            calls.incrementAndGet();
            begun.countDown();
            await(20);
        });
        for (int n = 0; n < 200; n++) {
            wire.deliver(GROUP, FakeServer.connect("c" + n % 50, n));
        }
        begun.await();
        Thread.currentThread().interrupt();
        consumer.stop();
        int atTheReturn = calls.get();
        assertTrue(Thread.interrupted());
        // a thread whose work has ended takes a moment to be gone
        Wait.within(1, () -> before.containsAll(threads()), () -> "left: " + threads());
        await(50);
        assertEquals(atTheReturn, calls.get());
    }
}
