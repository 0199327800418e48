package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.device.EmulatedDevice;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmulatorNetworkTest {
    private static final String GROUP = "GID_demo";
    private static final String LOCK = "GID_demo@@@lock";
    private static final byte[] AMQP091 = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final byte[] REQUEST = "GET /?format=json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII);
    private static final int PATIENCE_MILLIS = 15_000;

    private static Emulator emulator;

    private final NetworkPath backends = emulator.network().backends();
    private final NetworkPath queries = emulator.network().queries();

    @BeforeAll
    static void start() throws Exception {
        emulator = Emulator.builder().start();
    }

    @AfterEach
    void reset() throws Exception {
        emulator.reset();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @Test
    void withoutAFaultAllPasses() throws Exception {
        emulator.group(GROUP).publish(new byte[] {'x'});
        try (Backend091 backend = new Backend091(factory()).status(GROUP)) {
            assertEquals("x", backend.text());
            assertEquals(1, backends.connections());
        }
        Await.value(0, backends::connections);
        assertEquals(backends.port(), emulator.network().backends().port());
    }

    @Test
    void aCutIsAFinAndAResetIsAnRst() throws Exception {
        try (Socket cut = to(backends, AMQP091)) {
            backends.cut();
            readToTheEnd(cut);
        }
        try (Socket reset = to(backends, AMQP091)) {
            backends.reset();
            assertThrows(SocketException.class, () -> readToTheEnd(reset));
        }
        try (Socket good = to(backends, AMQP091)) {
            assertTrue(good.isConnected());
        }
    }

    @Test
    void theEmulatorSeesTheEndToo() throws Exception {
        emulator.group(GROUP).publish(new byte[] {'x'});
        EmulatedGroup group = emulator.group(GROUP);
        Backend091 backend = new Backend091(factory()).status(GROUP);
        group.within(Duration.ofSeconds(3)).await("outstanding", deliveries -> deliveries.outstanding() == 1);
        backends.reset();
        group.await("taken back", deliveries -> deliveries.takenBack() == 1);
        backend.close();
    }

    @Test
    void nothingPassesAConnectionThatIsHalfOpen() throws Exception {
        EmulatedGroup group = emulator.group(GROUP);
        try (Backend091 backend = new Backend091(factory()).status(GROUP)) {
            backends.halfOpen();
            emulator.group(GROUP).publish(new byte[] {'x'});
            group.within(Duration.ofSeconds(3)).await("outstanding", deliveries -> deliveries.outstanding() == 1);
            assertTrue(backend.isQuiet());
            assertTrue(backend.connection().isOpen());
            try (Backend091 another = new Backend091(factory())) {
                assertTrue(another.connection().isOpen());
            }
            backends.reset();
            group.await("taken back", deliveries -> deliveries.takenBack() == 1);
        }
    }

    @Test
    void anEndDoesNotPassAConnectionThatIsHalfOpen() throws Exception {
        Socket client = to(backends, AMQP091);
        backends.halfOpen();
        client.close();
        assertEquals(1, backends.connections());
        backends.cut();
        Await.value(0, backends::connections);
    }

    @Test
    void bytesComeLaterInBothDirections() throws Exception {
        queries.delay(Duration.ofMillis(200));
        long begun = System.nanoTime();
        try (Socket socket = new Socket(emulator.host(), queries.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(REQUEST);
            assertEquals('H', socket.getInputStream().read());
        }
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(400));
        assertTrue(queries.toString().contains("late by PT0.2S"), queries.toString());
    }

    @Test
    void bytesAreGarbledUntilItIsOver() throws Exception {
        backends.garble(1_000);
        try (Socket socket = new Socket(emulator.host(), backends.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(AMQP091);
            assertNotEquals('A', socket.getInputStream().read());
        }
        assertTrue(backends.toString().contains("1000 of 1000 bytes garbled"), backends.toString());
        backends.clear();
        new Backend091(factory()).close();
    }

    @Test
    void devicesGoThisWayOnceItIsOpen() throws Exception {
        EmulatedDevice device = emulator.device(LOCK).connect();
        NetworkPath devices = emulator.network().devices();
        assertEquals(0, devices.connections());
        device.takeOver();
        assertEquals(1, devices.connections());
        emulator.awaitOnline(LOCK);
        devices.cut();
        emulator.awaitOffline(LOCK);
        assertThrows(IllegalStateException.class, () -> device.publish("demo_topic", "x"));
    }

    @Test
    void whereNobodyListensConnectionsAreReset() throws Exception {
        emulator.stopAmqp();
        ConnectionFactory factory = factory();
        IOException e = assertThrows(IOException.class, factory::newConnection);
        assertFalse(e instanceof PossibleAuthenticationFailureException, e.toString());
        emulator.startAmqp();
        new Backend091(factory).close();
    }

    @Test
    void aResetEndsAllFaults() throws Exception {
        queries.delay(Duration.ofSeconds(60)).garble(10);
        try (Socket client = new Socket(emulator.host(), queries.port())) {
            client.setSoTimeout(1);
            assertThrows(
                    SocketTimeoutException.class, () -> client.getInputStream().read());
            emulator.reset();
            assertArrayEquals("HTTP/1.1 ".getBytes(US_ASCII), answer(9));
            Await.value(0, queries::connections);
        }
    }

    @Test
    void aClosedEmulatorHasNoNetwork() throws Exception {
        Emulator other = Emulator.builder().start();
        NetworkPath path = other.network().backends();
        assertThrows(IllegalArgumentException.class, () -> path.delay(Duration.ofMinutes(2)));
        assertThrows(IllegalArgumentException.class, () -> path.garble(1_001));
        other.close();
        assertThrows(IllegalStateException.class, path::cut);
        assertThrows(IllegalStateException.class, other::network);
        assertThrows(IOException.class, () -> new Socket(other.host(), path.port()).close());
    }

    private static ConnectionFactory factory() {
        ConnectionFactory factory = Backend091.factory(emulator, System.currentTimeMillis());
        factory.setPort(emulator.network().backends().port());
        return factory;
    }

    /** A connection on which the server has answered. */
    private static Socket to(NetworkPath path, byte[] greeting) throws IOException {
        Socket socket = new Socket(emulator.host(), path.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(greeting);
        assertTrue(socket.getInputStream().read() >= 0);
        return socket;
    }

    private static void readToTheEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // what was under way
        }
    }

    private byte[] answer(int bytes) throws IOException {
        try (Socket socket = new Socket(emulator.host(), queries.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(REQUEST);
            return socket.getInputStream().readNBytes(bytes);
        }
    }
}
