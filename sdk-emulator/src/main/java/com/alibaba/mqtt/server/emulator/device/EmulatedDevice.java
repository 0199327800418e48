package com.alibaba.mqtt.server.emulator.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.device.MqttSocket.Body;
import com.alibaba.mqtt.server.emulator.device.MqttSocket.Packet;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A device for tests: logs in as a client of an emulator, publishes, and goes in the ways in which devices go. Each method
 * returns when the emulator has noticed, so that a test needs no sleep. No thread; not thread-safe; a keep-alive of none, so that
 * it stays connected until it is told otherwise.
 *
 * <pre>{@code
 * EmulatedDevice device = emulator.device("GID_demo@@@lock").connect();
 * device.publish("demo_topic/state", "open");
 * device.cut();
 * }</pre>
 */
public final class EmulatedDevice implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CLEAN_SESSION = 0x02;
    private static final int PASSWORD = 0x40;
    private static final int USER = 0x80;
    private static final int QOS_1 = 0x02;
    private static final int FIRST_BYTE_OF_SUBSCRIBE = 0x02;
    private static final int MAX_MESSAGES = 10_000;

    private final Devices devices;
    private final String clientId;
    private final Queue<Message> messages = new ArrayDeque<>();
    private @Nullable MqttSocket line;
    private int lastPacket;

    EmulatedDevice(Devices devices, String clientId) {
        this.devices = devices;
        this.clientId = clientId;
    }

    /** A message that came. */
    public record Message(String topic, String text) {}

    /** Returns the client id. */
    public String clientId() {
        return clientId;
    }

    /**
     * Connects with a clean session. If another device, or this one, is connected with the client id, it is taken over.
     *
     * @throws IllegalStateException if the emulator refuses the login, with its return code, or does not answer within 20 s
     */
    public EmulatedDevice connect() {
        return guarded("connect", () -> {
            MqttSocket fresh = new MqttSocket(Loopback.HOST, devices.port(), PATIENCE);
            try {
                fresh.send(
                        MqttSocket.CONNECT,
                        0,
                        new Body()
                                .text("MQTT")
                                .octet(4)
                                .octet(CLEAN_SESSION | USER | PASSWORD)
                                .number(0)
                                .text(clientId)
                                .text(devices.user())
                                .text(devices.password(clientId)));
                Packet answer = fresh.receive(PATIENCE);
                if (answer.type() != MqttSocket.CONNACK || answer.body()[1] != 0) {
                    throw new IOException("refused with return code " + answer.body()[1]);
                }
            } catch (IOException | RuntimeException e) {
                fresh.close();
                throw e;
            }
            if (line != null) {
                line.close();
            }
            line = fresh;
            devices.hold(this);
            await("online", () -> devices.isTold(clientId, true));
        });
    }

    /** Connects a second time with the same client id, which ends the first connection; this device is the second then. */
    public EmulatedDevice takeOver() {
        connected();
        return connect();
    }

    /** Publishes with QoS 1, and returns when the emulator has it. */
    public EmulatedDevice publish(String topic, String text) {
        return guarded("publish to " + topic, () -> {
            int id = nextPacket();
            connected()
                    .send(
                            MqttSocket.PUBLISH,
                            QOS_1,
                            new Body().text(topic).number(id).raw(text.getBytes(UTF_8)));
            awaitPacket(MqttSocket.PUBACK);
        });
    }

    /** Subscribes with QoS 1. */
    public EmulatedDevice subscribe(String filter) {
        return guarded("subscribe to " + filter, () -> {
            connected()
                    .send(
                            MqttSocket.SUBSCRIBE,
                            FIRST_BYTE_OF_SUBSCRIBE,
                            new Body().number(nextPacket()).text(filter).octet(1));
            Packet answer = awaitPacket(MqttSocket.SUBACK);
            if (answer.body()[2] < 0) {
                throw new IOException("refused");
            }
        });
    }

    /** Waits for the next message, also one that was sent to this client alone ({@code <parent topic>/p2p/<client id>}). */
    public Message message() {
        guarded("message", () -> {
            while (messages.isEmpty()) {
                keep(connected().receive(PATIENCE));
            }
        });
        return messages.remove();
    }

    /** Says goodbye and closes the connection: an event {@code disconnect}, then {@code tcpclean}. */
    public EmulatedDevice leave() {
        return guarded("leave", () -> {
            MqttSocket last = connected();
            last.send(MqttSocket.DISCONNECT, 0, new Body());
            forgetLine();
            last.close();
            await("offline", () -> devices.isTold(clientId, false));
        });
    }

    /** Loses the connection without a goodbye: an event {@code tcpclean}. */
    public EmulatedDevice cut() {
        return guarded("cut", () -> {
            MqttSocket last = connected();
            forgetLine();
            last.reset();
            await("offline", () -> devices.isTold(clientId, false));
        });
    }

    /** Closes the connection, if there is one, without waiting for anything. */
    @Override
    public void close() {
        MqttSocket last = line;
        forgetLine();
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                throw new IllegalStateException(clientId + ": close failed", e);
            }
        }
    }

    private void forgetLine() {
        line = null;
        devices.release(this);
    }

    private MqttSocket connected() {
        MqttSocket now = line;
        if (now == null) {
            throw new IllegalStateException(clientId + " is not connected; call connect() before");
        }
        return now;
    }

    private int nextPacket() {
        lastPacket = lastPacket % 0xFFFF + 1;
        return lastPacket;
    }

    private Packet awaitPacket(int type) throws IOException {
        while (true) {
            Packet packet = connected().receive(PATIENCE);
            if (packet.type() == type) {
                return packet;
            }
            keep(packet);
        }
    }

    private void keep(Packet packet) throws IOException {
        if (packet.type() != MqttSocket.PUBLISH) {
            return;
        }
        int topicLength = packet.number(0);
        String topic = new String(packet.body(), 2, topicLength, UTF_8);
        int at = 2 + topicLength;
        if ((packet.flags() & QOS_1) != 0) {
            connected().send(MqttSocket.PUBACK, 0, new Body().number(packet.number(at)));
            at += 2;
        }
        if (messages.size() == MAX_MESSAGES) {
            messages.remove();
        }
        messages.add(new Message(topic, new String(packet.body(), at, packet.body().length - at, UTF_8)));
    }

    private void await(String what, BooleanSupplier reached) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new SocketTimeoutException("not " + what + " within " + PATIENCE.toSeconds() + " s");
            }
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private EmulatedDevice guarded(String what, Step step) {
        List<String> before = devices.refusals();
        try {
            step.run();
            return this;
        } catch (IOException e) {
            String why = devices.refusals().stream()
                    .filter(line -> line.startsWith(clientId + " from ") && !before.contains(line))
                    .findFirst()
                    .map(line -> " (" + line + ")")
                    .orElse("");
            throw new IllegalStateException(clientId + ": " + what + " failed: " + e.getMessage() + why, e);
        }
    }

    @Override
    public String toString() {
        return "EmulatedDevice[" + clientId + (line == null ? "]" : ", connected]");
    }
}
