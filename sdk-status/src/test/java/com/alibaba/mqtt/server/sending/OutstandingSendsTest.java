package com.alibaba.mqtt.server.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.FakeServer;
import com.alibaba.mqtt.server.FakeServer.FakeWire;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.connection.Connection;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.threads.Ending;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutstandingSendsTest {
    private static final int MAX = 1_000;

    private final FakeServer server = new FakeServer();
    private final Connection connection = new Connection();
    private final BlockingQueue<String> notified = new LinkedBlockingQueue<>();
    private final OutstandingSends sends = new OutstandingSends("test", 60_000);
    private FakeWire wire;
    private int number;

    private final SendCallback callback = new SendCallback() {
        @Override
        public void onSuccess(String msgId) {
            notified.add("success " + msgId);
        }

        @Override
        public void onFail() {
            throw new AssertionError("overridden below");
        }

        @Override
        public void onFail(String msgId, ServerException cause) {
            notified.add(cause.getCode() + " " + msgId);
        }
    };

    @BeforeEach
    void open() throws Exception {
        connection.opened(server.open(ConnectionSettings.of(FakeServer.config()), why -> {}));
        wire = server.nextWire();
    }

    @AfterEach
    void finish() {
        sends.refuseMore();
        sends.finish(new Ending(Deadline.in(10_000)), Deadline.in(1));
    }

    private Outgoing message() {
        return new Outgoing("id" + number++, "topic", new byte[0], null, null, List.of());
    }

    private CompletableFuture<Void> send(SendCallback notifying) throws ServerException {
        return sends.send(message(), connection, notifying);
    }

    private String nextNotified() throws InterruptedException {
        return notified.poll(10, TimeUnit.SECONDS);
    }

    private static String codeOf(CompletableFuture<Void> send) throws InterruptedException {
        ExecutionException failed = assertThrows(ExecutionException.class, send::get);
        return assertInstanceOf(ServerException.class, failed.getCause()).getCode();
    }

    @Test
    void aConfirmedSendSucceeds() throws Exception {
        CompletableFuture<Void> send = send(callback);
        assertFalse(send.isDone());
        wire.nextConfirmation().complete(null);
        assertEquals("success id0", nextNotified());
        send.get();
    }

    @Test
    void aRefusedSendFailsWithTheErrorOfTheWire() throws Exception {
        CompletableFuture<Void> send = send(callback);
        wire.nextConfirmation().completeExceptionally(FakeServer.loginRefused());
        assertEquals(ErrorCode.LOGIN_REFUSED + " id0", nextNotified());
        assertEquals(ErrorCode.LOGIN_REFUSED, codeOf(send));
    }

    @Test
    void whatIsNotConfirmedInTimeFails() throws Exception {
        OutstandingSends impatient = new OutstandingSends("test-impatient", 1);
        CompletableFuture<Void> send = impatient.send(message(), connection, callback);
        assertEquals(ErrorCode.TIMED_OUT, codeOf(send));
        assertEquals(ErrorCode.TIMED_OUT + " id0", nextNotified());
        impatient.refuseMore();
        impatient.finish(new Ending(Deadline.in(10_000)), Deadline.in(1));
    }

    @Test
    void aLostConnectionFailsItsOwnSendsOnly() throws Exception {
        Connection other = new Connection();
        other.opened(server.open(ConnectionSettings.of(FakeServer.config()), why -> {}));
        CompletableFuture<Void> lost = send(null);
        CompletableFuture<Void> stays = sends.send(message(), other, null);
        connection.lost(new ServerException(ErrorCode.CONNECTION_LOST, "cut by the test", true, null));
        sends.connectionLost(connection);
        assertEquals(ErrorCode.CONNECTION_LOST, codeOf(lost));
        assertFalse(stays.isDone());
        assertEquals(
                ErrorCode.CONNECTION_LOST,
                assertThrows(ServerException.class, () -> send(callback)).getCode());
        assertTrue(notified.isEmpty(), "thrown, so not notified too");
    }

    @Test
    void anEndThatComesTwiceIsOne() throws Exception {
        CompletableFuture<Void> send = send(callback);
        CompletableFuture<Void> confirmation = wire.nextConfirmation();
        connection.lost(new ServerException(ErrorCode.CONNECTION_LOST, "cut by the test", true, null));
        sends.connectionLost(connection);
        confirmation.complete(null);
        assertEquals(ErrorCode.CONNECTION_LOST, codeOf(send));
        assertEquals(ErrorCode.CONNECTION_LOST + " id0", nextNotified());
        assertTrue(notified.isEmpty());
    }

    private void fill() throws Exception {
        for (int n = 0; n < MAX; n++) {
            CompletableFuture<Void> unused = send(null);
        }
    }

    @Test
    void withoutRoomASendWaitsUntilOneEnds() throws Exception {
        fill();
        Thread sender = new Thread(() -> {
            try {
                CompletableFuture<Void> unused = send(callback);
            } catch (ServerException e) {
                notified.add(e.getCode());
            }
        });
        sender.start();
        assertEquals(MAX, wire.sent.size());
        wire.nextConfirmation().complete(null);
        sender.join();
        assertEquals(MAX + 1, wire.sent.size());
        assertTrue(notified.isEmpty());
    }

    @Test
    void anInterruptEndsTheWaitForRoom() throws Exception {
        fill();
        Thread.currentThread().interrupt();
        assertEquals(
                ErrorCode.INTERRUPTED,
                assertThrows(ServerException.class, () -> send(callback)).getCode());
        assertTrue(Thread.interrupted());
    }

    @Test
    void aCallbackMaySendOneMoreWithoutRoomAndNotTwo() throws Exception {
        SendCallback sending = new SendCallback() {
            @Override
            public void onSuccess(String msgId) {
                try {
                    CompletableFuture<Void> unused = send(null);
                    notified.add("one");
                    CompletableFuture<Void> unusedToo = send(null);
                    notified.add("two");
                } catch (ServerException e) {
                    notified.add(e.getCode());
                }
            }

            @Override
            public void onFail() {
                notified.add("failed");
            }
        };
        CompletableFuture<Void> first = send(sending);
        for (int n = 1; n < MAX; n++) {
            CompletableFuture<Void> unused = send(null);
        }
        wire.nextConfirmation().complete(null);
        first.get();
        assertEquals("one", nextNotified());
        assertEquals(ErrorCode.TIMED_OUT, nextNotified());
    }

    @Test
    void theEndFailsWhatIsNotConfirmedAndNotifies() throws Exception {
        CompletableFuture<Void> send = send(callback);
        assertTrue(sends.refuseMore());
        assertFalse(sends.refuseMore());
        assertEquals(
                ErrorCode.STOPPED,
                assertThrows(ServerException.class, () -> send(callback)).getCode());
        sends.finish(new Ending(Deadline.in(10_000)), Deadline.in(1));
        assertEquals(ErrorCode.STOPPED, codeOf(send));
        assertEquals(ErrorCode.STOPPED + " id0", notified.poll());
    }

    @Test
    void theEndWaitsForACallbackThatRuns() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> send = send(new SendCallback() {
            @Override
            public void onSuccess(String msgId) {
                try {
                    assertTrue(release.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                notified.add("done");
            }

            @Override
            public void onFail() {
                notified.add("failed");
            }
        });
        wire.nextConfirmation().complete(null);
        send.get();
        sends.refuseMore();
        Thread finishing = new Thread(() -> sends.finish(new Ending(Deadline.in(30_000)), Deadline.in(30_000)));
        finishing.start();
        assertTrue(finishing.isAlive());
        release.countDown();
        finishing.join();
        assertEquals("done", notified.poll());
    }

    @Test
    void aProducerReceivesNothing() {
        assertThrows(IllegalStateException.class, () -> sends.receiver(Source.status("GID_a"), connection));
    }
}
