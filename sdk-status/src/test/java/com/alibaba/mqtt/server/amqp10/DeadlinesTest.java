package com.alibaba.mqtt.server.amqp10;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does or leaves undone, each call is over by its deadline, and nothing is left. */
@Timeout(120)
// wires are closed by hand, as how they close is tested
@SuppressWarnings("try")
class DeadlinesTest {
    private static final int LIMIT = 1_000;
    /** What a loaded machine may add. */
    private static final int SLACK = 5_000;

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private Peer peer;

    @BeforeEach
    void open() throws Exception {
        peer = new Peer();
    }

    @AfterEach
    void close() throws Exception {
        Thread.interrupted();
        System.clearProperty(QpidInternals.VERSION_PROPERTY);
        peer.close();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        long end = System.nanoTime() + 20_000_000_000L;
        while (ours() && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
        }
        assertFalse(ours(), Thread.getAllStackTraces().keySet()::toString);
    }

    private boolean ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .anyMatch(name ->
                        name.startsWith("mqtt-") || name.startsWith("AmqpProvider") || name.startsWith("QpidJMS"));
    }

    private ConnectionSettings settings(int port, boolean tls) {
        ChannelConfig config = peer.config();
        config.setPort(port);
        config.setTls(tls);
        config.setTlsPort(port);
        config.setConnectionTimeout(LIMIT);
        config.setHandshakeTimeout(LIMIT);
        return ConnectionSettings.of(config);
    }

    private static void within(int millis, Executable call) throws Throwable {
        long begin = System.nanoTime();
        call.execute();
        long took = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(took < millis + SLACK, "took " + took + " ms");
    }

    /** Sends these bytes one by one, each before a time-out of single reads. */
    private static Thread dripping(ServerSocket server, byte[] answer) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                for (byte each : answer) {
                    socket.getOutputStream().write(each);
                    LockSupport.parkNanos(300_000_000);
                }
            } catch (IOException e) {
                // it was closed, as it should be
            }
        });
        thread.start();
        return thread;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatDrips(boolean tls) throws Throwable {
        byte[] answer = new byte[100];
        // the beginning of a long handshake record, or of SASL with a long frame
        byte[] head = tls
                ? new byte[] {22, 3, 3, 0, 90, 2, 0, 0, 86}
                : new byte[] {'A', 'M', 'Q', 'P', 3, 1, 0, 0, 0, 0, 0, 90, 2, 1};
        System.arraycopy(head, 0, answer, 0, head.length);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = dripping(server, answer);
            within(
                    3 * LIMIT,
                    () -> assertEquals(
                            ErrorCode.TIMED_OUT,
                            assertThrows(
                                            ServerException.class,
                                            () -> new Amqp10WireProvider()
                                                    .open(settings(server.getLocalPort(), tls), e -> {}))
                                    .getCode()));
            thread.join(10_000);
            assertFalse(thread.isAlive(), "the socket is closed");
        }
    }

    private static void assertInterrupted(Executable call) {
        ServerException e = assertThrows(ServerException.class, call);
        assertEquals(ErrorCode.INTERRUPTED, e.getCode(), e.toString());
        assertTrue(Thread.interrupted(), "the flag is kept");
    }

    @Test
    void anInterruptEndsEachCall() throws Throwable {
        Thread.currentThread().interrupt();
        assertInterrupted(() -> new Amqp10WireProvider().open(peer.settings(), e -> {}));
        Thread caller = Thread.currentThread();
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ChannelConfig config = peer.config();
            config.setPort(mute.getLocalPort());
            Thread late = new Thread(() -> {
                LockSupport.parkNanos(300_000_000);
                caller.interrupt();
            });
            late.start();
            assertInterrupted(() -> new Amqp10WireProvider().open(ConnectionSettings.of(config), e -> {}));
        }
        try (Wire wire = new Amqp10WireProvider().open(peer.settings(), e -> {})) {
            Thread.currentThread().interrupt();
            assertInterrupted(() -> wire.subscribe(Source.status("GID"), 8, new Taken()));
            wire.subscribe(Source.status("GID2"), 8, new Taken());
            Thread.currentThread().interrupt();
            wire.stopReceiving(Deadline.in(LIMIT));
            assertTrue(Thread.currentThread().isInterrupted(), "the flag is kept");
            wire.close(Deadline.in(LIMIT));
            assertTrue(Thread.interrupted(), "the flag is kept");
            assertNothingIsLeft();
        }
    }

    /** Qpid JMS waits for such an answer without a limit, and the end of the connection does not end that wait. */
    @ParameterizedTest
    @ValueSource(strings = {"", "none"})
    void aServerThatAnswersNoEndOfASessionOrLink(String knownVersion) throws Throwable {
        if (!knownVersion.isEmpty()) {
            System.setProperty(QpidInternals.VERSION_PROPERTY, knownVersion);
        }
        Wire wire = new Amqp10WireProvider().open(settings(peer.listening.getLocalPort(), false), e -> {});
        wire.subscribe(Source.status("GID"), 8, new Taken());
        peer.endsNothing = true;
        peer.refusal = new ErrorCondition(Symbol.valueOf("amqp:not-found"), "no such group");
        for (int n = 0; n < 3; n++) {
            assertThrows(ServerException.class, () -> wire.subscribe(Source.status("late"), 8, new Taken()));
        }
        within(LIMIT, () -> wire.stopReceiving(Deadline.in(LIMIT)));
        within(2_000, wire::close);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatIsFrozen(boolean interrupted) throws Throwable {
        Wire wire = new Amqp10WireProvider().open(settings(peer.listening.getLocalPort(), false), e -> {});
        for (int n = 0; n < 6; n++) {
            wire.subscribe(Source.status("GID" + n), 8, new Taken());
        }
        peer.frozen = true;
        within(
                LIMIT,
                () -> assertEquals(
                        ErrorCode.TIMED_OUT,
                        assertThrows(ServerException.class, () -> wire.subscribe(Source.status("late"), 8, new Taken()))
                                .getCode()));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        within(LIMIT, () -> wire.stopReceiving(Deadline.in(LIMIT)));
        within(2_000, wire::close);
        assertEquals(interrupted, Thread.interrupted());
    }
}
