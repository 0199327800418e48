package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient.Mqtt3Publishes;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What backends publish, as devices get it, and point-to-point messages. */
class PublishTest {
    private static final String TARGET = "GID_demo@@@target";
    private static final String USER = "[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"b\",\"value\":\"2\"}]";

    private Emulator emulator;
    private Backend091 backend;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().start();
        backend = new Backend091(emulator);
        backend.channel().confirmSelect();
    }

    @AfterEach
    void stop() throws Exception {
        backend.close();
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo_topic/#", "demo_topic/+", "demo_topic/x"})
    void reachesTheDevicesThatHaveSubscribed(String filter) throws Exception {
        Device device = Device.connect(5, emulator, TARGET);
        try (Mqtt5Publishes heard = device.mqtt5().publishes(MqttGlobalPublishFilter.ALL)) {
            device.mqtt5()
                    .subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.EXACTLY_ONCE)
                    .send();
            assertTrue(publish("demo_topic/x", "hello", properties()));
            Mqtt5Publish publish = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
            assertEquals("demo_topic/x", publish.getTopic().toString());
            assertEquals("hello", new String(publish.getPayloadAsBytes(), UTF_8));
            assertEquals(MqttQos.AT_LEAST_ONCE, publish.getQos());
            assertEquals("text/x", publish.getContentType().orElseThrow().toString());
            // what is left of it
            long expiry = publish.getMessageExpiryInterval().orElseThrow();
            assertTrue(expiry > 0 && expiry <= 60, () -> "expires in " + expiry);
            assertEquals(
                    List.of("(a, 1)", "(b, 2)"),
                    publish.getUserProperties().asList().stream()
                            .map(property -> "(" + property.getName() + ", " + property.getValue() + ")")
                            .toList());
            assertTrue(heard.receive(200, TimeUnit.MILLISECONDS).isEmpty());
        }
        // what a backend publishes does not come back to backends
        assertEquals(0, emulator.queuedMessages("demo_topic"));
    }

    @Test
    void reachesDevicesFromAmqp10Too() throws Exception {
        Device device = Device.connect(5, emulator, TARGET);
        try (Mqtt5Publishes heard = device.mqtt5().publishes(MqttGlobalPublishFilter.ALL);
                Connection connection = Backend.factory(emulator, uri()).createConnection()) {
            TopicMessagesTest.subscribe(5, device, "demo_topic/#");
            Session session = connection.createSession();
            send(session, "demo_topic/x", "hello".getBytes(UTF_8));
            Mqtt5Publish publish = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
            assertEquals("demo_topic/x", publish.getTopic().toString());
            assertEquals("hello", new String(publish.getPayloadAsBytes(), UTF_8));
            assertEquals("text/x", publish.getContentType().orElseThrow().toString());
            assertEquals(60, publish.getMessageExpiryInterval().orElseThrow());
            assertEquals(2, publish.getUserProperties().asList().size());
            JMSException unknown =
                    assertThrows(JMSException.class, () -> send(session, "other/x", "hello".getBytes(UTF_8)));
            assertTrue(unknown.getMessage().contains("amqp:not-found"), unknown.getMessage());
            JMSException tooBig =
                    assertThrows(JMSException.class, () -> send(session, "demo_topic/x", new byte[65_537]));
            assertTrue(tooBig.getMessage().contains("more than 65536 bytes"), tooBig.getMessage());
            send(session, "demo_topic/p2p/GID_demo@@@offline", new byte[65_536]);
        }
    }

    @Test
    void withoutASubscriberItIsPublishedAllTheSame() throws Exception {
        assertTrue(publish("demo_topic", "x", null));
        assertTrue(publish("demo_topic/nobody/here", "x", null));
        assertTrue(publish("demo_topic/p2p/GID_demo@@@offline", "x", null));
    }

    @Test
    void whatCannotBePublishedIsNotConfirmed() throws Exception {
        for (String topic : List.of("", "other/x", "demo_topicx", "demo_topic/#", "STATUS.GID_demo", "amq.topic")) {
            assertFalse(publish(topic, "x", null), topic);
        }
        assertFalse(publish("demo_topic/x", "x".repeat(65_537), null));
        for (String malformed : List.of("no JSON", "", "{}", "[1]", "[{}]", "[{\"key\":\"a\"}]")) {
            BasicProperties properties = new BasicProperties.Builder()
                    .headers(Map.of("mqtt5UserProperty", malformed))
                    .build();
            assertFalse(publish("demo_topic/x", "x", properties), malformed);
        }
        assertTrue(publish("demo_topic/x", "x".repeat(65_536), null));
        assertEquals(0, emulator.group("GID_demo").queued());
    }

    @Test
    void manyAreConfirmed() throws Exception {
        Device device = Device.connect(3, emulator, TARGET);
        try (Mqtt3Publishes heard = device.mqtt3().publishes(MqttGlobalPublishFilter.ALL)) {
            for (int number = 0; number < 300; number++) {
                backend.channel()
                        .basicPublish("demo_topic/p2p/" + TARGET, "", true, null, ("" + number).getBytes(UTF_8));
            }
            assertTrue(backend.channel().waitForConfirms(20_000));
            for (int number = 0; number < 300; number++) {
                Mqtt3Publish publish = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
                assertEquals("" + number, new String(publish.getPayloadAsBytes(), UTF_8));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, ", "1, ", "0, demo_topic/#", "1, demo_topic/#", "1, demo_topic/p2p/GID_demo@@@target"})
    void pointToPointReachesItsTargetOnce(int qos, String filter) throws Exception {
        String topic = "demo_topic/p2p/" + TARGET;
        Device target = Device.connect(3, emulator, TARGET);
        Device other = Device.connect(5, emulator, "GID_demo@@@other");
        try (Mqtt3Publishes heard = target.mqtt3().publishes(MqttGlobalPublishFilter.ALL);
                Mqtt5Publishes overheard = other.mqtt5().publishes(MqttGlobalPublishFilter.ALL)) {
            TopicMessagesTest.subscribe(5, other, "demo_topic/#");
            if (filter != null) {
                TopicMessagesTest.subscribe(3, target, filter);
            }
            TopicMessagesTest.publish(5, other, topic, qos, "from a device");
            Mqtt3Publish first = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
            assertEquals("from a device", new String(first.getPayloadAsBytes(), UTF_8));
            assertEquals(topic, first.getTopic().toString());
            assertEquals(qos, first.getQos().getCode());

            assertTrue(publish(topic, "from a backend", null));
            Mqtt3Publish second = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
            assertEquals("from a backend", new String(second.getPayloadAsBytes(), UTF_8));
            assertEquals(MqttQos.AT_LEAST_ONCE, second.getQos());
            assertTrue(heard.receive(200, TimeUnit.MILLISECONDS).isEmpty());
            assertTrue(overheard.receive(200, TimeUnit.MILLISECONDS).isEmpty());
        }
        assertEquals(0, emulator.queuedMessages("demo_topic"));
    }

    private boolean publish(String topic, String text, BasicProperties properties) throws Exception {
        Channel channel = backend.channel();
        channel.basicPublish(topic, topic, true, properties, text.getBytes(UTF_8));
        return channel.waitForConfirms(10_000);
    }

    private static BasicProperties properties() {
        return new BasicProperties.Builder()
                .contentType("text/x")
                .expiration("60")
                .messageId("0123456789ABCDEF0123456789ABCDEF")
                .headers(Map.of("mqtt5UserProperty", USER, "seqId", 1L))
                .build();
    }

    private static void send(Session session, String topic, byte[] body) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(body);
        message.setJMSType(topic);
        message.setStringProperty("mqtt5ContentType", "text/x");
        message.setStringProperty("mqtt5MsgExpireInterval", "60");
        message.setStringProperty("mqtt5UserProperty", USER);
        session.createProducer(session.createQueue("mqtt.publish")).send(message);
    }

    private String uri() {
        return "amqp://" + emulator.host() + ":" + emulator.amqpPort();
    }
}
