package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Source;
import dev.mqttstatus.testing.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener that says "not now". */
@Timeout(60)
class NotNowTest {
    private static final String GROUP = "GID_a";
    private static final String OTHER_GROUP = "GID_b";
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration LATER = Duration.ofMinutes(10);
    private static final int CLIENTS = 3;
    private static final int NOTICES = 30;

    private final FakeServer server = new FakeServer();
    private final ChannelConfig config = FakeServer.config();
    private final ConsumerConfig settings = new ConsumerConfig();
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean away = true;
    private ServerConsumer consumer;
    private FakeWire wire;

    private void start(StatusListener listener) throws Exception {
        consumer = new ServerConsumer(config, settings, server);
        consumer.subscribeStatus(GROUP, listener);
        consumer.subscribeStatus(OTHER_GROUP, this::hear);
        consumer.start();
        wire = server.nextWire();
    }

    @AfterEach
    void stop() throws Exception {
        consumer.stop();
        pool.shutdownNow();
    }

    private void hear(StatusNotice notice) {
        heard.add(notice.getClientId() + " " + notice.getTime());
    }

    private StatusListener hearingUnlessAway(Duration pause) {
        return notice -> {
            calls.incrementAndGet();
            if (away) {
                throw new NotNowException("the store is away", pause);
            }
            hear(notice);
        };
    }

    /** Notice n is of client n modulo {@value #CLIENTS}. */
    private List<FakeDelivery> deliver(FakeWire to, String group) {
        return IntStream.range(0, NOTICES)
                .mapToObj(n -> to.deliver(group, FakeServer.connect("c" + n % CLIENTS, n)))
                .toList();
    }

    private void assertAllHeardOnceInOrder(List<FakeDelivery> deliveries) throws Exception {
        for (FakeDelivery each : deliveries) {
            assertEquals(Outcome.ACCEPTED, each.outcome());
        }
        assertEquals(NOTICES, heard.size());
        for (int client = 0; client < CLIENTS; client++) {
            int mine = client;
            assertEquals(
                    IntStream.range(0, NOTICES)
                            .filter(n -> n % CLIENTS == mine)
                            .mapToObj(n -> "c" + mine + " " + n)
                            .toList(),
                    heard.stream().filter(each -> each.startsWith("c" + mine)).toList());
        }
        Wait.until(() -> consumer.health().pausedSources().isEmpty());
        assertEquals(0, consumer.health().undeliverable());
        assertTrue(deliveries.stream().noneMatch(FakeDelivery::isSettled), "settled twice");
    }

    private void awaitCalls(int count) {
        Wait.until(() -> calls.get() >= count);
    }

    @Test
    void costsNoAttempt() throws Exception {
        settings.setMaxAttempts(2);
        start(hearingUnlessAway(SOON));
        List<FakeDelivery> deliveries = deliver(wire, GROUP);
        awaitCalls(20);
        assertTrue(deliveries.stream().noneMatch(FakeDelivery::isSettled));
        assertEquals(NOTICES, consumer.health().unsettled());
        away = false;
        assertAllHeardOnceInOrder(deliveries);
        ConsumerHealth health = consumer.health();
        assertEquals(0, health.failed());
        assertEquals(NOTICES, health.processed());
        assertEquals(calls.get() - NOTICES, health.notNow());
    }

    @Test
    void theHealthSaysWhatWaitsAndWhy() throws Exception {
        start(notice -> {
            calls.incrementAndGet();
            throw new NotNowException("away\nfor a while", LATER);
        });
        deliver(wire, GROUP);
        Wait.until(() -> !consumer.health().pausedSources().isEmpty());
        ConsumerHealth health = consumer.health();
        ConsumerHealth.PausedSource paused = health.pausedSources().get(0);
        assertEquals("group " + GROUP, paused.source());
        assertEquals("away\\nfor a while", paused.why());
        assertTrue(health.toString().contains("away\\nfor a while"), health.toString());
        assertTrue(health.isUp());
        assertFalse(health.stuck());
        assertEquals(0, health.hanging());
    }

    @Test
    void itsTextMayBeHostile() throws Exception {
        class Hostile extends NotNowException {
            private static final long serialVersionUID = 1L;

            Hostile() {
                super(null, SOON);
            }

            @Override
            public String getMessage() {
                throw new IllegalStateException("thrown by getMessage()");
            }
        }
        start(notice -> {
            if (calls.incrementAndGet() < 5) {
                throw new Hostile();
            }
            hear(notice);
        });
        assertAllHeardOnceInOrder(deliver(wire, GROUP));
        assertEquals(4, consumer.health().notNow());
    }

