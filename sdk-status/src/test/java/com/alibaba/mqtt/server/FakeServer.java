package com.alibaba.mqtt.server;

import com.alibaba.mqtt.server.common.ErrorCode;
import com.alibaba.mqtt.server.common.ServerException;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.connection.WireOpener;
import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import com.alibaba.mqtt.server.network.Delivery;
import com.alibaba.mqtt.server.network.Outcome;
import com.alibaba.mqtt.server.network.Outgoing;
import com.alibaba.mqtt.server.network.Receiver;
import com.alibaba.mqtt.server.network.Source;
import com.alibaba.mqtt.server.network.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server without sockets: hands out wires, and lets a test refuse, deliver and cut. */
public final class FakeServer implements WireOpener {
    /** Every wire that was opened, in order. */
    public final List<FakeWire> wires = Collections.synchronizedList(new ArrayList<>());
    /** What the next attempts to open a wire fail with; a wire is opened when there is none. */
    public final BlockingQueue<ServerException> refusals = new LinkedBlockingQueue<>();
    /** The configuration of every attempt. */
    public final List<ConnectionSettings> attempts = Collections.synchronizedList(new ArrayList<>());
    /** Sources that no wire may subscribe to. */
    public final Set<String> unknownGroups = ConcurrentHashMap.newKeySet();

    private final BlockingQueue<FakeWire> opened = new LinkedBlockingQueue<>();

    public static ServerException loginRefused() {
        return new ServerException(ErrorCode.LOGIN_REFUSED, "refused by the test", false, null);
    }

    @Override
    public Wire open(ConnectionSettings config, Consumer<ServerException> onLost) throws ServerException {
        attempts.add(config);
        ServerException refusal = refusals.poll();
        if (refusal != null) {
            throw refusal;
        }
        FakeWire wire = new FakeWire(onLost);
        wires.add(wire);
        opened.add(wire);
        return wire;
    }

    /** Waits for the next wire that is opened. */
    public FakeWire nextWire() throws InterruptedException {
        FakeWire wire = opened.poll(10, TimeUnit.SECONDS);
        if (wire == null) {
            throw new AssertionError("no wire was opened within 10 s");
        }
        return wire;
    }

    /** One connection as the server sees it. */
    public final class FakeWire implements Wire {
        public final Map<Source, Receiver> receivers = new ConcurrentHashMap<>();
        public final BlockingQueue<Source> subscriptions = new LinkedBlockingQueue<>();
        public final BlockingQueue<Outgoing> sent = new LinkedBlockingQueue<>();
        public final BlockingQueue<CompletableFuture<Void>> confirmations = new LinkedBlockingQueue<>();
        public volatile int credit;
        public volatile int flushes;
        public volatile boolean receiving = true;
        public volatile boolean closed;
        private final Consumer<ServerException> onLost;

        FakeWire(Consumer<ServerException> onLost) {
            this.onLost = onLost;
        }

        @Override
        public Protocol protocol() {
            return Protocol.AMQP_1_0;
        }

        @Override
        public void subscribe(Source source, int credit, Receiver receiver) throws ServerException {
            this.credit = credit;
            if (unknownGroups.contains(source.name())) {
                throw new ServerException(ErrorCode.SUBSCRIBE_REFUSED, "no such group", false, null);
            }
            if (receivers.put(source, receiver) != null) {
                throw new AssertionError("subscribed twice to " + source);
            }
            subscriptions.add(source);
        }

        @Override
        public synchronized void flush() {
            flushes++;
        }

        @Override
        public void stopReceiving(Deadline deadline) {
            receiving = false;
        }

        @Override
        public CompletableFuture<Void> send(Outgoing message) {
            CompletableFuture<Void> confirmation = new CompletableFuture<>();
            sent.add(message);
            confirmations.add(confirmation);
            return confirmation;
        }

        @Override
        public void close(Deadline deadline) {
            closed = true;
        }

        /** Waits for the next confirmation that a producer waits for. */
        public CompletableFuture<Void> nextConfirmation() throws InterruptedException {
            CompletableFuture<Void> confirmation = confirmations.poll(10, TimeUnit.SECONDS);
            if (confirmation == null) {
                throw new AssertionError("nothing was sent within 10 s");
            }
            return confirmation;
        }

        public void cut() {
            onLost.accept(new ServerException(ErrorCode.CONNECTION_LOST, "cut by the test", true, null));
        }

        public Source nextSubscription() throws InterruptedException {
            Source source = subscriptions.poll(10, TimeUnit.SECONDS);
            if (source == null) {
                throw new AssertionError("no subscription within 10 s");
            }
            return source;
        }

        public FakeDelivery deliver(String group, String body) {
            return deliver(Source.status(group), new FakeDelivery(body));
        }

        public FakeDelivery deliver(Source source, FakeDelivery delivery) {
            receivers.get(source).receive(delivery);
            receivers.get(source).endOfBurst(false);
            return delivery;
        }
    }

    /** One message; remembers how it was settled. */
    public static class FakeDelivery implements Delivery {
        private final byte[] body;
        private final Map<String, String> headers;
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        public volatile boolean parked;

        public FakeDelivery(String body) {
            this(body, Map.of());
        }

        public FakeDelivery(String body, Map<String, String> headers) {
            this.body = body.getBytes(StandardCharsets.UTF_8);
            this.headers = headers;
        }

        @Override
        public String messageId() {
            return "message-id";
        }

        @Override
        public Map<String, String> headers() {
            return headers;
        }

        @Override
        public String contentType() {
            return "content-type";
        }

        @Override
        public String expiration() {
            return "60";
        }

        @Override
        public byte[] body() {
            return body;
        }

        @Override
        public int failedBefore() {
            return 0;
        }

        @Override
        public void park() {
            if (parked) {
                throw new AssertionError("parked twice");
            }
            parked = true;
        }

        @Override
        public void settle(Outcome outcome) {
            outcomes.add(outcome);
        }

        public Outcome outcome() throws InterruptedException {
            Outcome outcome = outcomes.poll(10, TimeUnit.SECONDS);
            if (outcome == null) {
                throw new AssertionError("not settled within 10 s");
            }
            return outcome;
        }

        public boolean isSettled() {
            return !outcomes.isEmpty();
        }
    }

    public static String connect(String clientId, long time) {
        return "{\"clientId\":\"" + clientId + "\",\"eventType\":\"connect\",\"time\":" + time + "}";
    }

    /** A configuration that reconnects immediately. */
    public static ChannelConfig config() {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("server.invalid");
        config.setPort(5672);
        config.setInstanceId("instance");
        config.setAccessKey("key");
        config.setSecretKey("secret");
        config.setNetworkRecoveryInterval(4);
        config.setShutdownTimeout(5_000);
        return config;
    }
}
