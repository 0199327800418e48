package dev.mqttstatus.integration.notices;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.callback.SendCallback;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StringPair;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device and a backend talk to each other, over both wires. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class MessageExchangeIT {
    private static final String PARENT = "exchange";
    private static final String CLIENT_ID = "GID_demo@@@talker";
    private static final int MANY = 10_000;

    private Emulator emulator;
    private Mqtt5AsyncClient device;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.builder().topic(PARENT).start();
        Login login = Login.device(
                emulator.instanceId(), Credentials.of(emulator.accessKey(), emulator.secretKey()), CLIENT_ID);
        device = MqttClient.builder()
                .useMqttVersion5()
                .identifier(CLIENT_ID)
                .serverHost(emulator.host())
                .serverPort(emulator.mqttPort())
                .simpleAuth()
                .username(login.userName())
                .password(login.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildAsync();
        device.connect().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        device.disconnect().get(20, TimeUnit.SECONDS);
        emulator.close();
    }

    private ChannelConfig config(Protocol protocol) {
        ChannelConfig config = Backend.config(emulator);
        config.setProtocol(protocol);
        return config;
    }

    private ServerProducer producer(Protocol protocol) throws Exception {
        ProducerConfig patient = new ProducerConfig();
        patient.setSendTimeoutMills(30_000);
        ServerProducer producer = new ServerProducer(config(protocol), patient);
        producer.start();
        return producer;
    }

    private record Heard(String messageId, MessageProperties properties, List<Byte> payload) {}

    private static List<Byte> bytes(byte[] payload) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : payload) {
            bytes.add(each);
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void tenThousandMessagesFromADeviceArriveOnceAndInOrder(Protocol protocol) throws Exception {
        Queue<Integer> heard = new ConcurrentLinkedQueue<>();
        Set<String> ids = ConcurrentHashMap.newKeySet();
        ServerConsumer consumer = new ServerConsumer(config(protocol), new ConsumerConfig());
        try {
            consumer.subscribeTopic(PARENT, (id, properties, payload) -> {
                ids.add(id);
                heard.add(Integer.valueOf(new String(payload, StandardCharsets.UTF_8)));
            });
            consumer.start();
            Semaphore unacknowledged = new Semaphore(100);
            for (int n = 0; n < MANY; n++) {
                unacknowledged.acquire();
                CompletableFuture<?> unused = device.publishWith()
                        .topic(PARENT + "/up")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(String.valueOf(n).getBytes(StandardCharsets.UTF_8))
                        .send()
                        .whenComplete((result, failure) -> unacknowledged.release());
            }
            Poll.until("all messages", () -> heard.size() >= MANY);
            int expected = 0;
            for (int number : heard) {
                assertEquals(expected++, number);
            }
            assertEquals(MANY, ids.size());
        } finally {
            consumer.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void tenThousandMessagesToADeviceAreConfirmedAndArriveOnce(Protocol protocol) throws Exception {
        Set<Integer> distinct = ConcurrentHashMap.newKeySet();
        AtomicInteger arrived = new AtomicInteger();
        device.subscribeWith()
                .topicFilter(PARENT + "/down/#")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(publish -> {
                    distinct.add(Integer.valueOf(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8)));
                    arrived.incrementAndGet();
                })
                .send()
                .get(20, TimeUnit.SECONDS);
        AtomicInteger confirmed = new AtomicInteger();
        Queue<ServerException> failures = new ConcurrentLinkedQueue<>();
        ServerProducer producer = producer(protocol);
        try {
            for (int n = 0; n < MANY; n++) {
                producer.sendMessage(
                        PARENT + "/down/x", String.valueOf(n).getBytes(StandardCharsets.UTF_8), new SendCallback() {
                            @Override
                            public void onSuccess(String msgId) {
                                confirmed.incrementAndGet();
                            }

                            @Override
                            public void onFail() {
                                throw new AssertionError("overridden");
                            }

                            @Override
                            public void onFail(String msgId, ServerException cause) {
                                failures.add(cause);
                            }
                        });
            }
            Poll.until("all confirmed", () -> confirmed.get() + failures.size() == MANY);
            assertEquals(List.of(), List.copyOf(failures));
            Poll.until("all arrived", () -> distinct.size() == MANY);
            assertEquals(MANY, arrived.get());
        } finally {
            producer.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void mqtt5PropertiesPassBothWays(Protocol protocol) throws Exception {
        BlockingQueue<Mqtt5Publish> down = new LinkedBlockingQueue<>();
        device.subscribeWith()
                .topicFilter(PARENT + "/down")
                .callback(down::add)
                .send()
                .get(20, TimeUnit.SECONDS);
        BlockingQueue<Heard> up = new LinkedBlockingQueue<>();
        ServerConsumer consumer = new ServerConsumer(config(protocol), new ConsumerConfig());
        ServerProducer producer = producer(protocol);
        try {
            consumer.start();
            consumer.subscribeTopic(
                    PARENT, (id, properties, payload) -> up.add(new Heard(id, properties, bytes(payload))));
            byte[] payload = {0, 1, 2, (byte) 0xff};
            SendResult result = producer.sendMessage(
                    PARENT + "/down", payload, "600", "application/json", List.of(new StringPair("who", "backend")));
            assertTrue(result.isSuccess());
            assertTrue(result.getMsgId().matches("[0-9A-F]{32}"));
            Mqtt5Publish received = down.poll(20, TimeUnit.SECONDS);
            assertArrayEquals(payload, received.getPayloadAsBytes());
            assertEquals(
                    "application/json", received.getContentType().orElseThrow().toString());
            assertTrue(received.getMessageExpiryInterval().orElseThrow() > 500);
            assertEquals(
                    "who",
                    received.getUserProperties().asList().get(0).getName().toString());

            device.publishWith()
                    .topic(PARENT + "/a/b")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload)
                    .contentType("text/plain")
                    .messageExpiryInterval(600)
                    .userProperties()
                    .add("who", "device")
                    .applyUserProperties()
                    .send()
                    .get(20, TimeUnit.SECONDS);
            Heard heard = up.poll(20, TimeUnit.SECONDS);
            assertEquals(bytes(payload), heard.payload());
            assertTrue(heard.messageId().matches("[0-9A-Za-z-]{16,}"), heard.messageId());
            assertEquals(PARENT, heard.properties().getFirstTopic());
            assertEquals("a/b", heard.properties().getSecondTopic());
            assertEquals(CLIENT_ID, heard.properties().getClientId());
            assertTrue(Math.abs(System.currentTimeMillis() - heard.properties().getBornTime()) < 120_000);
            assertEquals("text/plain", heard.properties().getMqtt5ContentType());
            assertEquals(
                    "[{\"key\":\"who\",\"value\":\"device\"}]",
                    heard.properties().getMqtt5UserProperty());
        } finally {
            consumer.stop();
            producer.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void pointToPointReachesTheOneDeviceWithoutASubscription(Protocol protocol) throws Exception {
        BlockingQueue<Mqtt5Publish> received = new LinkedBlockingQueue<>();
        device.publishes(com.hivemq.client.mqtt.MqttGlobalPublishFilter.ALL, received::add);
        ServerProducer producer = producer(protocol);
        try {
            String topic = PARENT + "/p2p/" + CLIENT_ID;
            assertTrue(producer.sendMessage(topic, new byte[] {7}).isSuccess());
            assertEquals(topic, received.poll(20, TimeUnit.SECONDS).getTopic().toString());
            assertTrue(producer.sendMessage(PARENT + "/p2p/GID_demo@@@away", new byte[] {8})
                    .isSuccess());
            assertTrue(producer.sendMessage(topic, new byte[] {9}).isSuccess());
            assertArrayEquals(
                    new byte[] {9}, received.poll(20, TimeUnit.SECONDS).getPayloadAsBytes());
        } finally {
            producer.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void anUnknownTopicFailsWithItsCauseAndTheNextSendWorks(Protocol protocol) throws Exception {
        ServerProducer producer = producer(protocol);
        try {
            SendResult refused = producer.sendMessage("no_such_parent/x", new byte[1]);
            assertTrue(!refused.isSuccess());
            assertNull(refused.getMsgId());
            assertEquals(
                    ErrorCode.SEND_REFUSED,
                    refused.cause().getCode(),
                    refused.cause().toString());
            assertTrue(producer.sendMessage(PARENT + "/x", new byte[1]).isSuccess());
        } finally {
            producer.stop();
        }
    }
}
