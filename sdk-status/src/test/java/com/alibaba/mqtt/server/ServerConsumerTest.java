package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer.FakeDelivery;
import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Source;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerConsumerTest {
    private static final String GROUP = "GID_a";

    private final FakeServer server = new FakeServer();
    private final ChannelConfig config = FakeServer.config();
    private final ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), server);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() throws Exception {
        consumer.stop();
    }

    private void subscribe(String group) throws Exception {
        consumer.subscribeStatus(group, notice -> heard.add(group + " " + notice.getTime()));
    }

    private String nextHeard() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void subscribesBeforeAndAfterStart() throws Exception {
        subscribe("GID_before");
        consumer.start();
        subscribe("GID_after");
        FakeWire wire = server.nextWire();
        assertEquals(Source.status("GID_before"), wire.nextSubscription());
        assertEquals(Source.status("GID_after"), wire.nextSubscription());
        assertEquals(
                Outcome.ACCEPTED,
                wire.deliver("GID_after", FakeServer.connect("c", 7)).outcome());
        assertEquals("GID_after 7", nextHeard());
    }

    @Test
    void startTwiceConnectsOnce() throws Exception {
        consumer.start();
        consumer.start();
        assertEquals(1, server.attempts.size());
    }

    @Test
    void sameGroupAgainReplacesTheListener() throws Exception {
        consumer.start();
        subscribe(GROUP);
        consumer.subscribeStatus(GROUP, notice -> heard.add("new"));
        FakeWire wire = server.nextWire();
        wire.deliver(GROUP, FakeServer.connect("c", 1)).outcome();
        assertEquals("new", nextHeard());
        assertEquals(1, wire.subscriptions.size());
    }

    @Test
    void failedStartCanBeTriedAgainWithACorrectedConfiguration() throws Exception {
        subscribe(GROUP);
        server.refusals.add(FakeServer.loginRefused());
        assertEquals(
                ErrorCode.LOGIN_REFUSED,
                assertThrows(ServerException.class, consumer::start).getCode());
        config.setSecretKey("right");
        consumer.start();
        assertEquals("right", server.attempts.get(1).credentials().accessKeySecret());
        assertEquals(Source.status(GROUP), server.nextWire().nextSubscription());
    }

    @Test
    void refusedSubscriptionBeforeStartFailsTheStartAndClosesTheWire() throws Exception {
        server.unknownGroups.add(GROUP);
        subscribe(GROUP);
        assertEquals(
                ErrorCode.SUBSCRIBE_REFUSED,
                assertThrows(ServerException.class, consumer::start).getCode());
        assertTrue(server.nextWire().closed);
        server.unknownGroups.clear();
        consumer.start();
        assertEquals(Source.status(GROUP), server.nextWire().nextSubscription());
    }

    @Test
    void refusedSubscriptionAfterStartIsForgottenAndCanBeTriedAgain() throws Exception {
        consumer.start();
        server.unknownGroups.add(GROUP);
        assertThrows(ServerException.class, () -> subscribe(GROUP));
        server.unknownGroups.clear();
        subscribe(GROUP);
        assertEquals(Source.status(GROUP), server.nextWire().nextSubscription());
    }

    @Test
    void lostConnectionIsOpenedAgainWithAllSubscriptions() throws Exception {
        subscribe(GROUP);
        consumer.start();
        subscribe("GID_b");
        FakeWire first = server.nextWire();
        server.refusals.addAll(List.of(FakeServer.loginRefused(), FakeServer.loginRefused()));
        first.cut();
        FakeWire second = server.nextWire();
        assertEquals(
                List.of(Source.status(GROUP), Source.status("GID_b")),
                List.of(second.nextSubscription(), second.nextSubscription()));
        assertTrue(first.closed);
        assertEquals(4, server.attempts.size());
    }

    @Test
    void groupRefusedAfterARecoveryDoesNotDelayTheOthersAndComesBack() throws Exception {
        subscribe(GROUP);
        subscribe("GID_b");
        consumer.start();
        server.unknownGroups.add(GROUP);
        server.nextWire().cut();
        FakeWire second = server.nextWire();
        assertEquals(Source.status("GID_b"), second.nextSubscription());
        server.unknownGroups.clear();
        assertEquals(Source.status(GROUP), second.nextSubscription());
    }

    @Test
    void throwingListenerGivesTheNoticeBack() throws Exception {
        consumer.start();
        consumer.subscribeStatus(GROUP, notice -> {
            if (notice.getTime() == 1) {
                throw new AssertionError("thrown by the test");
            }
            Thread.currentThread().interrupt();
        });
        FakeWire wire = server.nextWire();
        assertEquals(
                Outcome.RETRY, wire.deliver(GROUP, FakeServer.connect("c", 1)).outcome());
        assertEquals(
                Outcome.ACCEPTED,
                wire.deliver(GROUP, FakeServer.connect("c", 2)).outcome());
        assertEquals(
                Outcome.ACCEPTED,
                wire.deliver(GROUP, FakeServer.connect("c", 3)).outcome());
    }

    @Test
    void malformedNoticeIsRejectedAndNeverShown() throws Exception {
        consumer.start();
        subscribe(GROUP);
        FakeWire wire = server.nextWire();
        for (String body : List.of("", "[]", "{\"clientId\":\"c\",\"eventType\":\"kicked\"}", "not json")) {
            assertEquals(Outcome.REJECTED, wire.deliver(GROUP, body).outcome(), body);
        }
        wire.deliver(GROUP, FakeServer.connect("c", 5)).outcome();
        assertEquals("GID_a 5", nextHeard());
        assertTrue(heard.isEmpty());
    }

    @Test
    void noticesOfOneClientKeepTheirOrderWhileAnotherClientHangs() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        consumer.start();
        consumer.subscribeStatus(GROUP, notice -> {
            if (notice.getClientId().equals("hangs")) {
                await(release);
            }
            heard.add(notice.getClientId() + notice.getTime());
        });
        FakeWire wire = server.nextWire();
        FakeDelivery hanging = wire.deliver(GROUP, FakeServer.connect("hangs", 0));
        IntStream.range(0, 100).forEach(n -> wire.deliver(GROUP, FakeServer.connect("c", n)));
        for (int n = 0; n < 100; n++) {
            assertEquals("c" + n, nextHeard());
        }
        assertFalse(hanging.isSettled());
        release.countDown();
        assertEquals(Outcome.ACCEPTED, hanging.outcome());
    }

    @Test
    void whatWaitsForACallThatHangsIsParkedUpToItsBound() throws Exception {
        ConsumerConfig bounds = new ConsumerConfig();
        bounds.setMaxUnsettled(10);
        bounds.setMaxParked(7);
        ServerConsumer small = new ServerConsumer(config, bounds, server);
        CountDownLatch release = new CountDownLatch(1);
        small.start();
        small.subscribeStatus(GROUP, notice -> await(release));
        FakeWire wire = server.nextWire();
        FakeDelivery hanging = wire.deliver(GROUP, FakeServer.connect("hangs", 0));
        List<FakeDelivery> waiting = IntStream.range(1, 10)
                .mapToObj(n -> wire.deliver(GROUP, FakeServer.connect("hangs", n)))
                .toList();
        Wait.until(() -> waiting.get(6).parked);
        assertFalse(hanging.parked);
        assertEquals(7, waiting.stream().filter(each -> each.parked).count());
        // those of a lost connection make room for those of the next
        wire.cut();
        FakeWire next = server.nextWire();
        next.nextSubscription();
        List<FakeDelivery> again = IntStream.range(1, 8)
                .mapToObj(n -> next.deliver(GROUP, FakeServer.connect("hangs", n)))
                .toList();
        Wait.until(() -> again.get(6).parked);
        assertEquals(1, small.health().unsettled());
        assertEquals(7, small.health().parked());
        release.countDown();
        for (FakeDelivery each : again) {
            assertEquals(Outcome.ACCEPTED, each.outcome());
        }
        small.stop();
        assertTrue(waiting.stream().noneMatch(FakeDelivery::isSettled));
    }

    @Test
    void stopFromInsideAListenerDoesNotWaitForItselfAndStillSettlesIt() throws Exception {
        consumer.start();
        consumer.subscribeStatus(GROUP, notice -> assertDoesNotThrow(consumer::stop));
        FakeWire wire = server.nextWire();
        assertEquals(
                Outcome.ACCEPTED,
                wire.deliver(GROUP, FakeServer.connect("c", 1)).outcome());
        Wait.until(() -> wire.closed);
        assertFalse(wire.receiving);
    }

    @Test
    void stopFinishesWhatIsOutstanding() throws Exception {
        Stopping stopping = new Stopping(ServerConsumer::stop);
        stopping.release.countDown();
        stopping.thread.join();
        assertTrue(stopping.wire.closed);
        assertEquals(Outcome.ACCEPTED, stopping.first.outcome());
        assertEquals(Outcome.ACCEPTED, stopping.second.outcome());
        assertEquals(2, heard.size());
        assertEquals(
                Outcome.RELEASED,
                stopping.wire.deliver(GROUP, FakeServer.connect("c", 3)).outcome());
    }

    @Test
    void stopNowGivesBackWhatWaitsAndFinishesWhatRuns() throws Exception {
        Stopping stopping = new Stopping(ServerConsumer::stopNow);
        assertEquals(Outcome.RELEASED, stopping.second.outcome());
        // the wire stays open while the call runs: its notice must be settled on it
        assertFalse(stopping.wire.closed);
        stopping.release.countDown();
        stopping.thread.join();
        assertTrue(stopping.wire.closed);
        assertEquals(Outcome.ACCEPTED, stopping.first.outcome());
        assertEquals(1, heard.size());
    }

    @Test
    void stopGivesBackWhatIsNotFinishedInTime() throws Exception {
        config.setShutdownTimeout(50);
        Stopping stopping = new Stopping(ServerConsumer::stop);
        stopping.thread.join();
        assertTrue(stopping.wire.closed);
        assertEquals(Outcome.RELEASED, stopping.second.outcome());
        assertFalse(stopping.first.isSettled());
        stopping.release.countDown();
    }

    private interface End {
        void of(ServerConsumer consumer) throws Exception;
    }

    /** A consumer that is being stopped while a call runs and a notice of the same client waits behind it. */
    private final class Stopping {
        final CountDownLatch release = new CountDownLatch(1);
        final FakeWire wire;
        final FakeDelivery first;
        final FakeDelivery second;
        final Thread thread;

        Stopping(End end) throws Exception {
            CountDownLatch running = new CountDownLatch(1);
            consumer.start();
            consumer.subscribeStatus(GROUP, notice -> {
                heard.add("called");
                running.countDown();
                await(release);
            });
            wire = server.nextWire();
            first = wire.deliver(GROUP, FakeServer.connect("c", 1));
            second = wire.deliver(GROUP, FakeServer.connect("c", 2));
            assertTrue(running.await(10, TimeUnit.SECONDS));
            thread = new Thread(() -> assertDoesNotThrow(() -> end.of(consumer)));
            thread.start();
            Wait.until(() -> thread.getState() == Thread.State.TIMED_WAITING || !thread.isAlive());
        }
    }

    @Test
    void pauseHoldsBackAndResumeGoesOn() throws Exception {
        consumer.start();
        subscribe(GROUP);
        FakeWire wire = server.nextWire();
        consumer.pause();
        FakeDelivery held = wire.deliver(GROUP, FakeServer.connect("c", 1));
        assertFalse(consumer.health().isUp());
        assertEquals(1, consumer.health().unsettled());
        assertTrue(heard.isEmpty());
        consumer.resume();
        assertEquals(Outcome.ACCEPTED, held.outcome());
        assertEquals("GID_a 1", nextHeard());
        assertTrue(consumer.health().isUp());
    }

    @Test
    void notifiesOfTheStatesOfTheConnectionInOrderWithTheirCauses() throws Exception {
        BlockingQueue<String> states = new LinkedBlockingQueue<>();
        consumer.setConnectionListener((state, cause) -> {
            states.add(state + " " + (cause == null ? null : cause.getCode()));
            throw new IllegalStateException("thrown by the test");
        });
        server.refusals.add(FakeServer.loginRefused());
        assertThrows(ServerException.class, consumer::start);
        consumer.start();
        server.nextWire().cut();
        server.nextWire();
        Wait.until(() -> consumer.health().reconnects() == 1);
        consumer.stop();
        for (String expected : List.of(
                "CONNECTING null",
                "NEW " + ErrorCode.LOGIN_REFUSED,
                "CONNECTING null",
                "CONNECTED null",
                "RECOVERING " + ErrorCode.CONNECTION_LOST,
                "CONNECTED null",
                "STOPPED null")) {
            assertEquals(expected, states.poll(10, TimeUnit.SECONDS));
        }
    }

    /** A listener of notices that is notified of the connection too. */
    private static final class Both implements StatusListener, ConnectionListener {
        private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();

        @Override
        public void process(StatusNotice notice) {
            throw new IllegalStateException("no notice is sent");
        }

        @Override
        public void onState(ConnectionState state, ServerException cause) {
            states.add(state);
        }
    }

    @Test
    void aListenerOfNoticesThatListensToTheConnectionIsNotifiedOnceUntilItIsReplaced() throws Exception {
        Both replaced = new Both();
        Both both = new Both();
        consumer.subscribeStatus("GID_a", replaced);
        consumer.subscribeStatus("GID_a", both);
        consumer.subscribeStatus("GID_b", both);
        consumer.setConnectionListener(both);
        consumer.start();
        consumer.stop();
        for (ConnectionState expected :
                List.of(ConnectionState.CONNECTING, ConnectionState.CONNECTED, ConnectionState.STOPPED)) {
            assertEquals(expected, both.states.poll(10, TimeUnit.SECONDS));
        }
        assertTrue(both.states.isEmpty());
        assertTrue(replaced.states.isEmpty());
    }

    @Test
    void afterTooManyFailuresTheNoticeIsGivenUpAndReported() throws Exception {
        BlockingQueue<String> notified = new LinkedBlockingQueue<>();
        ConsumerConfig settings = new ConsumerConfig();
        settings.setMaxAttempts(2);
        settings.setUndeliverableListener((source, body, cause) -> {
            notified.add(source + " " + body.length + " " + cause.getMessage());
            throw new IllegalStateException("thrown by the test");
        });
        ServerConsumer other = new ServerConsumer(config, settings, server);
        try {
            other.start();
            other.subscribeStatus(GROUP, notice -> {
                throw new IllegalStateException("not today");
            });
            FakeWire wire = server.nextWire();
            String body = FakeServer.connect("c", 1);
            assertEquals(Outcome.RETRY, wire.deliver(GROUP, body).outcome());
            assertEquals(Outcome.REJECTED, wire.deliver(GROUP, body).outcome());
            assertEquals(GROUP + " " + body.length() + " not today", notified.poll(10, TimeUnit.SECONDS));
            assertEquals(Outcome.REJECTED, wire.deliver(GROUP, "{}").outcome());
            assertTrue(notified.poll(10, TimeUnit.SECONDS).startsWith(GROUP + " 2 malformed"));
            ConsumerHealth health = other.health();
            assertEquals(
                    List.of(3L, 0L, 2L, 1L, 2L),
                    List.of(
                            health.received(),
                            health.processed(),
                            health.failed(),
                            health.malformed(),
                            health.undeliverable()));
        } finally {
            other.stop();
        }
    }

    @Test
    void runsListenersOnAGivenExecutorAndLeavesItRunning() throws Exception {
        ExecutorService own = Executors.newSingleThreadExecutor(work -> new Thread(work, "own"));
        try {
            ConsumerConfig settings = new ConsumerConfig();
            settings.setExecutor(own);
            ServerConsumer other = new ServerConsumer(config, settings, server);
            other.start();
            other.subscribeStatus(
                    GROUP, notice -> heard.add(Thread.currentThread().getName()));
            server.nextWire().deliver(GROUP, FakeServer.connect("c", 1)).outcome();
            other.stop();
            assertEquals("own", nextHeard());
            assertFalse(own.isShutdown());
        } finally {
            own.shutdownNow();
        }
    }

    @Test
    void afterStopNothingStartsAgain() throws Exception {
        consumer.start();
        FakeWire wire = server.nextWire();
        consumer.stop();
        consumer.stop();
        wire.cut();
        assertEquals(
                ErrorCode.STOPPED,
                assertThrows(ServerException.class, consumer::start).getCode());
        assertEquals(
                ErrorCode.STOPPED,
                assertThrows(ServerException.class, () -> subscribe(GROUP)).getCode());
        assertEquals(1, server.attempts.size());
    }

    @Test
    void stopEndsARecovery() throws Exception {
        config.setNetworkRecoveryInterval(600_000);
        consumer.start();
        server.nextWire().cut();
        consumer.stop();
        assertEquals(1, server.attempts.size());
    }

    @Test
    void stopBeforeStartIsAllowed() throws Exception {
        consumer.stop();
        assertThrows(ServerException.class, consumer::start);
    }

    @Test
    void keepsTheJvmAliveOnlyWhileStarted() throws Exception {
        assertEquals(List.of(), supervisors());
        consumer.start();
        assertEquals(1, supervisors().size());
        assertFalse(supervisors().get(0).isDaemon());
        consumer.stop();
        assertEquals(List.of(), supervisors());
    }

    private static List<Thread> supervisors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("mqtt-c\\d+-supervisor"))
                .toList();
    }

    @Test
    void theServerGetsCreditForWhatMayBeUnsettledByCountAndByBytes() throws Exception {
        consumer.start();
        subscribe(GROUP);
        assertEquals(1_000, server.nextWire().credit);
        ConsumerConfig settings = new ConsumerConfig();
        settings.setMaxUnsettledBytes(640 * 1024);
        ServerConsumer other = new ServerConsumer(config, settings, server);
        other.subscribeStatus(GROUP, notice -> {});
        other.start();
        assertEquals(5, server.nextWire().credit);
        other.stop();
    }

    @Test
    void whatWasSettledIsFlushedWithoutFurtherDeliveries() throws Exception {
        consumer.start();
        subscribe(GROUP);
        FakeWire wire = server.nextWire();
        wire.deliver(GROUP, FakeServer.connect("c", 1)).outcome();
        Wait.until(() -> wire.flushes > 0);
    }

    private static void await(CountDownLatch latch) {
        assertDoesNotThrow(() -> latch.await(30, TimeUnit.SECONDS));
    }

    @Test
    void refusesBadArgumentsAtTheCall() {
        assertThrows(IllegalArgumentException.class, () -> new ServerConsumer(null, new ConsumerConfig()));
        assertThrows(IllegalArgumentException.class, () -> new ServerConsumer(config, null));
        ConsumerConfig contradictory = new ConsumerConfig();
        contradictory.setMinConsumeThreadNum(33);
        assertThrows(IllegalArgumentException.class, () -> new ServerConsumer(config, contradictory));
        for (String bad : new String[] {null, "", "a b", "STATUS.x", "x".repeat(65)}) {
            assertThrows(IllegalArgumentException.class, () -> consumer.subscribeStatus(bad, notice -> {}));
        }
        assertThrows(IllegalArgumentException.class, () -> consumer.subscribeStatus(GROUP, null));
        ServerConsumer unconfigured = new ServerConsumer(new ChannelConfig(), new ConsumerConfig(), server);
        assertTrue(assertThrows(IllegalArgumentException.class, unconfigured::start)
                .getMessage()
                .contains("domain"));
    }
}
