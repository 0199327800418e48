package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.instance.Loopback;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmqpFaultsTest {
    private static final String GROUP = "GID_demo";
    private static final String QUEUE = "STATUS.GID_demo";
    private static final byte[] SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
    private static final byte[] AMQP091 = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final int PATIENCE_MILLIS = 15_000;

    private Emulator emulator;
    private EmulatorFaults faults;

    @BeforeEach
    void start() throws Exception {
        start(false);
    }

    /** @param tls whether there is a port for it; to make its key takes long */
    private void start(boolean tls) throws Exception {
        emulator = Emulator.builder().amqpTls(tls).start();
        faults = emulator.faults();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResetIsOne(boolean amqp10) throws Exception {
        try (Socket reset = connect(amqp10 ? SASL : AMQP091)) {
            faults.resetAmqpConnections();
            assertThrows(SocketException.class, () -> readToTheEnd(reset));
        }
        try (Socket killed = connect(amqp10 ? SASL : AMQP091)) {
            faults.killAmqp();
            assertThrows(SocketException.class, () -> readToTheEnd(killed));
        }
        emulator.startAmqp();
        try (Socket cut = connect(amqp10 ? SASL : AMQP091)) {
            emulator.cutAmqpConnections();
            readToTheEnd(cut);
        }
    }

    @Test
    void clientsOfBothVersionsSeeAReset() throws Exception {
        try (Connection amqp10 = Backend.factory(emulator, "amqp://" + emulator.host() + ":" + emulator.amqpPort())
                        .createConnection();
                Backend091 amqp091 = new Backend091(emulator).status(GROUP)) {
            BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
            amqp10.setExceptionListener(ends::add);
            amqp10.start();
            amqp091.connection().addShutdownListener(end -> ends.add(end.getCause()));
            faults.resetAmqpConnections();
            for (int client = 0; client < 2; client++) {
                Throwable end = ends.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                assertTrue(String.valueOf(end).contains("Connection reset"), () -> "ended by " + end);
            }
        }
    }

    @Test
    void whatResetConnectionsHaveNotSettledComesAgain() throws Exception {
        String few = "amqp://" + emulator.host() + ":" + emulator.amqpPort() + "?jms.prefetchPolicy.all=5";
        IntStream.range(0, 100).forEach(number -> publish("notice " + number));
        for (int round = 0; round < 20; round++) {
            try (Backend one = new Backend(Backend.factory(emulator, few), QUEUE);
                    Backend091 two = new Backend091(emulator)) {
                two.channel().basicQos(5);
                two.status(GROUP);
                one.receive();
                two.receive();
                faults.resetAmqpConnections();
            }
        }
        Set<String> received = new HashSet<>();
        try (Backend backend = new Backend(emulator, QUEUE)) {
            for (int number = 0; number < 100; number++) {
                Message message = backend.receive();
                received.add(Backend.text(message));
                assertEquals(1, message.getIntProperty("JMSXDeliveryCount"));
                Backend.settle(message, Backend.ACCEPTED);
            }
        }
        assertEquals(100, received.size());
    }

    @Test
    void killingClosesThePortsAndKeepsTheQueues() throws Exception {
        stop();
        start(true);
        int port = emulator.amqpPort();
        int secure = emulator.amqpsPort();
        publish("before");
        try (Backend backend = new Backend(emulator, QUEUE)) {
            backend.receive();
            faults.killAmqp();
            faults.killAmqp();
            assertThrows(ConnectException.class, () -> connect(SASL));
            publish("meanwhile");
        }
        emulator.startAmqp();
        assertEquals(port, emulator.amqpPort());
        assertEquals(secure, emulator.amqpsPort());
        try (Backend backend = new Backend(emulator, QUEUE)) {
            assertEquals("before", Backend.text(backend.receive()));
            assertEquals("meanwhile", Backend.text(backend.receive()));
        }
    }

    @Test
    void killingCanEmptyTheQueues() throws Exception {
        publish("settled");
        publish("held");
        publish("waiting");
        try (Backend backend = new Backend(emulator, QUEUE)) {
            Backend.settle(backend.receive(), Backend.ACCEPTED);
            Await.value(2L, () -> emulator.group(GROUP).queued());
            backend.receive();
            assertEquals(2, faults.killAmqpAndEmptyQueues());
        }
        assertEquals(0, emulator.group(GROUP).queued());
        assertEquals(0, emulator.group(GROUP).deadLetters());
        emulator.startAmqp();
        publish("after");
        try (Backend backend = new Backend(emulator, QUEUE)) {
            assertEquals("after", Backend.text(backend.receive()));
        }
    }

    @Test
    void aDeletedQueueEndsItsConsumersAndLosesNotices() throws Exception {
        publish("held");
        publish("waiting");
        try (Backend backend = new Backend(emulator, QUEUE)) {
            Message held = backend.receive();
            assertEquals(2, faults.deleteQueue(GROUP));
            assertEquals(0, faults.deleteQueue(GROUP));
            assertThrows(JMSException.class, () -> drain(backend));
            assertEquals("held", Backend.text(held));

            JMSException refused = assertThrows(JMSException.class, () -> new Backend(emulator, QUEUE));
            assertTrue(refused.getMessage().contains("amqp:not-found"), refused.getMessage());
        }
        publish("lost");
        Device device = Device.connect(5, emulator, "GID_demo@@@device");
        Await.value(2L, faults::lost);
        assertEquals(0, emulator.group(GROUP).queued());

        faults.createQueue(GROUP);
        faults.createQueue(GROUP);
        device.disconnect();
        try (Backend backend = new Backend(emulator, QUEUE)) {
            assertEquals("disconnect", backend.event());
            assertEquals("tcpclean", backend.event());
        }
        assertEquals(0, emulator.group(GROUP).deadLetters());
        assertEquals(2, faults.lost());
    }

    @Test
    void aDeletedQueueCancelsConsumersOfAmqp091() throws Exception {
        publish("held");
        ConnectionFactory hearing = Backend091.factory(emulator, System.currentTimeMillis());
        Map<String, Object> properties = new HashMap<>(hearing.getClientProperties());
        properties.put("capabilities", Map.of("consumer_cancel_notify", true));
        hearing.setClientProperties(properties);
        try (Backend091 told = new Backend091(hearing).status(GROUP);
                Backend091 deaf = new Backend091(emulator)) {
            Delivery held = told.receive();
            deaf.status(GROUP);
            faults.deleteQueue(GROUP);
            assertTrue(told.isCancelled());
            told.ack(held);
            faults.createQueue(GROUP);
            publish("again");
            assertTrue(deaf.isQuiet());
            told.status(GROUP);
            assertEquals("again", told.text());
            assertTrue(deaf.channel().isOpen());
        }
        Await.value(0L, () -> emulator.group(GROUP).queued());
    }

    @Test
    void theNextLoginsAreRefused() throws Exception {
        try (Backend before = new Backend(emulator, QUEUE)) {
            faults.refuseLogins(2);
            assertThrows(JMSSecurityException.class, () -> new Backend(emulator, QUEUE));
            assertThrows(PossibleAuthenticationFailureException.class, () -> new Backend091(emulator));
            new Backend(emulator, QUEUE).close();
            new Backend091(emulator).close();
            assertEquals(2, faults.refusedLogins());

            faults.refuseLogins();
            for (int time = 0; time < 3; time++) {
                assertThrows(JMSSecurityException.class, () -> new Backend(emulator, QUEUE));
            }
            faults.clear();
            new Backend(emulator, QUEUE).close();
            assertEquals(5, faults.refusedLogins());
            assertTrue(before.isQuiet());
        }
    }

    private void publish(String text) {
        emulator.group(GROUP).publish(text.getBytes(UTF_8));
    }

    /** A connection of which the server has seen the protocol header. */
    private Socket connect(byte[] header) throws IOException {
        Socket socket = new Socket(Loopback.address(), emulator.amqpPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(header);
        if (socket.getInputStream().read() < 0) {
            throw new IOException("the server has closed the connection");
        }
        return socket;
    }

    private static void readToTheEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // what was sent before
        }
    }

    /** Receives until the consumer is closed. */
    private static void drain(Backend backend) throws JMSException {
        long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        while (System.nanoTime() < deadline) {
            backend.poll();
        }
    }
}
