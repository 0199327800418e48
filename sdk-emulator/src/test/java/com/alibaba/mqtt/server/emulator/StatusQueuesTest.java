package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.instance.Loopback;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusQueuesTest {
    private static final String GROUP = "GID_demo";
    private static final String QUEUE = "STATUS.GID_demo";

    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().maxDeliveries(3).capacity(1000).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void aFailingMessageBecomesADeadLetterAfterMaxDeliveries() throws Exception {
        publish("bad");
        try (Backend backend = new Backend(emulator, QUEUE);
                Backend deadLetters = new Backend(emulator, "DLQ.STATUS.GID_demo")) {
            for (int delivery = 1; delivery <= 3; delivery++) {
                Message message = backend.receive();
                assertEquals("bad", Backend.text(message));
                assertEquals(delivery, message.getIntProperty("JMSXDeliveryCount"));
                Backend.settle(message, Backend.FAILED);
            }
            assertTrue(backend.isQuiet());
            assertEquals(0, emulator.group(GROUP).queued());
            assertEquals(1, emulator.group(GROUP).deadLetters());

            Message dead = deadLetters.receive();
            assertEquals("bad", Backend.text(dead));
            Backend.settle(dead, Backend.ACCEPTED);
            Await.value(0L, () -> emulator.group(GROUP).deadLetters());
        }
    }

    @Test
    void aRejectedMessageBecomesADeadLetterAtOnce() throws Exception {
        publish("bad");
        try (Backend backend = new Backend(emulator, QUEUE)) {
            Backend.settle(backend.receive(), Backend.REJECTED);
            Await.value(1L, () -> emulator.group(GROUP).deadLetters());
            assertTrue(backend.isQuiet());
        }
        assertEquals(0, emulator.group(GROUP).queued());
    }

    /** The ways in which a consumer can go without settling what it holds. */
    enum End {
        CONSUMER_CLOSED {
            @Override
            void of(Backend backend, Emulator emulator) throws JMSException {
                backend.closeConsumer();
            }
        },
        CONNECTION_CLOSED {
            @Override
            void of(Backend backend, Emulator emulator) throws JMSException {
                backend.close();
            }
        },
        CUT {
            @Override
            void of(Backend backend, Emulator emulator) {
                emulator.cutAmqpConnections();
            }
        },
        STOPPED {
            @Override
            void of(Backend backend, Emulator emulator) throws Exception {
                emulator.stopAmqp();
                emulator.startAmqp();
            }
        },
        RESET {
            @Override
            void of(Backend backend, Emulator emulator) {
                emulator.faults().resetAmqpConnections();
            }
        },
        KILLED {
            @Override
            void of(Backend backend, Emulator emulator) throws Exception {
                emulator.faults().killAmqp();
                emulator.startAmqp();
            }
        };

        abstract void of(Backend backend, Emulator emulator) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void unsettledMessagesComeAgainAndDoNotCountAsFailed(End end) throws Exception {
        IntStream.range(0, 20).forEach(number -> publish("notice " + number));
        for (int time = 0; time < 10; time++) {
            try (Backend backend = new Backend(emulator, QUEUE)) {
                assertEquals("notice 0", Backend.text(backend.receive()));
                end.of(backend, emulator);
            }
        }
        try (Backend backend = new Backend(emulator, QUEUE)) {
            Set<String> received = new HashSet<>();
            for (int number = 0; number < 20; number++) {
                Message message = backend.receive();
                assertEquals(1, message.getIntProperty("JMSXDeliveryCount"));
                received.add(Backend.text(message));
                Backend.settle(message, Backend.ACCEPTED);
            }
            assertEquals(20, received.size());
            Await.value(0L, () -> emulator.group(GROUP).queued());
        }
        assertEquals(0, emulator.group(GROUP).deadLetters());
    }

    @Test
    void realFailuresStillCountAfterACut() throws Exception {
        publish("bad");
        for (int delivery = 1; delivery <= 3; delivery++) {
            try (Backend backend = new Backend(emulator, QUEUE)) {
                backend.receive();
            }
            try (Backend backend = new Backend(emulator, QUEUE)) {
                Message message = backend.receive();
                assertEquals(delivery, message.getIntProperty("JMSXDeliveryCount"));
                Backend.settle(message, Backend.FAILED);
            }
        }
        Await.value(1L, () -> emulator.group(GROUP).deadLetters());
        assertEquals(0, emulator.group(GROUP).queued());
    }

    /** Many times, as Broker-J seldom lets go of a port too late. */
    @Test
    void aStoppedPortCanBeOpenedAtOnce() throws Exception {
        for (int time = 0; time < 50; time++) {
            emulator.stopAmqp();
            emulator.startAmqp();
        }
    }

    /** Else another process could have it when it is to be opened again. */
    @Test
    void aStoppedPortIsGivenToNobodyElse() throws Exception {
        int port;
        try (Emulator stopped = Emulator.builder().start()) {
            port = stopped.amqpPort();
            stopped.stopAmqp();
            assertThrows(BindException.class, () -> bind(port));
            assertThrows(ConnectException.class, () -> new Socket(Loopback.address(), port).close());
        }
        bind(port);
    }

    private static void bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(Loopback.port(port));
        }
    }

    @Test
    void stoppingKeepsThePortAndTheQueueAndWhatComesMeanwhile() throws Exception {
        int port = emulator.amqpPort();
        publish("before");
        emulator.stopAmqp();
        emulator.stopAmqp();
        assertThrows(JMSException.class, () -> new Backend(emulator, QUEUE));
        publish("meanwhile");
        assertEquals(2, emulator.group(GROUP).queued());

        emulator.startAmqp();
        emulator.startAmqp();
        assertEquals(port, emulator.amqpPort());
        try (Backend backend = new Backend(emulator, QUEUE)) {
            assertEquals("before", Backend.text(backend.receive()));
            assertEquals("meanwhile", Backend.text(backend.receive()));
        }
    }

    @Test
    void consumersShareAQueue() throws Exception {
        String few = uri() + "?jms.prefetchPolicy.all=5";
        IntStream.range(0, 100).forEach(number -> publish("notice " + number));
        try (Backend one = new Backend(Backend.factory(emulator, few), QUEUE);
                Backend two = new Backend(Backend.factory(emulator, few), QUEUE)) {
            Set<String> received = new HashSet<>();
            for (int number = 0; number < 40; number++) {
                for (Backend backend : List.of(one, two)) {
                    Message message = backend.receive();
                    assertTrue(received.add(Backend.text(message)), "came twice");
                    Backend.settle(message, Backend.ACCEPTED);
                }
            }
        }
    }

    @Test
    void aFullQueueDropsTheOldest() throws Exception {
        IntStream.range(0, 1010).forEach(number -> publish("notice " + number));
        assertEquals(1000, emulator.group(GROUP).queued());
        try (Backend backend = new Backend(emulator, QUEUE)) {
            assertEquals("notice 10", Backend.text(backend.receive()));
        }
    }

    @Test
    void aLinkToAnUnknownGroupIsRefused() {
        JMSException refused = assertThrows(JMSException.class, () -> new Backend(emulator, "STATUS.GID_none"));
        assertTrue(refused.getMessage().contains("amqp:not-found"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> emulator.group("GID_none").queued());
        assertThrows(
                IllegalArgumentException.class, () -> emulator.group("GID_none").publish(new byte[0]));
    }

    @Test
    void clientsCannotForgeNotices() throws Exception {
        try (Connection connection = Backend.factory(emulator, uri()).createConnection()) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            producer.send(session.createTextMessage("forged"));
            session.createConsumer(session.createQueue(QUEUE));
        }
        assertEquals(0, emulator.group(GROUP).queued());
    }

    @Test
    void wrongPasswordsAndOldSecretsAreRefused() throws Exception {
        JmsConnectionFactory wrong = Backend.factory(emulator, uri());
        wrong.setPassword("wrong");
        assertThrows(JMSSecurityException.class, () -> new Backend(wrong, QUEUE));

        JmsConnectionFactory old = Backend.factory(emulator, uri());
        new Backend(old, QUEUE).close();
        emulator.secretKey("new secret");
        assertThrows(JMSSecurityException.class, () -> new Backend(old, QUEUE));
        new Backend(emulator, QUEUE).close();
    }

    @Test
    void anyHostNameAndIdleTimeoutIsAccepted() throws Exception {
        for (String options : List.of("?amqp.idleTimeout=2000", "?amqp.idleTimeout=300000&amqp.vhost=any.example")) {
            publish("notice");
            try (Backend backend = new Backend(Backend.factory(emulator, uri() + options), QUEUE)) {
                Backend.settle(backend.receive(), Backend.ACCEPTED);
                assertTrue(backend.isQuiet());
            }
        }
    }

    private void publish(String text) {
        emulator.group(GROUP).publish(text.getBytes(UTF_8));
    }

    private String uri() {
        return "amqp://" + emulator.host() + ":" + emulator.amqpPort();
    }
}
