package dev.mqttstatus.integration.notices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alibaba.mqtt.server.ConsumerHealth;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.callback.NotNowException;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.StatusNotice;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.LogWatch;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener whose store is away for much longer than its attempts would last, on both wires. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class NotNowIT {
    private static final String GROUP = "GID_one";
    private static final String OTHER_GROUP = "GID_two";
    private static final int MAX_ATTEMPTS = 3;
    private static final int UNSETTLED = 20;
    private static final int NOTICES = 100;
    private static final int CLIENTS = 4;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean away = true;

    private void hear(StatusNotice notice) {
        heard.add(notice.getClientId() + " " + notice.getTime());
    }

    private void hearUnlessAway(StatusNotice notice) {
        if (away) {
            refused.incrementAndGet();
            throw new NotNowException("the store is away", PAUSE);
        }
        hear(notice);
    }

    private static Emulator emulator(Protocol protocol) throws IOException {
        return Emulator.builder()
                .group(GROUP)
                .group(OTHER_GROUP)
                .amqp10(protocol == Protocol.AMQP_1_0)
                .amqp091(protocol == Protocol.AMQP_0_9_1)
                .maxDeliveries(MAX_ATTEMPTS)
                .start();
    }

    private ServerConsumer start(Emulator emulator, Protocol protocol, int port, StatusListener listener)
            throws Exception {
        ChannelConfig config = Backend.config(emulator);
        config.setDomain("127.0.0.1");
        config.setPort(port);
        config.setProtocol(protocol);
        config.setNetworkRecoveryInterval(100);
        ConsumerConfig settings = new ConsumerConfig();
        settings.setMaxAttempts(MAX_ATTEMPTS);
        settings.setMaxUnsettled(UNSETTLED);
        ServerConsumer consumer = new ServerConsumer(config, settings);
        consumer.subscribeStatus(GROUP, listener);
        consumer.subscribeStatus(OTHER_GROUP, this::hear);
        consumer.start();
        return consumer;
    }

    /** Returns the lines that the listener is to hear, in order. */
    private static List<String> publish(Emulator emulator, String group) {
        List<String> expected = new ArrayList<>();
        for (int time = 1; time <= NOTICES; time++) {
            String client = group + "@@@d" + time % CLIENTS;
            expected.add(client + " " + time);
            emulator.group(group)
                    .publish(("{\"clientId\":\"" + client + "\",\"eventType\":\"connect\",\"time\":" + time + "}")
                            .getBytes(UTF_8));
        }
        return expected;
    }

    private static List<String> of(String group, int client, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(group + "@@@d" + client + " "))
                .toList();
    }

    private void assertHeardInOrder(String group, List<String> expected) {
        Poll.until(
                "all of " + group,
                () -> heard.stream().filter(line -> line.startsWith(group)).count() >= NOTICES);
        IntStream.range(0, CLIENTS)
                .forEach(client -> assertEquals(of(group, client, expected), of(group, client, heard)));
    }

    private void awaitRefused(int more) {
        int wanted = refused.get() + more;
        Poll.until("refused " + wanted + " times", () -> refused.get() >= wanted);
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void isHeardOnceAfterwardsInOrderWhileTheOtherGroupGoesOn(Protocol protocol) throws Exception {
        try (Emulator emulator = emulator(protocol);
                LogWatch log = new LogWatch();
                ServerConsumer consumer = start(emulator, protocol, emulator.amqpPort(), this::hearUnlessAway)) {
            List<String> expected = publish(emulator, GROUP);
            awaitRefused(1);
            assertHeardInOrder(OTHER_GROUP, publish(emulator, OTHER_GROUP));
            awaitRefused(8 * MAX_ATTEMPTS);
            ConsumerHealth health = consumer.health();
            assertEquals(UNSETTLED, health.unsettled());
            assertEquals(0, health.parked());
            assertEquals(NOTICES + UNSETTLED, health.received(), "nothing is thrown back and forth");
            assertEquals("group " + GROUP, health.pausedSources().get(0).source());
            assertEquals("the store is away", health.pausedSources().get(0).why());
            away = false;
            assertHeardInOrder(GROUP, expected);
            Poll.until("settled", () -> emulator.group(GROUP).queued() == 0);
            assertEquals(0, emulator.group(GROUP).deadLetters());
            assertEquals(2 * NOTICES, consumer.health().received());
            assertEquals(0, consumer.health().failed());
            assertEquals(refused.get(), consumer.health().notNow());
            assertEquals(0, log.count("listener calls fail"));
            Poll.until("logged that it is over", () -> log.count("says \"not now\": over after") == 1);
            assertEquals(1, log.count("\tat " + NotNowIT.class.getName() + ".hearUnlessAway"));
            log.assertClean(emulator.secretKey());
        }
        assertEquals(2 * NOTICES, heard.size());
    }

    /** More often than there are attempts. */
    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void aConnectionLostDuringThePauseCostsNoAttempt(Protocol protocol) throws Exception {
        Emulator emulator = emulator(protocol);
        Relay relay = new Relay(emulator.amqpPort());
        try (emulator;
                ServerConsumer consumer = start(emulator, protocol, relay.port(), this::hearUnlessAway)) {
            List<String> expected = publish(emulator, GROUP);
            for (int losses = 1; losses <= MAX_ATTEMPTS + 2; losses++) {
                awaitRefused(2);
                long before = losses - 1L;
                relay.reset();
                Poll.until("connected again", () -> consumer.health().reconnects() > before);
                assertEquals(1, consumer.health().pausedSources().size());
            }
            awaitRefused(2);
            away = false;
            assertHeardInOrder(GROUP, expected);
            Poll.until("settled", () -> emulator.group(GROUP).queued() == 0);
            assertEquals(0, emulator.group(GROUP).deadLetters());
            assertEquals(NOTICES, heard.size());
        } finally {
            relay.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void stopDuringThePauseGivesAllBackUncounted(Protocol protocol) throws Exception {
        try (Emulator emulator = emulator(protocol)) {
            List<String> expected = publish(emulator, GROUP);
            for (int stops = 0; stops < MAX_ATTEMPTS + 2; stops++) {
                try (ServerConsumer consumer = start(emulator, protocol, emulator.amqpPort(), this::hearUnlessAway)) {
                    Poll.until("unsettled", () -> consumer.health().unsettled() == UNSETTLED);
                    awaitRefused(1);
                }
            }
            away = false;
            try (ServerConsumer last = start(emulator, protocol, emulator.amqpPort(), this::hearUnlessAway)) {
                assertHeardInOrder(GROUP, expected);
                assertEquals(0, last.health().failed());
            }
            assertEquals(0, emulator.group(GROUP).deadLetters());
            assertEquals(NOTICES, heard.size());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMQP_1_0", "AMQP_0_9_1"})
    void theListenerHearsOnceWhatIsGivenUp(Protocol protocol) throws Exception {
        StatusListener failing = new StatusListener() {
            @Override
            public void process(StatusNotice notice) {
                throw new IllegalStateException("bad");
            }

            @Override
            public void givenUp(StatusNotice notice, Throwable lastFailure) {
                heard.add(notice.getClientId() + " " + lastFailure.getMessage());
            }
        };
        try (Emulator emulator = emulator(protocol);
                ServerConsumer consumer = start(emulator, protocol, emulator.amqpPort(), failing)) {
            emulator.group(GROUP).publish("{\"clientId\":\"c\",\"eventType\":\"connect\",\"time\":1}".getBytes(UTF_8));
            Poll.until("dead-lettered", () -> emulator.group(GROUP).deadLetters() == 1);
            assertEquals(List.of("c bad"), heard);
            assertEquals(MAX_ATTEMPTS, consumer.health().failed());
        }
    }
}
