package dev.mqttstatus.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.ServerProducer;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.SendResult;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.ProducerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.model.MessageProperties;
import com.alibaba.mqtt.server.model.StatusNotice;
import com.alibaba.mqtt.server.model.StringPair;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import com.alibaba.mqtt.server.network.WireProvider;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the SDK promises on every wire and every broker. A subclass brings the broker; where one differs by nature, the
 * subclass overrides what is expected and says why.
 */
@ExtendWith(LeakCheck.class)
@Timeout(120)
abstract class WireContract {
    static final String INSTANCE = "mqtt-cn-contract";
    static final String ACCESS_KEY = "contract-key";
    static final String SECRET_KEY = "contract-secret";
    static final String GROUP = "GID_contract";
    /** A first-level topic that the broker knows. */
    static final String TOPIC = "orders";

    /** A first-level topic and a group that no broker knows. */
    static final String UNKNOWN = "GID_nowhere";

    private static final String TOPIC_DOWN = TOPIC + "/down";
    private static final int MANY = 1_000;
    private static final int CLIENTS = 20;
    /** What is done immediately takes far less than any time-out. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private ContractBroker broker;
    private Relay relay;

    abstract ContractBroker open() throws Exception;

    /** The wire under test, which is also what the broker speaks. */
    abstract Protocol protocol();

    @BeforeEach
    void openBroker() throws Exception {
        broker = open();
        relay = new Relay(broker.port());
    }

    @AfterEach
    void closeBroker() throws Exception {
        relay.close();
        broker.close();
    }

