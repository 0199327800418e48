package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import jakarta.jms.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Amqp091Test {
    private static final String GROUP = "GID_demo";

    private Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder()
                .group(GROUP)
                .group("GID_other")
                .maxDeliveries(3)
                .start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void groupsAreSplitStrictly() throws Exception {
        publish("demo");
        emulator.group("GID_other").publish("other".getBytes(UTF_8));
        try (Backend091 one = new Backend091(emulator).status(GROUP);
                Backend091 other = new Backend091(emulator).status("GID_other")) {
            Delivery delivery = one.receive();
            assertEquals("demo", new String(delivery.getBody(), UTF_8));
            assertTrue(delivery.getProperties().getMessageId().matches("[0-9A-F]{32}"));
            assertFalse(delivery.getEnvelope().isRedeliver());
            assertFalse(delivery.getProperties().getHeaders().containsKey("x-delivery-count"));
            one.ack(delivery);
            assertEquals("other", other.text());
            assertTrue(one.isQuiet());
            assertTrue(other.isQuiet());
        }
        Await.value(0L, () -> emulator.group(GROUP).queued());
    }

    @Test
    @Timeout(30)
    void consumersOfBothVersionsShareAQueue() throws Exception {
        String few = "amqp://" + emulator.host() + ":" + emulator.amqpPort() + "?jms.prefetchPolicy.all=5";
        try (Backend091 one = new Backend091(emulator);
                Backend two = new Backend(Backend.factory(emulator, few), "STATUS.GID_demo")) {
            one.channel().basicQos(5);
            one.status(GROUP);
            IntStream.range(0, 100).forEach(number -> publish("notice " + number));
            Set<String> received = new HashSet<>();
            while (received.size() < 100) {
                // how they share the messages is up to the broker
                Delivery delivery = one.poll();
                if (delivery != null) {
                    assertTrue(received.add(new String(delivery.getBody(), UTF_8)), "came twice");
                    one.ack(delivery);
                }
                Message message = two.poll();
                if (message != null) {
                    assertTrue(received.add(Backend.text(message)), "came twice");
                    Backend.settle(message, Backend.ACCEPTED);
                }
            }
        }
        Await.value(0L, () -> emulator.group(GROUP).queued());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsGivenBackComesAgainUntilMaxDeliveries(boolean nack) throws Exception {
        publish("bad");
        try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
            for (int failed = 0; failed < 3; failed++) {
                Delivery delivery = backend.receive();
                assertEquals(failed > 0, delivery.getEnvelope().isRedeliver());
                assertEquals(
                        failed == 0 ? null : (Object) (long) failed,
                        delivery.getProperties().getHeaders().get("x-delivery-count"));
                if (nack) {
                    backend.nack(delivery, true);
                } else {
                    backend.channel().basicReject(delivery.getEnvelope().getDeliveryTag(), true);
                }
            }
            assertTrue(backend.isQuiet());
        }
        assertEquals(1, emulator.group(GROUP).deadLetters());
        assertEquals(0, emulator.group(GROUP).queued());
    }

    @Test
    void bothVersionsCountTogether() throws Exception {
        publish("bad");
        try (Backend091 one = new Backend091(emulator).status(GROUP)) {
            one.nack(one.receive(), true);
            one.receive();
        }
        try (Backend two = new Backend(emulator, "STATUS.GID_demo")) {
            Message message = two.receive();
            assertEquals(2, message.getIntProperty("JMSXDeliveryCount"));
            Backend.settle(message, Backend.FAILED);
        }
        Await.value(1L, () -> emulator.group(GROUP).queued());
        try (Backend091 one = new Backend091(emulator).status(GROUP)) {
            Delivery last = one.receive();
            assertEquals(2L, last.getProperties().getHeaders().get("x-delivery-count"));
            one.nack(last, true);
            Await.value(1L, () -> emulator.group(GROUP).deadLetters());
        }
    }

    @Test
    void whatIsRefusedIsADeadLetterAtOnce() throws Exception {
        publish("bad");
        try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
            backend.nack(backend.receive(), false);
            Await.value(1L, () -> emulator.group(GROUP).deadLetters());
            assertTrue(backend.isQuiet());
        }
        assertEquals(0, emulator.group(GROUP).queued());
    }

    @Test
    void refusedMessagesComeAgainIfWanted() throws Exception {
        try (Emulator lenient =
                        Emulator.builder().nackDrops(false).maxDeliveries(2).start();
                Backend091 backend = new Backend091(lenient).status(GROUP)) {
            lenient.group(GROUP).publish("bad".getBytes(UTF_8));
            backend.nack(backend.receive(), false);
            Delivery again = backend.receive();
            assertEquals(1L, again.getProperties().getHeaders().get("x-delivery-count"));
            backend.nack(again, false);
            Await.value(1L, () -> lenient.group(GROUP).deadLetters());
            assertTrue(backend.isQuiet());
        }
    }

    @Test
    void multipleSettlesAllBefore() throws Exception {
        IntStream.range(0, 6).forEach(number -> publish("notice " + number));
        try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
            backend.receive();
            backend.channel().basicAck(backend.receive().getEnvelope().getDeliveryTag(), true);
            Await.value(4L, () -> emulator.group(GROUP).queued());
            backend.receive();
            backend.channel().basicNack(backend.receive().getEnvelope().getDeliveryTag(), true, false);
            Await.value(2L, () -> emulator.group(GROUP).deadLetters());
            backend.receive();
            backend.receive();
            backend.channel().basicAck(0, true);
            Await.value(0L, () -> emulator.group(GROUP).queued());
        }
        assertEquals(2, emulator.group(GROUP).deadLetters());
    }

    @Test
    void unsettledMessagesComeAgainAndDoNotCountAsFailed() throws Exception {
        IntStream.range(0, 20).forEach(number -> publish("notice " + number));
        for (int time = 0; time < 9; time++) {
            try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
                assertEquals("notice 0", new String(backend.receive().getBody(), UTF_8));
                switch (time % 3) {
                    case 0 -> backend.channel().close();
                    case 1 -> emulator.cutAmqpConnections();
                    default -> backend.connection().close();
                }
            }
        }
        try (Backend091 backend = new Backend091(emulator).status(GROUP)) {
            for (int number = 0; number < 20; number++) {
                Delivery delivery = backend.receive();
                assertNull(delivery.getProperties().getHeaders().get("x-delivery-count"));
                backend.ack(delivery);
            }
            Await.value(0L, () -> emulator.group(GROUP).queued());
        }
        assertEquals(0, emulator.group(GROUP).deadLetters());
    }

    @Test
    void whatIsNotAllowedClosesTheChannel() throws Exception {
        assertCloses(404, "group GID_none does not exist", b -> b.status("GID_none"));
        assertCloses(403, "GROUP_ID", b -> b.status(""));
        assertCloses(403, "GROUP_ID", b -> b.consume("STATUS", Map.of()));
        assertCloses(404, "STATUS.GID_demo is neither", b -> b.consume("STATUS.GID_demo", Map.of()));
        assertCloses(404, "DLQ.STATUS.GID_demo", b -> b.consume("DLQ.STATUS.GID_demo", Map.of()));
        assertCloses(540, "QueueDelete", b -> b.channel().queueDelete("STATUS.GID_demo"));
        assertCloses(540, "QueueDeclare", b -> b.channel().queueDeclare());
        assertCloses(540, "BasicGet", b -> b.channel().basicGet("STATUS.GID_demo", true));
        assertCloses(540, "TxSelect", b -> b.channel().txSelect());
    }

    @Test
    void aClosedChannelLeavesTheConnection() throws Exception {
        publish("notice");
        try (Backend091 backend = new Backend091(emulator)) {
            assertThrows(IOException.class, () -> backend.status("GID_none"));
            try (Channel another = backend.connection().createChannel()) {
                assertNotNull(another.basicConsume(
                        "STATUS", true, Map.of("GROUP_ID", GROUP), (tag, delivery) -> {}, tag -> {}));
                Await.value(0L, () -> emulator.group(GROUP).queued());
            }
        }
    }

    @Test
    void loginsAreChecked() throws Exception {
        assertRefused(emulator, factory -> factory.setPassword("wrong"));
        assertRefused(emulator, factory -> factory.setUsername("MDphOmI="));
        assertRefused(emulator, factory -> factory.setUsername("no Base64"));
        assertRefused(emulator, factory -> factory.setClientProperties(Map.of()));
        ConnectionFactory elsewhere = Backend091.factory(emulator, System.currentTimeMillis());
        elsewhere.setVirtualHost("/");
        assertThrows(IOException.class, () -> new Backend091(elsewhere));
    }

    @Test
    void theAgeOfASignKey() throws Exception {
        long old = System.currentTimeMillis() - Duration.ofDays(400).toMillis();
        new Backend091(Backend091.factory(emulator, old)).close();
        try (Emulator strict = Emulator.builder().staleSignKeys(false).start()) {
            ConnectionFactory factory = Backend091.factory(strict, old);
            assertThrows(PossibleAuthenticationFailureException.class, () -> new Backend091(factory));
            new Backend091(strict).close();
        }
    }

    @Test
    void versionsCanBeLeftOut() throws Exception {
        try (Emulator only10 = Emulator.builder().amqp091(false).start();
                Emulator only091 = Emulator.builder().amqp10(false).start()) {
            new Backend(only10, "STATUS.GID_demo").close();
            assertThrows(IOException.class, () -> new Backend091(only10));
            new Backend091(only091).status(GROUP).close();
            assertThrows(jakarta.jms.JMSException.class, () -> new Backend(only091, "STATUS.GID_demo"));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Emulator.builder().amqp10(false).amqp091(false).start());
    }

    private void publish(String text) {
        emulator.group(GROUP).publish(text.getBytes(UTF_8));
    }

    private static void assertRefused(Emulator emulator, Consumer<ConnectionFactory> change) {
        ConnectionFactory factory = Backend091.factory(emulator, System.currentTimeMillis());
        change.accept(factory);
        assertThrows(PossibleAuthenticationFailureException.class, () -> new Backend091(factory));
    }

    private void assertCloses(int code, String text, Use use) throws Exception {
        try (Backend091 backend = new Backend091(emulator)) {
            Executable used = () -> use.of(backend);
            IOException failure = assertThrows(IOException.class, used);
            ShutdownSignalException closed = (ShutdownSignalException) failure.getCause();
            AMQP.Channel.Close close = (AMQP.Channel.Close) closed.getReason();
            assertEquals(code, close.getReplyCode());
            assertTrue(close.getReplyText().contains(text), close.getReplyText());
        }
    }

    private interface Use {
        void of(Backend091 backend) throws Exception;
    }
}
