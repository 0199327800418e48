package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.callback.ConnectionListener;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Dialect;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.connection.WireOpener;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Source;
import dev.mqttstatus.testing.Sneaky;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Foreign code around the connection: providers, libraries, connection listeners, send callbacks. Each call times each
 * class of Throwable: afterwards the same object does its work, and stops with no thread left.
 */
@Timeout(60)
class ConnectionThrowersTest {
    private static final String GROUP = "GID_a";

    private final FakeServer server = new FakeServer();
    private final ChannelConfig config = FakeServer.config();
    /** What the next attempts to open a wire throw. */
    private final BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();

    private final WireOpener wires = (settings, onLost) -> {
        Throwable next = thrown.poll();
        if (next != null) {
            Sneaky.throwAny(next);
        }
        settings.credentials();
        return server.open(settings, onLost);
    };

    static Stream<Throwable> throwables() {
        return Stream.of(
                new IllegalStateException("closed"),
                new RejectedExecutionException(),
                new Exception("checked"),
                new IOException("socket"),
                new InterruptedException(),
                new AssertionError("bug"),
                new StackOverflowError(),
                new OutOfMemoryError("unable to create native thread"),
                new NoClassDefFoundError("org/lib/Missing"),
                new ThreadDeath(),
                new Throwable());
    }

    private static void assertNoThreads(String name) {
        Wait.within(5, () -> threads(name).isEmpty(), () -> "left: " + threads(name));
    }