    ChannelConfig config() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(relay.port());
        config.setInstanceId(INSTANCE);
        config.setAccessKey(ACCESS_KEY);
        config.setSecretKey(SECRET_KEY);
        config.setNetworkRecoveryInterval(500);
        return config;
    }

    final Backend listening() throws Exception {
        return listening(config());
    }

    private static Backend listening(ChannelConfig config) throws Exception {
        Backend backend = new Backend(config);
        backend.consumer.start();
        backend.listen(GROUP);
        return backend;
    }

    /** Starts a consumer, calls the listener for the group's notices. The caller stops it. */
    private ServerConsumer consumer(ChannelConfig config, StatusListener listener) throws Exception {
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        consumer.subscribeStatus(GROUP, listener);
        consumer.start();
        return consumer;
    }

    private void put(String... devices) throws Exception {
        broker.put(Arrays.stream(devices).map(device -> notice(device, 1)).toList());
    }

    private static byte[] notice(String device, int time) {
        return ("{\"clientId\":\"" + GROUP + "@@@" + device + "\",\"eventType\":\"connect\",\"channelId\":\"c-" + device
                        + "\",\"clientIp\":\"127.0.0.1:1\",\"time\":" + time + "}")
                .getBytes(UTF_8);
    }

    private void awaitEmptyQueue() {
        Poll.until("all notices are settled", () -> queued() == 0);
    }

    private long queued() {
        try {
            return broker.queued();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private long deadLetters() {
        try {
            return broker.deadLetters();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What a client of this version says first. */
    private static String greeting(Protocol version) {
        return version == Protocol.AMQP_0_9_1 ? "414d515000000901" : "414d515003010000";
    }

    @Test
    void autoFindsTheProtocolOfTheServer() throws Exception {
        try (Backend backend = listening()) {
            put("d");
            assertEquals("d", backend.next().deviceId());
            List<String> greetings = relay.greetings();
            assertEquals(2, greetings.size(), "a question and a connection");
            assertEquals(greeting(protocol()), greetings.get(1));
        }
    }

    @Test
    void theConfiguredProtocolIsUsedWithoutAQuestion() throws Exception {
        ChannelConfig config = config();
        config.setProtocol(protocol());
        try (Backend backend = listening(config)) {
            put("d");
            assertEquals("d", backend.next().deviceId());
            assertEquals(List.of(greeting(protocol())), relay.greetings());
        }
    }

    @Test
    void theOtherProtocol() throws Exception {
        ChannelConfig config = config();
        config.setProtocol(protocol() == Protocol.AMQP_1_0 ? Protocol.AMQP_0_9_1 : Protocol.AMQP_1_0);
        checkTheOtherProtocol(config);
        assertEquals(List.of(greeting(config.getProtocol())), relay.greetings());
    }

    /** A server that speaks one version only refuses the other, and the error says so. */
    void checkTheOtherProtocol(ChannelConfig config) throws Exception {
        ServerConsumer consumer = new ServerConsumer(config, new ConsumerConfig());
        try {
            ServerException refused = assertThrows(ServerException.class, consumer::start);
            assertEquals(ErrorCode.WRONG_PROTOCOL, refused.getCode(), refused.toString());
            assertTrue(refused.getMessage().contains("127.0.0.1:" + relay.port()), refused.getMessage());
            assertTrue(
                    refused.getMessage().contains(config.getProtocol() == Protocol.AMQP_1_0 ? "AMQP 1.0" : "0-9-1"),
                    refused.getMessage());
        } finally {
            consumer.stop();
        }
    }

    /** Far more notices than may be unsettled wait for the one call that hangs, and those of others still come. */
    @Test
    void aHangingCallTakesNoCreditFromTheOthers() throws Exception {
        ConsumerConfig few = new ConsumerConfig();
        few.setMaxUnsettled(40);
        CountDownLatch release = new CountDownLatch(1);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        List<Long> ofTheHanging = Collections.synchronizedList(new ArrayList<>());
        ServerConsumer consumer = new ServerConsumer(config(), few);
        consumer.subscribeStatus(GROUP, notice -> {
            if (notice.deviceId().equals("hangs")) {
                Poll.await(release);
                ofTheHanging.add(notice.getTime());
            } else {
                heard.add(notice.deviceId());
            }
        });
        consumer.start();
        try {
            broker.put(IntStream.range(0, 300)
                    .mapToObj(n -> n % 3 == 2 ? notice("other" + n, 1) : notice("hangs", n))
                    .toList());
            Poll.until("the others", () -> heard.size() == 100);
            assertEquals(List.of(), ofTheHanging);
            release.countDown();
            awaitEmptyQueue();
            assertEquals(
                    IntStream.range(0, 300)
                            .filter(n -> n % 3 != 2)
                            .mapToObj(n -> (long) n)
                            .toList(),
                    ofTheHanging);
            // the credit is what it was
            put("d");
            Poll.until("the next", () -> heard.contains("d"));
        } finally {
            release.countDown();
            consumer.stop();
        }
    }

    @Test
    void anAcceptedNoticeIsGone() throws Exception {
        try (Backend first = listening()) {
            put("d");
            assertEquals("d", first.next().deviceId());
            awaitEmptyQueue();
        }
        try (Backend second = listening()) {
            put("later");
            assertEquals("later", second.next().deviceId());
            awaitEmptyQueue();
            assertEquals(List.of(), second.more());
        }
        assertEquals(0, deadLetters());
    }

    @Test
    void theShortestHeartbeatIsTaken() throws Exception {
        ChannelConfig config = config();
        config.setRequestedHeartbeat(1);
        try (Backend backend = listening(config)) {
            put("d");
            assertEquals("d", backend.next().deviceId());
            awaitEmptyQueue();
        }
    }

    @Test
    void aNoticeWhoseListenerThrowsTwiceComesAgainAndIsThenGone() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch succeeded = new CountDownLatch(1);
        ServerConsumer consumer = consumer(config(), notice -> {
            if (calls.incrementAndGet() <= 2) {
                throw new IllegalStateException("not yet");
            }
            succeeded.countDown();
        });
        try {
            put("d");
            Poll.await(succeeded);
            awaitEmptyQueue();
            assertEquals(3, calls.get());
            assertEquals(0, deadLetters());
            checkAfterRetries(relay.greetings().size());
        } finally {
            consumer.stop();
        }
    }

    /** A failed listener costs no connection: the question and the first one are all there ever were. */
    void checkAfterRetries(int connections) {
        assertEquals(2, connections);
    }

    @Test
    void aMalformedNoticeIsRejectedAndCostsOnlyItself() throws Exception {
        try (Backend backend = listening()) {
            broker.put(List.of(
                    notice("a", 1), "no notice".getBytes(UTF_8), notice("b", 1), "{}".getBytes(UTF_8), notice("c", 1)));
            assertEquals(
                    Set.of("a", "b", "c"),
                    backend.next(3).stream().map(StatusNotice::deviceId).collect(Collectors.toSet()));
            awaitEmptyQueue();
            Poll.until("both are dead letters", () -> deadLetters() == 2);
            assertEquals(List.of(), backend.more());
            assertEquals(2, relay.greetings().size(), "still the first connection");
        }
    }

    @Test
    void aNoticeInHandAtTheStopComesAgainToTheNextConsumer() throws Exception {
        ChannelConfig impatient = config();
        impatient.setShutdownTimeout(500);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ServerConsumer stopped = consumer(impatient, notice -> {
            called.countDown();
            Poll.await(release);
        });
        try {
            put("d");
            Poll.await(called);
            stopped.stop();
            try (Backend next = listening()) {
                assertEquals("d", next.next().deviceId());
                awaitEmptyQueue();
                // what the stopped consumer still does changes nothing
                release.countDown();
                put("later");
                assertEquals("later", next.next().deviceId());
                awaitEmptyQueue();
                assertEquals(List.of(), next.more());
            }
        } finally {
            release.countDown();
            stopped.stop();
        }
    }

    /** The wire alone: nothing but it decides when settlements are sent. The first delivery stays in work. */
    @Test
    void whatAWireKeepsBackAndSoComesAgainIsBounded() throws Exception {
        int count = MANY * 9 / 10;
        broker.put(IntStream.range(0, count).mapToObj(n -> notice("d" + n, n)).toList());
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        Wire wire = provider().open(ConnectionSettings.of(config()), lost -> {});
        try {
            wire.subscribe(Source.status(GROUP), MANY, new Receiver() {
                @Override
                public void receive(Delivery delivery) {
                    deliveries.add(delivery);
                }

                @Override
                public void endOfBurst(boolean mayStay) {}
            });
            Poll.until("all delivered", () -> deliveries.size() == count);
            deliveries.stream().skip(1).forEach(delivery -> delivery.settle(Outcome.ACCEPTED));
            Poll.until("most are settled", () -> queued() <= 1 + maxKeptBack());
            relay.reset();
        } finally {
            wire.close();
        }
        try (Backend next = listening()) {
            awaitEmptyQueue();
            int again = next.more().size();
            assertTrue(again >= 1 && again <= 1 + maxKeptBack(), "came again: " + again);
        }
    }

    private WireProvider provider() {
        return ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.protocol() == protocol())
                .findFirst()
                .orElseThrow();
    }

    /** AMQP 0-9-1 keeps back four times as many more while the first unsettled one is not settled. */
    private int maxKeptBack() {
        return WireProvider.MAX_SETTLED_TOGETHER * (protocol() == Protocol.AMQP_0_9_1 ? 5 : 1);
    }

    @Test
    void anIdleConsumerRecoversFromACut() throws Exception {
        try (Backend backend = listening()) {
            put("before");
            assertEquals("before", backend.next().deviceId());
            awaitEmptyQueue();
            relay.reset();
            put("after");
            assertEquals("after", backend.next().deviceId());
            awaitEmptyQueue();
            assertEquals(List.of(), backend.more());
        }
    }

    @Test
    void aCutWhileAListenerRunsLosesNothing() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ServerConsumer consumer = consumer(config(), notice -> {
            heard.add(notice.deviceId() + notice.getTime());
            called.countDown();
            Poll.await(release);
        });
        try {
            broker.put(List.of(notice("held", 1), notice("held", 2), notice("held", 3)));
            Poll.await(called);
            relay.reset();
            Poll.until("connected again", () -> consumer.health().reconnects() == 1);
            release.countDown();
            awaitEmptyQueue();
            put("later");
            awaitEmptyQueue();
            Poll.until("the later notice", () -> heard.contains("later1"));
            // the first call was not settled any more, so that notice alone came twice; each call is over here
            assertEquals(List.of("held1", "held1", "held2", "held3", "later1"), List.copyOf(heard));
        } finally {
            release.countDown();
            consumer.stop();
        }
    }

    @Test
    void anUnknownSubscriptionIsRefusedAndTheOthersGoOn() throws Exception {
        try (Backend backend = listening()) {
            ServerException refused =
                    assertThrows(ServerException.class, () -> subscribeToTheUnknown(backend.consumer));
            assertEquals(ErrorCode.SUBSCRIBE_REFUSED, refused.getCode(), refused.toString());
            assertTrue(refused.getMessage().contains(UNKNOWN), refused.getMessage());
            put("d");
            assertEquals("d", backend.next().deviceId());
            assertEquals(2, relay.greetings().size(), "still the first connection");
        }
    }

    /** Every group has a queue of its own, and this one has none. */
    void subscribeToTheUnknown(ServerConsumer consumer) throws IOException {
        consumer.subscribeStatus(UNKNOWN, notice -> {});
    }

    @Test
    void manyNoticesArriveOnceAndPerClientInOrder() throws Exception {
        try (Backend backend = listening()) {
            broker.put(IntStream.range(0, MANY)
                    .mapToObj(n -> notice("d" + n % CLIENTS, n))
                    .toList());
            Map<String, List<Long>> byClient = backend.next(MANY).stream()
                    .collect(Collectors.groupingBy(
                            StatusNotice::deviceId, Collectors.mapping(StatusNotice::getTime, Collectors.toList())));
            assertEquals(CLIENTS, byClient.size());
            byClient.forEach((device, times) -> {
                long first = Long.parseLong(device.substring(1));
                assertEquals(
                        IntStream.range(0, MANY / CLIENTS)
                                .mapToObj(n -> first + (long) n * CLIENTS)
                                .toList(),
                        times);
            });
            awaitEmptyQueue();
            assertEquals(List.of(), backend.more());
        }
    }

    private record Heard(String id, MessageProperties properties, String payload) {}

    @Test
    void aDevicesMessageArrivesWithItsProperties() throws Exception {
        BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        ServerConsumer consumer = new ServerConsumer(config(), new ConsumerConfig());
        try {
            consumer.start();
            consumer.subscribeTopic(
                    TOPIC,
                    (id, properties, payload) -> heard.add(new Heard(id, properties, new String(payload, UTF_8))));
            long before = System.currentTimeMillis();
            String id = broker.publish(new DeviceMessage(
                    TOPIC, "up/new", GROUP + "@@@d", "text/plain", new StringPair("colour", "grün"), "payload ü"));
            Heard message = heard.poll(20, TimeUnit.SECONDS);
            assertNotNull(message, "no message within 20 s");
            assertNotNull(message.id());
            assertEquals(id == null ? message.id() : id, message.id());
            MessageProperties properties = message.properties();
            assertEquals(TOPIC, properties.getFirstTopic());
            assertEquals("up/new", properties.getSecondTopic());
            assertEquals(GROUP + "@@@d", properties.getClientId());
            assertEquals("text/plain", properties.getMqtt5ContentType());
            assertEquals("[{\"key\":\"colour\",\"value\":\"grün\"}]", properties.getMqtt5UserProperty());
            assertTrue(properties.getBornTime() >= before, "born " + properties.getBornTime());
            assertTrue(properties.getBornTime() <= System.currentTimeMillis(), "born " + properties.getBornTime());
            assertEquals("payload ü", message.payload());
        } finally {
            consumer.stop();
        }
    }

    @Test
    void manySendsAreConfirmedAndArriveInOrder() throws Exception {
        broker.take(TOPIC_DOWN);
        ServerProducer producer = producer();
        try {
            Sends sends = send(producer, MANY);
            Poll.until("all sends end", () -> sends.ended() == MANY);
            assertEquals(List.of(), sends.failures());
            assertEquals(
                    IntStream.range(0, MANY).mapToObj(n -> TOPIC_DOWN + " " + n).toList(), broker.taken(MANY));
        } finally {
            producer.stop();
        }
    }

    @Test
    void whatLeadsNowhereIsRefusedAndCostsOnlyItself() throws Exception {
        ServerProducer producer = producer();
        try {
            ServerException refused = failure(producer, UNKNOWN + "/down");
            assertEquals(ErrorCode.SEND_REFUSED, refused.getCode(), refused.toString());
            broker.take(TOPIC_DOWN);
            assertTrue(producer.sendMessage(TOPIC_DOWN, "good".getBytes(UTF_8)).isSuccess());
            assertEquals(List.of(TOPIC_DOWN + " good"), broker.taken(1));
        } finally {
            producer.stop();
        }
    }

    /** A failed send is reported in the result, or thrown when the message did not even leave. */
    private static ServerException failure(ServerProducer producer, String topic) throws IOException {
        try {
            SendResult result = producer.sendMessage(topic, new byte[0]);
            assertNotNull(result.cause(), "it was sent");
            return result.cause();
        } catch (ServerException e) {
            return e;
        }
    }

    @Test
    void aCutFailsWhatIsInFlightAtOnce() throws Exception {
        broker.take(TOPIC_DOWN);
        ServerProducer producer = producer();
        try {
            Sends first = send(producer, 1);
            Poll.until("the first send ends", () -> first.confirmed() == 1);
            relay.hold();
            Sends inFlight = send(producer, 10);
            relay.reset();
            long cut = System.nanoTime();
            Poll.until("all sends end", () -> inFlight.ended() == 10);
            assertTrue(System.nanoTime() - cut < SOON.toNanos());
            assertEquals(
                    Set.of(ErrorCode.CONNECTION_LOST),
                    inFlight.failures().stream().map(ServerException::getCode).collect(Collectors.toSet()));
            assertEquals(0, inFlight.confirmed());
            Poll.until("sends succeed again", () -> succeeds(producer));
        } finally {
            producer.stop();
        }
    }

    private static boolean succeeds(ServerProducer producer) {
        try {
            return producer.sendMessage(TOPIC_DOWN, new byte[0]).isSuccess();
        } catch (IOException e) {
            // not connected again yet
            return false;
        }
    }

    private ServerProducer producer() throws Exception {
        ProducerConfig patient = new ProducerConfig();
        patient.setSendTimeoutMills(30_000);
        ServerProducer producer = new ServerProducer(config(), patient);
        producer.start();
        return producer;
    }

    private static Sends send(ServerProducer producer, int count) throws IOException {
        Sends sends = new Sends();
        for (int n = 0; n < count; n++) {
            producer.sendMessage(TOPIC_DOWN, String.valueOf(n).getBytes(UTF_8), sends);
        }
        return sends;
    }
}
