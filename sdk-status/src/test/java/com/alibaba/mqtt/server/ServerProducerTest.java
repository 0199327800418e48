package com.alibaba.mqtt.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.model.StringPair;
import com.alibaba.mqtt.server.network.Outgoing;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerProducerTest {
    private static final byte[] PAYLOAD = {1, 2, 3};

    private final FakeServer server = new FakeServer();
    private final ChannelConfig config = FakeServer.config();
    private final ProducerConfig producerConfig = new ProducerConfig();
    private final BlockingQueue<String> notified = new LinkedBlockingQueue<>();
    private ServerProducer producer = new ServerProducer(config, producerConfig, server);

    private final SendCallback callback = new SendCallback() {
        @Override
        public void onSuccess(String msgId) {
            notified.add("success");
        }

        @Override
        public void onFail() {
            throw new AssertionError("overridden below");
        }

        @Override
        public void onFail(String msgId, ServerException cause) {
            notified.add(cause.getCode());
        }
    };

    @AfterEach
    void stop() throws Exception {
        producer.stop();
    }

    private String nextNotified() throws InterruptedException {
        return notified.poll(10, TimeUnit.SECONDS);
    }

    private static String codeOf(ThrowingCall call) {
        return assertThrows(ServerException.class, call::run).getCode();
    }

    private interface ThrowingCall {
        void run() throws Exception;
    }

    @Test
    void aConfirmedSendIsASuccessWithItsId() throws Exception {
        producer.start();
        FakeWire wire = server.nextWire();
        CompletableFuture<SendResult> result =
                CompletableFuture.supplyAsync(() -> sendAndWait(List.of(new StringPair("a", "1"))));
        wire.nextConfirmation().complete(null);
        Outgoing sent = wire.sent.take();
        assertTrue(result.join().isSuccess());
        assertEquals(sent.messageId(), result.join().getMsgId());
        assertNull(result.join().cause());
        assertTrue(sent.messageId().matches("[0-9A-F]{32}"));
        assertEquals("[{\"key\":\"a\",\"value\":\"1\"}]", sent.userPropertiesJson());
        assertEquals(
                List.of("parent/x", "60", "text/plain"),
                List.of(sent.topic(), sent.expiryInterval(), sent.contentType()));
    }

    private SendResult sendAndWait(List<StringPair> userProperties) {
        try {
            return producer.sendMessage("parent/x", PAYLOAD, "60", "text/plain", userProperties);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void callbacksGetTheOutcomeAndItsCause() throws Exception {
        producer.start();
        FakeWire wire = server.nextWire();
        producer.sendMessage("parent", PAYLOAD, callback);
        wire.nextConfirmation().complete(null);
        assertEquals("success", nextNotified());
        producer.sendMessage("parent", PAYLOAD, callback);
        wire.nextConfirmation()
                .completeExceptionally(new ServerException(ErrorCode.SEND_REFUSED, "no such topic", true, null));
        assertEquals(ErrorCode.SEND_REFUSED, nextNotified());
    }

    @Test
    void anOldCallbackIsCalledWithoutTheCauseAndMayThrow() throws Exception {
        producer.start();
        FakeWire wire = server.nextWire();
        producer.sendMessage("parent", PAYLOAD, new SendCallback() {
            @Override
            public void onSuccess(String msgId) {
                throw new IllegalStateException("thrown by the test");
            }

            @Override
            public void onFail() {
                notified.add("old");
                throw new IllegalStateException("thrown by the test");
            }
        });
        wire.nextConfirmation().completeExceptionally(new ServerException(ErrorCode.SEND_REFUSED, "", true, null));
        assertEquals("old", nextNotified());
        producer.sendMessage("parent", PAYLOAD, callback);
        wire.nextConfirmation().complete(null);
        assertEquals("success", nextNotified());
    }

    @Test
    void aLostConnectionFailsWhatIsOutstandingImmediately() throws Exception {
        producer.start();
        FakeWire wire = server.nextWire();
        for (int n = 0; n < 10; n++) {
            producer.sendMessage("parent", PAYLOAD, callback);
        }
        wire.cut();
        for (int n = 0; n < 10; n++) {
            assertEquals(ErrorCode.CONNECTION_LOST, nextNotified());
        }
        FakeWire second = server.nextWire();
        eventually(() -> producer.sendMessage("parent", PAYLOAD, callback));
        second.nextConfirmation().complete(null);
        assertEquals("success", nextNotified());
    }

    private static void eventually(ThrowingCall call) throws Exception {
        while (true) {
            try {
                call.run();
                return;
            } catch (ServerException e) {
                assertEquals(ErrorCode.CONNECTION_LOST, e.getCode());
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whatIsNotConfirmedInTimeFails() throws Exception {
        producerConfig.setSendTimeoutMills(50);
        producer = new ServerProducer(config, producerConfig, server);
        producer.start();
        producer.sendMessage("parent", PAYLOAD, callback);
        assertEquals(ErrorCode.TIMED_OUT, nextNotified());
        SendResult result = producer.sendMessage("parent", PAYLOAD);
        assertFalse(result.isSuccess());
        assertNull(result.getMsgId());
        assertEquals(ErrorCode.TIMED_OUT, result.cause().getCode());
    }

    @Test
    void inFlightIsBounded() throws Exception {
        producerConfig.setSendTimeoutMills(60_000);
        producer = new ServerProducer(config, producerConfig, server);
        producer.start();
        FakeWire wire = server.nextWire();
        for (int n = 0; n < 1_000; n++) {
            producer.sendMessage("parent", PAYLOAD, callback);
        }
        Thread next = new Thread(() -> assertDoesNotThrow(() -> producer.sendMessage("parent", PAYLOAD, callback)));
        next.start();
        while (next.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertEquals(1_000, wire.sent.size());
        wire.nextConfirmation().complete(null);
        next.join();
        assertEquals(1_001, wire.sent.size());
        wire.cut();
    }

    @Test
    void stopWaitsForWhatIsOutstanding() throws Exception {
        producer.start();
        FakeWire wire = server.nextWire();
        producer.sendMessage("parent", PAYLOAD, callback);
        CompletableFuture<Void> confirmation = wire.nextConfirmation();
        Thread stopping = new Thread(() -> assertDoesNotThrow(producer::stop));
        stopping.start();
        while (stopping.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(wire.closed);
        assertEquals(ErrorCode.STOPPED, codeOf(() -> producer.sendMessage("parent", PAYLOAD, callback)));
        confirmation.complete(null);
        stopping.join();
        assertEquals("success", nextNotified());
        assertTrue(wire.closed);
    }

    @Test
    void noCallbackIsMissingAfterStop() throws Exception {
        for (int round = 0; round < 500; round++) {
            producer = new ServerProducer(config, producerConfig, server);
            producer.start();
            producer.sendMessage("parent", PAYLOAD, callback);
            CompletableFuture<Void> confirmation = server.nextWire().nextConfirmation();
            Thread confirming = new Thread(() -> confirmation.complete(null));
            confirming.start();
            producer.stop();
            assertEquals("success", notified.poll(0, TimeUnit.SECONDS), "round " + round);
            confirming.join();
        }
    }

    @Test
    void stopFailsWhatIsStillNotConfirmed() throws Exception {
        config.setShutdownTimeout(1);
        producer.start();
        producer.sendMessage("parent", PAYLOAD, callback);
        producer.stop();
        assertEquals(ErrorCode.STOPPED, nextNotified());
        assertEquals(ErrorCode.STOPPED, codeOf(() -> producer.sendMessage("parent", PAYLOAD)));
        assertEquals(ErrorCode.STOPPED, codeOf(producer::start));
    }

    @Test
    void stopFromInsideACallbackDoesNotWaitForItself() throws Exception {
        producer.start();
        FakeWire wire = server.nextWire();
        CountDownLatch stopped = new CountDownLatch(1);
        producer.sendMessage("parent", PAYLOAD, new SendCallback() {
            @Override
            public void onSuccess(String msgId) {
                assertDoesNotThrow(producer::stop);
                stopped.countDown();
            }

            @Override
            public void onFail() {
                throw new AssertionError("confirmed by the test");
            }
        });
        wire.nextConfirmation().complete(null);
        assertTrue(stopped.await(3, TimeUnit.SECONDS));
        assertTrue(wire.closed);
    }

    @Test
    void refusesBadArgumentsAtTheCall() {
        for (String bad : new String[] {null, "", "/a", "a/+", "#", "$SYS/x", " a", "a\nb", "x".repeat(129)}) {
            assertThrows(IllegalArgumentException.class, () -> producer.sendMessage(bad, PAYLOAD), bad);
        }
        assertThrows(IllegalArgumentException.class, () -> producer.sendMessage("a", null));
        assertThrows(IllegalArgumentException.class, () -> producer.sendMessage("a", new byte[65_537]));
        assertThrows(IllegalArgumentException.class, () -> producer.sendMessage("a", PAYLOAD, (SendCallback) null));
        assertThrows(IllegalArgumentException.class, () -> producer.sendMessage("a", PAYLOAD, "soon", null, null));
        assertThrows(IllegalArgumentException.class, () -> new ServerProducer(config, null));
        assertEquals(ErrorCode.NOT_STARTED, codeOf(() -> producer.sendMessage("a/p2p/GID_a@@@b", new byte[65_536])));
    }
}
