package dev.mqttstatus.integration.faults;

import com.alibaba.mqtt.server.ConsumerHealth;
import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.callback.StatusListener;
import com.alibaba.mqtt.server.common.ConnectionState;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.EventType;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.testing.LogWatch;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Relay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What one test of a fault needs: an emulator behind a bad network, consumers of it, and the ledger. */
final class Scene implements AutoCloseable {
    /** What a consumer holds at most, and so what may come again after a fault. */
    static final int UNSETTLED = 1_000;

    /** Long enough that a fault meets calls that run, short enough for many tests. */
    static final StatusListener SHORT_WORK = notice -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));

    static final String GROUP = "GID_faults";
    private static final int CLIENTS = 16;

    final Emulator emulator;
    private final LogWatch log;
    final Relay relay;
    final Ledger ledger = new Ledger(UNSETTLED);
    /** Of the emulator: how far it is from ours. */
    volatile Duration clockOffset = Duration.ZERO;
    /** What consumers sign with. */
    volatile String secretKey;
    /** What the listeners do. */
    volatile StatusListener work = SHORT_WORK;

    /** Seconds. */
    int heartbeat = 60;

    /** How long a consumer waits for an answer of the server, also when it stops. */
    int handshakeMillis = 10_000;

    private final Protocol protocol;
    private final List<Consumer> consumers = new ArrayList<>();
    private CountDownLatch hanging = new CountDownLatch(0);
    private int put;
    private int devices;

    Scene(Protocol protocol) throws IOException {
        this.protocol = protocol;
        emulator = Emulator.builder()
                .group(GROUP)
                .amqp10(protocol == Protocol.AMQP_1_0)
                .amqp091(protocol == Protocol.AMQP_0_9_1)
                .staleSignKeys(false)
                .maxDeliveries(20)
                .clock(new Jumping())
                .start();
        relay = new Relay(emulator.amqpPort());
        log = new LogWatch();
        secretKey = emulator.secretKey();
    }

    /** A started consumer that does the {@link #work} and keeps account of it. Ended at the latest by {@link #close}. */
    Consumer consumer() throws Exception {
        return consumer(new ConsumerConfig());
    }

    Consumer consumer(ConsumerConfig config) throws Exception {
        Consumer consumer = new Consumer("consumer" + (consumers.size() + 1), config);
        consumers.add(consumer);
        consumer.sdk.subscribeStatus(GROUP, ledger.of(consumer.name, notice -> work.process(notice)));
        consumer.sdk.start();
        return consumer;
    }

    private ChannelConfig channel() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(relay.port());
        config.setProtocol(protocol);
        config.setInstanceId(emulator.instanceId());
        config.setCredentialsProvider(() -> Credentials.of(emulator.accessKey(), secretKey));
        config.setNetworkRecoveryInterval(200);
        config.setHandshakeTimeout(handshakeMillis);
        config.setConnectionTimeout(10_000);
        config.setShutdownTimeout(2_000);
        config.setRequestedHeartbeat(heartbeat);
        return config;
    }

    /** From now on the calls of one client hang until {@link #letGo}. */
    void hang(int client) {
        CountDownLatch latch = new CountDownLatch(1);
        hanging = latch;
        work = notice -> {
            if (notice.getClientId().equals(client(client))) {
                Poll.await(latch);
            }
        };
    }

    void letGo() {
        hanging.countDown();
        work = SHORT_WORK;
    }

    /** The id of one of the clients whose notices are produced. */
    static String client(int number) {
        return GROUP + "@@@d" + number;
    }

    /** Puts notices into the queue, of each client in turn. */
    void produce(int count) {
        for (int n = 0; n < count; n++) {
            produceOf(put++ % CLIENTS);
        }
    }

    void produceOf(int client) {
        emulator.group(GROUP).publish(ledger.produce(client(client)));
    }

    /** Puts any bytes into the queue. */
    void put(byte[] body) {
        emulator.group(GROUP).publish(body);
    }

    long deadLetters() {
        return emulator.group(GROUP).deadLetters();
    }

    long queued() {
        return emulator.group(GROUP).queued();
    }

    /** A real device comes, and leaves or vanishes. */
    void device(boolean leaves) throws IOException {
        String clientId = GROUP + "@@@device" + ++devices;
        if (leaves) {
            ledger.produceDevice(clientId, EventType.CONNECT, EventType.DISCONNECT, EventType.TCPCLEAN);
        } else {
            ledger.produceDevice(clientId, EventType.CONNECT, EventType.TCPCLEAN);
        }
        Credentials credentials = Credentials.of(emulator.accessKey(), emulator.secretKey());
        Device device = new Device(emulator.mqttPort(), emulator.instanceId(), credentials, clientId);
        if (leaves) {
            device.leave();
        } else {
            device.vanish();
        }
    }

    /** Waits until everything is processed and settled; from then on nothing of it may come again. */
    void awaitSettled() {
        Poll.until("all processed", () -> ledger.unprocessed() == 0, this::toString);
        Poll.until("all settled", () -> queued() == 0, this::toString);
        ledger.settled();
    }

    @Override
    public String toString() {
        return ledger.unprocessed() + " not processed, " + ledger.calls() + " calls, " + queued() + " queued, "
                + deadLetters() + " dead letters, " + relay.greetings().size() + " connections";
    }

    /** Ends everything; the ledger is checked by who calls. */
    @Override
    public void close() throws IOException {
        try {
            close(emulator);
            log.assertClean(emulator.secretKey());
        } finally {
            log.close();
        }
    }

    private void close(Emulator emulator) throws IOException {
        try {
            relay.release();
            relay.fast();
            letGo();
            for (Consumer consumer : consumers) {
                consumer.sdk.stop();
            }
            relay.close();
        } finally {
            emulator.close();
        }
    }

    /** One consumer and its name in the ledger. */
    final class Consumer {
        final ServerConsumer sdk;
        /** The states of its connection that it was notified of. */
        final List<State> states = new CopyOnWriteArrayList<>();

        private final String name;

        Consumer(String name, ConsumerConfig config) {
            this.name = name;
            this.sdk = new ServerConsumer(channel(), config);
            sdk.setConnectionListener((state, cause) -> states.add(State.of(state, cause)));
        }

        /** How it is, if asked. */
        State state() {
            ConsumerHealth health = sdk.health();
            return State.of(health.state(), health.cause());
        }

        void stop() throws IOException {
            sdk.stop();
            ledger.stopped(name);
        }

        /** To be called by a listener: it ends later. */
        void stopFromListener() {
            try {
                sdk.stop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void stopNow() throws IOException {
            sdk.stopNow();
            ledger.stopped(name);
        }
    }

    /** Where a connection stands, and the code of the cause; null for none. */
    record State(ConnectionState state, String cause) {
        static State of(ConnectionState state, ServerException cause) {
            return new State(state, cause == null ? null : cause.getCode());
        }
    }

    /** The emulator's clock. */
    private final class Jumping extends Clock {
        private final Clock ours = Clock.systemUTC();

        @Override
        public ZoneId getZone() {
            return ours.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return ours.instant().plus(clockOffset);
        }
    }
}
