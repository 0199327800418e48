package dev.mqttstatus.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The relay breaks connections in the way it says, seen from both sides. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class RelayIT {
    private static final int SILENCE_MILLIS = 200;

    private ServerSocket server;
    private Relay relay;
    private Socket client;
    private Socket served;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        relay = new Relay(server.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        served = server.accept();
        client.setSoTimeout(10_000);
        served.setSoTimeout(10_000);
        send(client, "greeting");
        assertEquals("greeting", receive(served, 8));
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        served.close();
        relay.close();
        server.close();
    }

    private static void send(Socket from, String text) throws IOException {
        from.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String receive(Socket at, int count) throws IOException {
        return new String(at.getInputStream().readNBytes(count), UTF_8);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        socket.setSoTimeout(10_000);
    }

    private static void assertEnd(Socket socket) throws IOException {
        assertEquals(-1, socket.getInputStream().read());
    }

    private static void assertReset(Socket socket) {
        SocketException reset = assertThrows(
                SocketException.class, () -> socket.getInputStream().read());
        assertEquals("Connection reset", reset.getMessage());
    }

    @Test
    void bytesPassBothWays() throws IOException {
        send(client, "question");
        assertEquals("question", receive(served, 8));
        send(served, "answer");
        assertEquals("answer", receive(client, 6));
        assertEquals(1, relay.greetings().size());
    }

    @Test
    void aResetIsAResetOnBothSides() throws IOException {
        relay.reset();
        assertReset(client);
        assertReset(served);
    }

    @Test
    void aCutIsAnEndOnBothSides() throws IOException {
        relay.cut();
        assertEnd(client);
        assertEnd(served);
        // no error: what is sent after it is read by the relay
        send(client, "late");
    }

    @Test
    void anEndAndAResetOfOneSideReachTheOther() throws IOException {
        client.shutdownOutput();
        assertEnd(served);
        served.setSoLinger(true, 0);
        served.close();
        assertReset(client);
    }

    @Test
    void aTruncatedAnswerEndsWhereItWasSaid() throws IOException {
        relay.truncate(5);
        send(served, "tiny");
        assertEquals("tiny", receive(client, 4));
        send(served, "truncated");
        assertEquals("trunc", receive(client, 9));
        assertEnd(client);
        assertEnd(served);
    }

    @Test
    void aHalfOpenConnectionSwallowsAllAndClosesNothing() throws IOException {
        relay.halfOpen();
        send(client, "lost");
        send(served, "lost");
        assertSilent(client);
        assertSilent(served);
        client.close();
        assertSilent(served);
        relay.timeOutAtServer();
        assertReset(served);
        client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        try (Socket next = server.accept()) {
            send(client, "next one");
            assertEquals("next one", receive(next, 8));
        }
    }

    @Test
    void whatIsHeldComesLater() throws IOException {
        relay.hold(Relay.Way.TO_SERVER);
        send(client, "held");
        assertSilent(served);
        send(served, "free");
        assertEquals("free", receive(client, 4));
        relay.release();
        assertEquals("held", receive(served, 4));
    }

    @Test
    void slowBytesAreTheSameBytes() throws IOException {
        relay.slow(Duration.ofMillis(5), 1_000_000);
        byte[] many = new byte[100_000];
        for (int n = 0; n < many.length; n++) {
            many[n] = (byte) n;
        }
        client.getOutputStream().write(many);
        assertArrayEquals(many, served.getInputStream().readNBytes(many.length));
    }

    @Test
    void nobodyListensWhileItRefuses() throws Exception {
        relay.refuse();
        assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), relay.port()).close());
        send(client, "the old one stays");
        assertEquals("the old one stays", receive(served, 17));
        relay.accept();
        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), relay.port());
                Socket next = server.accept()) {
            send(again, "welcome!");
            assertEquals("welcome!", receive(next, 8));
        }
    }

    @Test
    void whoeverConnectsIsResetWhenTheServerIsAway() throws IOException {
        server.close();
        try (Socket early = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
            early.setSoTimeout(10_000);
            assertThrows(SocketException.class, () -> early.getInputStream().read());
        }
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        relay.target(server.getLocalPort());
        try (Socket later = new Socket(InetAddress.getLoopbackAddress(), relay.port());
                Socket next = server.accept()) {
            send(later, "elsewhere");
            assertTrue(receive(next, 9).startsWith("elsew"));
        }
    }
}
