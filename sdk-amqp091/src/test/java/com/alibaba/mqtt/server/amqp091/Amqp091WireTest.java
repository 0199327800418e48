package com.alibaba.mqtt.server.amqp091;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.model.StringPair;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire against servers on loopback that follow a script. After each test no thread of a wire may be left. */
@Timeout(30)
class Amqp091WireTest {
    private static final int CREDIT = 1_000;

    private final BlockingQueue<ServerException> losses = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivery> received = new LinkedBlockingQueue<>();
    private ScriptedServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        server.close();
        List<String> left = threads();
        for (int n = 0; n < 50 && !left.isEmpty(); n++) {
            // threads end a moment after the socket
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            left = threads();
        }
        assertEquals(List.of(), left);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> Stream.of("mqtt-amqp091", "AMQP Connection", "RabbitMQ", "ConsumerWorkService")
                        .anyMatch(name::startsWith))
                .toList();
    }

    private static ChannelConfig config(int port) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(port);
        config.setInstanceId("post-cn-0pp12gl0000");
        config.setAccessKey("testid");
        config.setSecretKey("testsecret");
        config.setHandshakeTimeout(500);
        config.setShutdownTimeout(500);
        return config;
    }

    private Wire open(ChannelConfig config) throws ServerException {
        return new Amqp091WireProvider(() -> 1_577_934_245_000L).open(ConnectionSettings.of(config), losses::add);
    }

    private Wire open() throws ServerException {
        return open(config(server.port()));
    }

    private static Receiver to(Consumer<Delivery> each) {
        return new Receiver() {
            @Override
            public void receive(Delivery delivery) {
                each.accept(delivery);
            }

            @Override
            public void endOfBurst(boolean mayStay) {}
        };
    }

    private static Outgoing message(String topic) {
        return new Outgoing("ID", topic, new byte[] {1}, null, null, List.of());
    }

    private static String text(Delivery delivery) {
        return new String(delivery.body(), StandardCharsets.UTF_8);
    }

    private static ServerException failure(CompletableFuture<Void> sent) {
        return (ServerException) assertThrows(ExecutionException.class, () -> sent.get(5, TimeUnit.SECONDS))
                .getCause();
    }

    private ServerException loss() throws InterruptedException {
        return losses.poll(5, TimeUnit.SECONDS);
    }

    private void assertNoLoss() throws InterruptedException {
        assertNull(losses.poll(200, TimeUnit.MILLISECONDS));
    }

    @Test
    void theProviderIsFound() {
        assertEquals(
                List.of(Protocol.AMQP_0_9_1),
                ServiceLoader.load(WireProvider.class).stream()
                        .map(provider -> provider.get().protocol())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLoginIsTheOfficialSdksAndCapabilities(boolean customAuth) throws Exception {
        ChannelConfig config = config(server.port());
        config.setCustomAuth(customAuth);
        try (Wire wire = open(config)) {
            assertNotNull(wire);
            String login = server.next("login");
            assertTrue(login.contains("\0MDpwb3N0LWNuLTBwcDEyZ2wwMDAwOnRlc3RpZA==\0I4OmNehc4z0M2pUapArjUPTM8a4="));
            assertTrue(login.contains("\7signKeyS\0\0\0\r1577934245000"));
            assertEquals(customAuth, login.contains("\ncustomAuthS\0\0\0\4true"));
            for (String capability :
                    List.of("authentication_failure_close", "consumer_cancel_notify", "connection.blocked")) {
                assertTrue(login.contains(capability + "t\1"), capability);
            }
            assertFalse(login.contains("product"));
            assertEquals("open MQTT", server.next("open"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403,Client.LoginRefused",
        "530,Client.LoginRefused",
        "-1,Client.LoginRefused",
        "541,Client.ConnectFailed"
    })
    void aRefusedLoginIsReported(int refusal, String code) {
        server.refuseLogins(refusal);
        ServerException e = assertThrows(ServerException.class, this::open);
        assertEquals(code, e.getCode());
        assertFalse(e.getMessage().contains("testsecret"));
    }

    /** A server that sends back what it was sent, and line breaks and escape codes. */
    @ParameterizedTest
    @ValueSource(ints = {403, 530, 541})
    void aRefusalThatEchoesTheLoginShowsNoSecret(int refusal) {
        server.refuseLogins(refusal, "\r\n\33[31mno % testsecret");
        ServerException e = assertThrows(ServerException.class, this::open);
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all));
        // the secret key, the user name, and the password of this moment
        for (String secret : List.of(
                "testsecret",
                "MDpwb3N0LWNuLTBwcDEyZ2wwMDAwOnRlc3RpZA==",
                "I4OmNehc4z0M2pUapArjUPTM8a4=",
                "\33",
                "\r")) {
            assertFalse(all.toString().contains(secret), all.toString());
        }
        assertTrue(all.toString().contains("\\u001b[31mno"), all.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "channel"})
    void anEndThatEchoesTheLoginShowsNoSecret(String what) throws Exception {
        String echo = "\r\n\33[31mno testsecret I4OmNehc4z0M2pUapArjUPTM8a4=";
        try (Wire wire = open()) {
            wire.subscribe(Source.topic("a"), CREDIT, to(received::add));
            if (what.equals("connection")) {
                server.closeConnection(320, echo);
            } else {
                server.closeChannel(1, 406, echo);
            }
            StringWriter all = new StringWriter();
            loss().printStackTrace(new PrintWriter(all));
            for (String secret : List.of("testsecret", "I4OmNehc4z0M2pUapArjUPTM8a4=", "\33", "\r")) {
                assertFalse(all.toString().contains(secret), all.toString());
            }
            assertTrue(all.toString().contains("\\u001b[31mno ***"), all.toString());
        }
    }

    @Test
    void aLoginThatDripsIsNotWaitedForLongerThanTheStep() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread dripping = new Thread(() -> {
                try (Socket socket = other.accept()) {
                    byte[] start = {1, 0, 0, 0, 1, 0, 0};
                    for (int n = 0; !done.await(100, TimeUnit.MILLISECONDS); n++) {
                        socket.getOutputStream().write(start[n % start.length]);
                    }
                } catch (IOException | InterruptedException e) {
                    // the other side has left
                }
            });
            dripping.start();
            assertEquals(
                    ErrorCode.TIMED_OUT,
                    assertThrows(ServerException.class, () -> open(config(other.getLocalPort())))
                            .getCode());
            done.countDown();
            dripping.join();
        }
    }

    @Test
    void anInterruptEndsAStart() throws Exception {
        Thread.currentThread().interrupt();
        assertEquals(
                ErrorCode.INTERRUPTED,
                assertThrows(ServerException.class, this::open).getCode());
        assertTrue(Thread.interrupted());
        server.ignore(10);
        ChannelConfig patient = config(server.port());
        patient.setHandshakeTimeout(0);
        Thread caller = Thread.currentThread();
        Thread interrupting = new Thread(() -> {
            // wherever it is then
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            caller.interrupt();
        });
        interrupting.start();
        assertEquals(
                ErrorCode.INTERRUPTED,
                assertThrows(ServerException.class, () -> open(patient)).getCode());
        assertTrue(Thread.interrupted());
        interrupting.join();
    }

    @Test
    void anInterruptedEndLeavesNothingOpenAndKeepsTheFlag() throws Exception {
        Wire wire = open();
        wire.subscribe(Source.topic("a"), CREDIT, to(received::add));
        server.ignore(60);
        server.ignore(10);
        Thread.currentThread().interrupt();
        wire.stopReceiving(Deadline.in(0));
        wire.close(Deadline.in(0));
        assertTrue(Thread.interrupted());
        assertEquals("end", server.next("end"));
    }

    @Test
    void allSourcesOfASilentServerAreWaitedForOnce() throws Exception {
        try (Wire wire = open()) {
            for (int n = 1; n <= 20; n++) {
                wire.subscribe(Source.topic("a" + n), CREDIT, to(received::add));
            }
            server.ignore(60);
            long begin = System.nanoTime();
            wire.stopReceiving(Deadline.in(500));
            // one after the other it would be ten seconds
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20})
    void aSilentServerIsNotWaitedForForEver(int silentClass) throws Exception {
        server.ignore(silentClass);
        if (silentClass == 10) {
            assertEquals(
                    ErrorCode.TIMED_OUT,
                    assertThrows(ServerException.class, this::open).getCode());
        } else {
            try (Wire wire = open()) {
                ServerException e = assertThrows(
                        ServerException.class, () -> wire.subscribe(Source.status("GID_a"), CREDIT, to(received::add)));
                assertEquals(ErrorCode.TIMED_OUT, e.getCode());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|Client.ConnectFailed|ended the connection",
                "'AMQP\3\1\0\0'|Client.WrongProtocol|speaks AMQP 1.0, not 0-9-1",
                "'AMQP\0\1\0\0'|Client.WrongProtocol|speaks AMQP 1.0, not 0-9-1",
                "HTTP/1.1 400 Bad Request: and more|Client.WrongProtocol|speaks HTTP, not AMQP 0-9-1"
            })
    void anotherServerIsRecognized(String answer, String code, String words) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> {
                try (Socket socket = other.accept()) {
                    socket.getInputStream().readNBytes(8);
                    socket.getOutputStream()
                            .write((answer == null ? "" : answer).getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            serving.start();
            ChannelConfig patient = config(other.getLocalPort());
            patient.setHandshakeTimeout(10_000);
            ServerException e = assertThrows(ServerException.class, () -> open(patient));
            assertEquals(code, e.getCode());
            assertTrue(e.getMessage().contains(words), e.getMessage());
            serving.join();
        }
    }

    @Test
    void aPortWithoutServerIsReported() throws Exception {
        server.close();
        assertEquals(
                ErrorCode.CONNECT_FAILED,
                assertThrows(ServerException.class, this::open).getCode());
    }

    @Test
    void sourcesHaveTheirQueuesAndChannels() throws Exception {
        try (Wire wire = open()) {
            wire.subscribe(Source.status("GID_a"), CREDIT, to(received::add));
            wire.subscribe(Source.topic("first"), CREDIT, to(received::add));
            assertEquals("qos 1000", server.next("qos"));
            assertTrue(server.next("consume").matches("(?s)consume STATUS on 1 .*\bGROUP_IDS\0\0\0\5GID_a"));
            assertEquals("qos 1000", server.next("qos"));
            assertTrue(server.next("consume").matches("(?s)consume first on 2 \0\0\0\0\0\0"));
        }
        assertNoLoss();
    }

    @Test
    void deliveriesAreSettled() throws Exception {
        try (Wire wire = open()) {
            wire.subscribe(Source.status("GID_a"), CREDIT, to(received::add));
            long tag = 0;
            for (Outcome outcome : Outcome.values()) {
                server.deliver(1, ++tag, outcome.name());
                Delivery delivery = received.poll(5, TimeUnit.SECONDS);
                assertEquals(outcome.name(), text(delivery));
                delivery.settle(outcome);
                wire.flush();
            }
            assertEquals("ack 1 and before", server.next("ack"));
            assertEquals("nack 2 requeue=1", server.next());
            assertEquals("reject 3 requeue=0", server.next());
            assertEquals("nack 4 requeue=1", server.next());
        }
    }

    @Test
    void acceptedOnesAreSentTogetherUpToTheFirstInWork() throws Exception {
        try (Wire wire = open()) {
            wire.subscribe(Source.status("GID_a"), CREDIT, to(received::add));
            List<Delivery> deliveries = new ArrayList<>();
            for (int tag = 1; tag <= 6; tag++) {
                server.deliver(1, tag, "n" + tag);
                deliveries.add(received.poll(5, TimeUnit.SECONDS));
            }
            for (int settled : List.of(2, 1, 3, 5)) {
                deliveries.get(settled - 1).settle(Outcome.ACCEPTED);
            }
            wire.flush();
            assertEquals("ack 3 and before", server.next("ack"));
            assertEquals("ack 5", server.next("ack"));
            deliveries.get(3).settle(Outcome.RETRY);
            assertEquals("nack 4 requeue=1", server.next());
            deliveries.get(5).settle(Outcome.ACCEPTED);
        }
        // closing sends them, too
        assertEquals("ack 6 and before", server.next("ack"));
    }

    @Test
    void enoughAcceptedOnesAreSentWithoutAFlush() throws Exception {
        try (Wire wire = open()) {
            wire.subscribe(Source.status("GID_a"), CREDIT, to(delivery -> delivery.settle(Outcome.ACCEPTED)));
            for (int tag = 1; tag <= WireProvider.MAX_SETTLED_TOGETHER; tag++) {
                server.deliver(1, tag, "n" + tag);
            }
            assertEquals("ack " + WireProvider.MAX_SETTLED_TOGETHER + " and before", server.next("ack"));
        }
    }

    @Test
    void aReceiverThatThrowsKeepsItsChannel() throws Exception {
        try (Wire wire = open()) {
            wire.subscribe(Source.topic("t"), CREDIT, to(delivery -> {
                received.add(delivery);
                throw new AssertionError("thrown on purpose");
            }));
            server.deliver(1, 1, "a");
            server.deliver(1, 2, "b");
            assertEquals("a", text(received.poll(5, TimeUnit.SECONDS)));
            assertEquals("b", text(received.poll(5, TimeUnit.SECONDS)));
            assertNoLoss();
        }
    }

    @Test
    void aRefusedSubscriptionLeavesTheRestUsable() throws Exception {
        try (Wire wire = open()) {
            ServerException e = assertThrows(
                    ServerException.class,
                    () -> wire.subscribe(Source.topic(ScriptedServer.NO_QUEUE), CREDIT, to(received::add)));
            assertEquals(ErrorCode.SUBSCRIBE_REFUSED, e.getCode());
            assertTrue(
                    e.getMessage().contains("topic nope does not exist on instance post-cn-0pp12gl0000; 127.0.0.1:"),
                    e.getMessage());
            assertTrue(e.getMessage().endsWith("NOT_FOUND - no queue"), e.getMessage());
            wire.subscribe(Source.topic("t"), CREDIT, to(received::add));
            server.deliver(1, 1, "a");
            assertEquals("a", text(received.poll(5, TimeUnit.SECONDS)));
            assertNoLoss();
        }
    }

    @Test
    void aReceiverThatStaysHoldsBackNothing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Wire wire = open();
        wire.subscribe(Source.topic("a"), CREDIT, new Receiver() {
            @Override
            public void receive(Delivery delivery) {
                received.add(delivery);
            }

            @Override
            public void endOfBurst(boolean mayStay) {
                assertTrue(mayStay);
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody is interrupted", e);
                }
            }
        });
        for (int n = 1; n <= 3; n++) {
            server.deliver(1, n, "a" + n);
            assertEquals("a" + n, text(received.poll(5, TimeUnit.SECONDS)));
        }
        wire.close();
        release.countDown();
        assertNoLoss();
    }

    @Test
    void aServerThatIgnoresTheLimitIsReadNoFurther() throws Exception {
        Wire wire = open();
        wire.subscribe(Source.topic("a"), 2, to(received::add));
        for (int n = 1; n <= 3; n++) {
            server.deliver(1, n, "a" + n);
        }
        Delivery first = received.poll(5, TimeUnit.SECONDS);
        assertEquals("a2", text(received.poll(5, TimeUnit.SECONDS)));
        assertNull(received.poll(200, TimeUnit.MILLISECONDS));
        first.settle(Outcome.ACCEPTED);
        wire.flush();
        assertEquals("a3", text(received.poll(5, TimeUnit.SECONDS)));
        server.deliver(1, 4, "a4");
        wire.close();
        assertTrue(received.isEmpty(), "what waited is not delivered after close()");
        assertNoLoss();
    }

    @Test
    void stopReceivingCancelsAndLeavesTheRestToBeSettled() throws Exception {
        try (Wire wire = open()) {
            wire.subscribe(Source.topic("a"), CREDIT, to(received::add));
            server.deliver(1, 1, "a1");
            Delivery delivery = received.poll(5, TimeUnit.SECONDS);
            wire.stopReceiving(Deadline.in(500));
            assertEquals("cancel tag-1", server.next("cancel"));
            delivery.settle(Outcome.ACCEPTED);
            wire.flush();
            assertEquals("ack 1 and before", server.next("ack"));
        }
        assertNoLoss();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "closeConnection", "closeChannel", "cancel"})
    void aLossIsReportedOnceEvenIfDeliveriesWaitForRoom(String how) throws Exception {
        try (Wire wire = open()) {
            // no room: the thread that delivers waits
            wire.subscribe(Source.topic("a"), 1, to(received::add));
            server.deliver(1, 1, "a1");
            server.deliver(1, 2, "a2");
            assertNotNull(received.poll(5, TimeUnit.SECONDS));
            switch (how) {
                case "cut" -> server.cut();
                case "closeConnection" -> server.closeConnection(320, "CONNECTION_FORCED");
                case "closeChannel" -> server.closeChannel(1, 406, "PRECONDITION_FAILED");
                default -> server.cancel(1);
            }
            assertEquals(ErrorCode.CONNECTION_LOST, loss().getCode());
            assertNoLoss();
        }
        assertNoLoss();
    }

    @Test
    void closingDoesNotNeedTheServer() throws Exception {
        Wire wire = open();
        server.ignore(10);
        wire.close();
        wire.close();
        assertNoLoss();
        assertEquals(
                ErrorCode.CONNECTION_LOST,
                assertThrows(ServerException.class, () -> wire.subscribe(Source.topic("a"), CREDIT, to(received::add)))
                        .getCode());
        assertEquals(
                ErrorCode.CONNECTION_LOST,
                assertThrows(ServerException.class, () -> wire.send(message("t")))
                        .getCode());
    }

    @Test
    void aMessageIsTheOfficialSdks() throws Exception {
        try (Wire wire = open()) {
            CompletableFuture<Void> sent = wire.send(
                    new Outgoing("ID", "top/a", new byte[] {1}, "60", "text/plain", List.of(new StringPair("k", "v"))));
            // mandatory is the first bit
            assertEquals("publish top/a top/a mandatory=1 on 1", server.next("publish"));
            String header = server.next("header");
            for (String part : List.of(
                    "\ntext/plain",
                    "\5seqIdl\0\0\0\0\0\0\0\1",
                    "\21mqtt5UserPropertyS",
                    "[{\"key\":\"k\"",
                    "\00260",
                    "\2ID")) {
                assertTrue(header.contains(part), part);
            }
            assertFalse(sent.isDone());
        }
    }

    @Test
    void confirmsAreMatched() throws Exception {
        try (Wire wire = open()) {
            List<CompletableFuture<Void>> sent = List.of(
                    wire.send(message("t")), wire.send(message("t")), wire.send(message("t")), wire.send(message("t")));
            server.giveBack(1, 2);
            server.confirm(1, 3, true);
            server.refuse(1, 4, false);
            sent.get(0).get(5, TimeUnit.SECONDS);
            sent.get(2).get(5, TimeUnit.SECONDS);
            assertTrue(failure(sent.get(1)).getMessage().endsWith("NO_ROUTE"));
            assertEquals(ErrorCode.SEND_REFUSED, failure(sent.get(3)).getCode());
        }
    }

    @Test
    void aClosedChannelFailsItsMessagesAndIsReplaced() throws Exception {
        try (Wire wire = open()) {
            wire.subscribe(Source.topic("a"), CREDIT, to(received::add));
            CompletableFuture<Void> collateral = wire.send(message("t"));
            CompletableFuture<Void> bad = wire.send(message(ScriptedServer.NO_EXCHANGE));
            assertEquals(ErrorCode.SEND_REFUSED, failure(bad).getCode());
            assertTrue(failure(collateral).getMessage().endsWith("no exchange"));
            CompletableFuture<Void> next = wire.send(message("t"));
            server.confirm(2, 1, false);
            next.get(5, TimeUnit.SECONDS);
            assertNoLoss();
        }
    }

    @Test
    void aMessageThatDoesNotFitDoesNotShiftTheNumbers() throws Exception {
        try (Wire wire = open()) {
            CompletableFuture<Void> first = wire.send(message("t"));
            ServerException e = assertThrows(ServerException.class, () -> wire.send(message("t".repeat(256))));
            assertEquals(ErrorCode.SEND_REFUSED, e.getCode());
            CompletableFuture<Void> second = wire.send(message("t"));
            server.confirm(1, 2, false);
            second.get(5, TimeUnit.SECONDS);
            assertFalse(first.isDone());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEndFailsWhatIsNotConfirmed(boolean closedHere) throws Exception {
        Wire wire = open();
        CompletableFuture<Void> sent = wire.send(message("t"));
        if (closedHere) {
            wire.close();
        } else {
            server.cut();
        }
        assertEquals(ErrorCode.CONNECTION_LOST, failure(sent).getCode());
        wire.close();
    }

    @Test
    void aServerThatTakesNothingIsNotSentTo() throws Exception {
        try (Wire wire = open()) {
            server.block("low on memory");
            // the answer to a subscription shows that what was sent before has been read
            wire.subscribe(Source.topic("a"), CREDIT, to(received::add));
            ServerException e = assertThrows(ServerException.class, () -> wire.send(message("t")));
            assertEquals(ErrorCode.SEND_REFUSED, e.getCode());
            assertTrue(e.isRetryable());
            assertTrue(e.getMessage().contains("low on memory"), e.getMessage());
            server.unblock();
            wire.subscribe(Source.topic("b"), CREDIT, to(received::add));
            CompletableFuture<Void> sent = wire.send(message("t"));
            server.confirm(3, 1, false);
            sent.get(5, TimeUnit.SECONDS);
        }
    }
}