    @Test
    void severalCallsAtTheSameMomentMakeOnePause() throws Exception {
        CyclicBarrier together = new CyclicBarrier(CLIENTS);
        start(notice -> {
            if (calls.incrementAndGet() <= CLIENTS) {
                meet(together);
                throw new NotNowException("away", SOON);
            }
            hear(notice);
        });
        assertAllHeardOnceInOrder(deliver(wire, GROUP));
        assertEquals(CLIENTS, consumer.health().notNow());
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void noCallBeginsDuringThePauseAndOtherGroupsGoOnWithOneThread() throws Exception {
        settings.setMinConsumeThreadNum(1);
        settings.setMaxConsumeThreadNum(1);
        start(hearingUnlessAway(LATER));
        List<FakeDelivery> waiting = deliver(wire, GROUP);
        awaitCalls(1);
        // the same clients
        assertAllHeardOnceInOther(deliver(wire, OTHER_GROUP));
        assertEquals(1, calls.get());
        assertTrue(waiting.stream().noneMatch(each -> each.isSettled() || each.parked));
    }

    private void assertAllHeardOnceInOther(List<FakeDelivery> deliveries) throws Exception {
        for (FakeDelivery each : deliveries) {
            assertEquals(Outcome.ACCEPTED, each.outcome());
        }
        assertEquals(NOTICES, heard.size());
    }

    @Test
    void whoSaysItForeverStarvesNobody() throws Exception {
        settings.setMinConsumeThreadNum(1);
        settings.setMaxConsumeThreadNum(1);
        start(hearingUnlessAway(SOON));
        List<FakeDelivery> waiting = deliver(wire, GROUP);
        awaitCalls(5);
        assertAllHeardOnceInOther(deliver(wire, OTHER_GROUP));
        awaitCalls(calls.get() + 5);
        assertTrue(waiting.stream().noneMatch(FakeDelivery::isSettled));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostConnectionLeavesThePause(boolean isLong) throws Exception {
        start(hearingUnlessAway(isLong ? LATER : SOON));
        List<FakeDelivery> lost = deliver(wire, GROUP);
        awaitCalls(1);
        wire.cut();
        FakeWire next = server.nextWire();
        next.nextSubscription();
        next.nextSubscription();
        Wait.until(() -> consumer.health().unsettled() == 0 || !isLong);
        List<FakeDelivery> again = deliver(next, GROUP);
        assertEquals(
                "the store is away", consumer.health().pausedSources().get(0).why());
        if (isLong) {
            assertEquals(1, calls.get());
            consumer.stop();
            for (FakeDelivery each : again) {
                assertEquals(Outcome.RELEASED, each.outcome());
            }
        } else {
            away = false;
            assertAllHeardOnceInOrder(again);
        }
        assertTrue(lost.stream().noneMatch(FakeDelivery::isSettled));
    }

    /** The call ends after what waits of its connection was forgotten, and what it refuses waits no more than the others. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallThatEndsAfterItsConnectionWasLostLeavesNothing(boolean saysNotNow) throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        start(notice -> {
            calls.incrementAndGet();
            Poll.await(lost);
            throw saysNotNow ? new NotNowException("the store is away", LATER) : new IllegalStateException("away");
        });
        wire.deliver(GROUP, FakeServer.connect("c", 1));
        awaitCalls(1);
        wire.cut();
        FakeWire next = server.nextWire();
        next.nextSubscription();
        next.nextSubscription();
        lost.countDown();
        Wait.until(() -> consumer.health().unsettled() == 0);
        assertEquals(1, calls.get());
        assertEquals(saysNotNow ? 1 : 0, consumer.health().pausedSources().size());
    }

    @Test
    void stopDoesNotWaitForThePause() throws Exception {
        config.setShutdownTimeout(0);
        start(hearingUnlessAway(LATER));
        List<FakeDelivery> waiting = deliver(wire, GROUP);
        awaitCalls(1);
        Wait.until(() -> !consumer.health().pausedSources().isEmpty());
        consumer.stop();
        for (FakeDelivery each : waiting) {
            assertEquals(Outcome.RELEASED, each.outcome());
        }
        assertEquals(1, calls.get());
        assertEquals(0, consumer.health().undeliverable());
    }

    @Test
    void whatSaysItAfterTheStopGoesBack() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        config.setShutdownTimeout(50);
        start(notice -> {
            running.countDown();
            awaitQuietly(release);
            throw new NotNowException("away", LATER);
        });
        FakeDelivery only = wire.deliver(GROUP, FakeServer.connect("c", 1));
        running.await();
        consumer.stop();
        release.countDown();
        assertEquals(Outcome.RELEASED, only.outcome());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails at each call with an odd number, and says "not now" at the others. */
    @Test
    void onlyFailuresAreAttemptsAndTheListenerHearsOfTheEnd() throws Exception {
        settings.setMaxAttempts(3);
        List<Object> notified = new CopyOnWriteArrayList<>();
        settings.setUndeliverableListener((source, body, cause) -> notified.add(source));
        start(new StatusListener() {
            @Override
            public void process(StatusNotice notice) {
                int call = calls.incrementAndGet();
                if (call % 2 == 0) {
                    throw new NotNowException("away", SOON);
                }
                throw new IllegalStateException("failure at call " + call);
            }

            @Override
            public void givenUp(StatusNotice notice, Throwable lastFailure) {
                notified.add(notice.getClientId() + " " + notice.getTime());
                notified.add(lastFailure.getMessage());
                throw new NotNowException("too late", LATER);
            }
        });
        String body = FakeServer.connect("c", 7);
        assertEquals(Outcome.RETRY, wire.deliver(GROUP, body).outcome());
        assertEquals(Outcome.RETRY, wire.deliver(GROUP, body).outcome());
        assertEquals(Outcome.REJECTED, wire.deliver(GROUP, body).outcome());
        assertEquals(List.of("c 7", "failure at call 5", GROUP), notified);
        assertEquals(3, consumer.health().failed());
        assertEquals(2, consumer.health().notNow());
        assertEquals(1, consumer.health().undeliverable());
        assertEquals(Outcome.REJECTED, wire.deliver(GROUP, "malformed").outcome());
        assertEquals(4, notified.size());
        Wait.until(() -> consumer.health().pausedSources().isEmpty());
    }

    @Test
    void oneThatIsTheCauseOfAnotherExceptionIsAFailure() throws Exception {
        start(notice -> {
            throw new IllegalStateException(new NotNowException("away", LATER));
        });
        assertEquals(
                Outcome.RETRY, wire.deliver(GROUP, FakeServer.connect("c", 1)).outcome());
        assertEquals(1, consumer.health().failed());
        assertEquals(0, consumer.health().notNow());
    }

    @Test
    void worksOnTheExecutorOfTheApplication() throws Exception {
        settings.setExecutor(pool);
        start(hearingUnlessAway(SOON));
        List<FakeDelivery> deliveries = deliver(wire, GROUP);
        awaitCalls(5);
        assertSame(0, pool.submit(() -> 0).get(), "the executor's thread is free during the pause");
        away = false;
        assertAllHeardOnceInOrder(deliveries);
    }

    @Test
    void aListenerThatReplacesItGetsWhatWasRefused() throws Exception {
        start(notice -> {
            calls.incrementAndGet();
            throw new NotNowException("away for ever", SOON);
        });
        List<FakeDelivery> deliveries = deliver(wire, GROUP);
        awaitCalls(3);
        consumer.subscribeStatus(GROUP, this::hear);
        assertAllHeardOnceInOrder(deliveries);
    }

    @Test
    void aTrialThatHangsHoldsBackItsOwnClientOnly() throws Exception {
        settings.setHangReportMillis(50);
        CountDownLatch release = new CountDownLatch(1);
        start(notice -> {
            int call = calls.incrementAndGet();
            if (call == 1) {
                throw new NotNowException("away", SOON);
            }
            if (call == 2) {
                awaitQuietly(release);
            }
            hear(notice);
        });
        List<FakeDelivery> deliveries = deliver(wire, GROUP);
        Wait.until(() -> heard.size() == NOTICES - NOTICES / CLIENTS);
        release.countDown();
        assertAllHeardOnceInOrder(deliveries);
    }

    @Test
    void listenersOfMessagesMaySayItToo() throws Exception {
        start(this::hear);
        consumer.subscribeTopic("orders", (messageId, properties, payload) -> {
            if (calls.incrementAndGet() < 4) {
                throw new NotNowException("away", SOON);
            }
        });
        FakeDelivery message =
                wire.deliver(Source.topic("orders"), new FakeDelivery("payload", Map.of("clientId", "c")));
        assertEquals(Outcome.ACCEPTED, message.outcome());
        assertEquals(4, calls.get());
    }

    @Test
    void theConsumersOwnPauseHoldsBackTheTrialToo() throws Exception {
        start(hearingUnlessAway(SOON));
        List<FakeDelivery> deliveries = deliver(wire, GROUP);
        awaitCalls(2);
        consumer.pause();
        away = false;
        consumer.resume();
        assertAllHeardOnceInOrder(deliveries);
    }
}