    private static List<String> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(each -> each.startsWith(name + "-"))
                .toList();
    }

    /** Its name stands in the names of its threads. */
    private static String nameOf(String role) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(each -> each.startsWith(role) && each.endsWith("-supervisor"))
                .map(each -> each.substring(0, each.lastIndexOf('-')))
                .findAny()
                .orElseThrow();
    }

    private void hearsANotice(FakeWire wire) throws InterruptedException {
        assertEquals(
                Outcome.ACCEPTED,
                wire.deliver(GROUP, FakeServer.connect("GID_a@@@1", 1)).outcome());
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whateverConnectingAgainThrowsIsOneMoreFailedAttempt(Throwable each) throws Exception {
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires);
        consumer.subscribeStatus(GROUP, notice -> {});
        consumer.start();
        String name = nameOf("mqtt-c");
        thrown.add(each);
        thrown.add(each);
        server.nextWire().cut();
        FakeWire next = server.nextWire();
        next.nextSubscription();
        hearsANotice(next);
        assertTrue(thrown.isEmpty());
        consumer.stop();
        assertNoThreads(name);
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aStartThatThrowsLeavesNothingAndCanBeTriedAgain(Throwable each) throws Exception {
        try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires)) {
            consumer.subscribeStatus(GROUP, notice -> {});
            thrown.add(each);
            assertThrows(each.getClass(), consumer::start);
            assertEquals(ConnectionState.NEW, consumer.health().state());
            consumer.start();
            hearsANotice(server.nextWire());
        }
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aProviderThatThrowsWhileConnectingAgainIsAskedAgain(Throwable each) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        config.setCredentialsProvider(() -> {
            int now = asked.incrementAndGet();
            if (now == 2) {
                Sneaky.throwAny(each);
            }
            return now == 3 ? null : com.alibaba.mqtt.server.auth.Credentials.of("key", "secret");
        });
        try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires)) {
            consumer.subscribeStatus(GROUP, notice -> {});
            consumer.start();
            server.nextWire().cut();
            FakeWire next = server.nextWire();
            next.nextSubscription();
            hearsANotice(next);
            assertEquals(4, asked.get());
        }
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aConnectionListenerThatThrowsIsNotifiedTheNextTime(Throwable each) throws Exception {
        BlockingQueue<ConnectionState> notified = new LinkedBlockingQueue<>();
        ConnectionListener listener = (state, cause) -> {
            notified.add(state);
            Thread.currentThread().interrupt();
            Sneaky.throwAny(each);
        };
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires);
        consumer.setConnectionListener(listener);
        consumer.start();
        String name = nameOf("mqtt-c");
        for (ConnectionState state : List.of(ConnectionState.CONNECTING, ConnectionState.CONNECTED)) {
            assertEquals(state, notified.poll(10, TimeUnit.SECONDS));
        }
        server.nextWire().cut();
        for (ConnectionState state : List.of(ConnectionState.RECOVERING, ConnectionState.CONNECTED)) {
            assertEquals(state, notified.poll(10, TimeUnit.SECONDS));
        }
        consumer.stop();
        assertEquals(ConnectionState.STOPPED, notified.poll(10, TimeUnit.SECONDS));
        assertNoThreads(name);
    }

    private static SendCallback callback(Runnable each) {
        return new SendCallback() {
            @Override
            public void onSuccess(String msgId) {
                each.run();
            }

            @Override
            public void onFail() {
                each.run();
            }
        };
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aCallbackThatThrowsGivesItsPlaceBackAndTheOthersAreCalled(Throwable each) throws Exception {
        ServerProducer producer = new ServerProducer(config, new ProducerConfig(), wires);
        producer.start();
        String name = nameOf("mqtt-p");
        FakeWire wire = server.nextWire();
        AtomicInteger called = new AtomicInteger();
        SendCallback throwing = callback(() -> {
            called.incrementAndGet();
            Thread.currentThread().interrupt();
            Sneaky.throwAny(each);
        });
        // more than there are places
        for (int n = 0; n < 1_500; n++) {
            producer.sendMessage("topic/x", new byte[0], throwing);
            wire.nextConfirmation().complete(null);
        }
        producer.stop();
        assertEquals(1_500, called.get());
        assertNoThreads(name);
    }

    @Test
    void aCallbackThatBlocksHoldsBackSendingAndMaySendOnceMore() throws Exception {
        ProducerConfig impatient = new ProducerConfig();
        impatient.setSendTimeoutMills(200);
        ServerProducer producer = new ServerProducer(config, impatient, wires);
        producer.start();
        FakeWire wire = server.nextWire();
        CountDownLatch mayEnd = new CountDownLatch(1);
        BlockingQueue<String> sentInside = new LinkedBlockingQueue<>();
        SendCallback blocking = callback(() -> {
            try {
                mayEnd.await();
                for (int n = 0; n < 2; n++) {
                    producer.sendMessage("topic/x", new byte[0], callback(() -> {}));
                    sentInside.add("sent");
                }
            } catch (ServerException e) {
                sentInside.add(e.getCode());
            } catch (IOException | InterruptedException e) {
                sentInside.add(e.toString());
            }
        });
        producer.sendMessage("topic/x", new byte[0], blocking);
        wire.nextConfirmation().complete(null);
        for (int n = 1; n < 1_000; n++) {
            producer.sendMessage("topic/x", new byte[0], callback(() -> {}));
            wire.nextConfirmation().complete(null);
        }
        ServerException full = assertThrows(
                ServerException.class, () -> producer.sendMessage("topic/x", new byte[0], callback(() -> {})));
        assertEquals(ErrorCode.TIMED_OUT, full.getCode());
        mayEnd.countDown();
        assertEquals("sent", sentInside.poll(10, TimeUnit.SECONDS));
        assertEquals(ErrorCode.TIMED_OUT, sentInside.poll(10, TimeUnit.SECONDS));
        producer.stop();
    }

    @Test
    void eachSendWithoutAConnectionFailsWithAnErrorOfItsOwn() throws Exception {
        config.setNetworkRecoveryInterval(1_000_000);
        try (ServerProducer producer = new ServerProducer(config, new ProducerConfig(), wires)) {
            producer.start();
            server.nextWire().cut();
            ServerException one = assertThrows(ServerException.class, () -> producer.sendMessage("a", new byte[0]));
            ServerException two = assertThrows(ServerException.class, () -> producer.sendMessage("a", new byte[0]));
            assertNotSame(one, two);
            assertEquals(ErrorCode.CONNECTION_LOST, two.getCode());
            assertTrue(two.isRetryable());
            assertTrue(Stream.of(two.getStackTrace())
                    .anyMatch(line -> line.getClassName().equals(ConnectionThrowersTest.class.getName())));
        }
    }

    @Test
    void theConfigurationIsNotReadAfterTheStart() throws Exception {
        StatusListener never = notice -> {};
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires);
        consumer.subscribeStatus(GROUP, never);
        consumer.start();
        FakeWire wire = server.nextWire();
        config.setDialect(Dialect.IOT_PLATFORM);
        config.setConsumerGroupId("other");
        config.setShutdownTimeout(1);
        config.setHandshakeTimeout(1);
        consumer.subscribeStatus("GID_b", never);
        hearsANotice(wire);
        // a stop by the time-outs of the start waits for this call
        CountDownLatch inCall = new CountDownLatch(1);
        consumer.subscribeStatus("GID_c", notice -> {
            inCall.countDown();
            try {
                // longer than the time-outs that were set meanwhile
                Thread.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        FakeServer.FakeDelivery slow = wire.deliver("GID_c", FakeServer.connect("GID_c@@@1", 1));
        assertTrue(inCall.await(10, TimeUnit.SECONDS));
        consumer.stop();
        assertEquals(Outcome.ACCEPTED, slow.outcome());
    }

    @Test
    void aDialectThatIsSetBetweenSubscriptionAndStartCounts() throws Exception {
        List<String> heard = new ArrayList<>();
        config.setConsumerGroupId("group");
        try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires)) {
            consumer.subscribeStatus("group", notice -> heard.add(notice.deviceId()));
            config.setDialect(Dialect.IOT_PLATFORM);
            consumer.start();
            FakeWire wire = server.nextWire();
            FakeServer.FakeDelivery delivery = wire.deliver(
                    Source.status("group"),
                    new FakeServer.FakeDelivery(
                            "{\"status\":\"online\",\"productKey\":\"pk\",\"deviceName\":\"lamp\","
                                    + "\"utcTime\":\"2024-01-01T00:00:00.000Z\"}",
                            java.util.Map.of("topic", "/as/mqtt/status/pk/lamp")));
            assertEquals(Outcome.ACCEPTED, delivery.outcome());
            assertEquals(List.of("lamp"), heard);
        }
    }

    @Test
    void aStartWithAnotherConsumerGroupIsRefused() throws Exception {
        try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires)) {
            consumer.subscribeStatus("group", notice -> {});
            config.setDialect(Dialect.IOT_PLATFORM);
            config.setConsumerGroupId("other");
            assertThrows(IllegalArgumentException.class, consumer::start);
            assertEquals(ConnectionState.NEW, consumer.health().state());
        }
    }

    @Test
    void aStartOnAnInterruptedThreadIsRefusedAsThat() throws Exception {
        try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires)) {
            Thread.currentThread().interrupt();
            ServerException refused = assertThrows(ServerException.class, consumer::start);
            assertTrue(Thread.interrupted());
            assertEquals(ErrorCode.INTERRUPTED, refused.getCode());
            assertEquals(0, server.wires.size());
            consumer.start();
            assertFalse(server.nextWire().closed);
        }
    }

    @Test
    void anInterruptedStopEndsEverythingAndKeepsTheFlag() throws Exception {
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires);
        AtomicInteger calls = new AtomicInteger();
        consumer.subscribeStatus(GROUP, notice -> calls.incrementAndGet());
        consumer.start();
        String name = nameOf("mqtt-c");
        FakeWire wire = server.nextWire();
        hearsANotice(wire);
        Thread.currentThread().interrupt();
        consumer.stop();
        assertTrue(Thread.interrupted());
        assertTrue(wire.closed);
        assertNoThreads(name);
        int before = calls.get();
        wire.deliver(GROUP, FakeServer.connect("GID_a@@@2", 2));
        assertEquals(before, calls.get());
    }

    @Test
    void lossesInARowSayWhatMayBeTheCause() throws Exception {
        config.setNetworkRecoveryInterval(2_000);
        BlockingQueue<String> causes = new LinkedBlockingQueue<>();
        try (ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), wires)) {
            consumer.setConnectionListener((state, cause) -> {
                if (state == ConnectionState.RECOVERING) {
                    causes.add(cause.getMessage());
                }
            });
            consumer.subscribeStatus(GROUP, notice -> {});
            consumer.start();
            for (int n = 0; n < 3; n++) {
                FakeWire wire = server.nextWire();
                // a wire that is lost before it is handed over is a failed attempt, of which nobody is notified
                Wait.until(() -> consumer.health().state() == ConnectionState.CONNECTED);
                wire.cut();
            }
            assertFalse(causes.poll(10, TimeUnit.SECONDS).contains("in a row"));
            assertFalse(causes.poll(10, TimeUnit.SECONDS).contains("in a row"));
            String third = causes.poll(10, TimeUnit.SECONDS);
            assertTrue(third.contains("3 times in a row") && third.contains(GROUP), third);
        }
    }

    @Test
    void aWireThatThrowsWhileItEndsHoldsBackNothing() throws Exception {
        WireOpener hostile = (settings, onLost) -> {
            FakeWire wire = (FakeWire) server.open(settings, onLost);
            return new com.alibaba.mqtt.server.network.Wire() {
                @Override
                public Protocol protocol() {
                    return wire.protocol();
                }

                @Override
                public void subscribe(Source source, int credit, com.alibaba.mqtt.server.network.Receiver receiver)
                        throws ServerException {
                    wire.subscribe(source, credit, receiver);
                }

                @Override
                public void flush() {
                    throw new AssertionError("flush");
                }

                @Override
                public void stopReceiving(Deadline deadline) {
                    throw new NoClassDefFoundError("lib/Stop");
                }

                @Override
                public CompletableFuture<Void> send(com.alibaba.mqtt.server.network.Outgoing message) {
                    throw new StackOverflowError();
                }

                @Override
                public void close(Deadline deadline) {
                    throw new IllegalStateException("closing");
                }
            };
        };
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig(), hostile);
        consumer.subscribeStatus(GROUP, notice -> {});
        consumer.start();
        String name = nameOf("mqtt-c");
        server.nextWire().cut();
        FakeWire next = server.nextWire();
        next.nextSubscription();
        hearsANotice(next);
        consumer.stop();
        assertNoThreads(name);
        ServerProducer producer = new ServerProducer(config, new ProducerConfig(), hostile);
        producer.start();
        ServerException failed = assertInstanceOf(
                ServerException.class,
                assertThrows(IOException.class, () -> producer.sendMessage("a", new byte[0], callback(() -> {}))));
        assertEquals(ErrorCode.SEND_REFUSED, failed.getCode());
        producer.stop();
    }
}
