package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An MQTT client that sends whatever packet it is given, right or wrong, and does nothing by itself. Not safe for threads. */
final class RawDevice implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final MqttVersion version;
    private final EmbeddedChannel codec = new EmbeddedChannel(MqttEncoder.INSTANCE, new MqttDecoder(10_000_000));
    private int packetId;

    /** @param version 3 or 5 */
    RawDevice(Socket socket, int version) {
        this.socket = socket;
        this.version = version == 5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
    }

    /** A client that has logged in. */
    static RawDevice online(int version, Emulator emulator, String clientId) throws IOException {
        RawDevice device = to(version, emulator);
        MqttConnAckMessage answer = device.connect(emulator, clientId, connect -> connect.cleanSession(true));
        if (answer == null || answer.variableHeader().connectReturnCode().byteValue() != 0) {
            throw new IOException("not accepted: " + answer);
        }
        return device;
    }

    static RawDevice to(int version, Emulator emulator) throws IOException {
        return new RawDevice(new Socket(emulator.host(), emulator.mqttPort()), version);
    }

    /** Logs in with the signature, and whatever else; returns the answer, null when there is none. */
    @Nullable
    MqttConnAckMessage connect(Emulator emulator, String clientId, UnaryOperator<ConnectBuilder> more)
            throws IOException {
        return login(
                clientId,
                "Signature|" + emulator.accessKey() + "|" + emulator.instanceId(),
                Hmac.SHA1.base64(emulator.secretKey(), clientId),
                more);
    }

    @Nullable
    MqttConnAckMessage login(String clientId, String user, String password, UnaryOperator<ConnectBuilder> more)
            throws IOException {
        MqttConnectMessage connect = more.apply(MqttMessageBuilders.connect()
                        .protocolVersion(version)
                        .clientId(clientId)
                        .keepAlive(60)
                        .username(user)
                        .password(password.getBytes(UTF_8)))
                .build();
        send(connect);
        return (MqttConnAckMessage) receive();
    }

    /** Publishes, and returns the packet id, 0 for QoS 0. */
    int publish(String topic, int qos, byte[] payload) throws IOException {
        return publish(topic, qos, false, payload);
    }

    int publish(String topic, int qos, boolean retain, byte[] payload) throws IOException {
        int id = qos == 0 ? 0 : ++packetId;
        send(MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.valueOf(qos))
                .retained(retain)
                .messageId(id)
                .payload(Unpooled.wrappedBuffer(payload))
                .build());
        return id;
    }

    /** Subscribes to filters, and returns the codes of the SUBACK; empty when the connection has ended. */
    List<Integer> subscribe(int qos, String... filters) throws IOException {
        var subscribe = MqttMessageBuilders.subscribe().messageId(++packetId);
        for (String filter : filters) {
            subscribe.addSubscription(MqttQoS.valueOf(qos), filter);
        }
        send(subscribe.build());
        MqttMessage answer = receive();
        return answer instanceof MqttSubAckMessage subAck ? subAck.payload().reasonCodes() : List.of();
    }

    void send(MqttMessage packet) throws IOException {
        codec.writeOutbound(packet);
        for (ByteBuf bytes = codec.readOutbound(); bytes != null; bytes = codec.readOutbound()) {
            bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
            bytes.release();
        }
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next packet, null when the connection has ended. */
    @Nullable
    MqttMessage receive() throws IOException {
        return receive(PATIENCE_MILLIS);
    }

    /** The next packet, null when the connection has ended. Throws SocketTimeoutException when none comes. */
    @Nullable
    MqttMessage receive(int millis) throws IOException {
        socket.setSoTimeout(millis);
        byte[] bytes = new byte[8192];
        MqttMessage packet = codec.readInbound();
        while (packet == null) {
            int count;
            try {
                count = socket.getInputStream().read(bytes);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // reset
                return null;
            }
            if (count < 0) {
                return null;
            }
            codec.writeInbound(Unpooled.copiedBuffer(bytes, 0, count));
            packet = codec.readInbound();
        }
        return packet;
    }

    /** The next packet, which must be of this type. */
    MqttMessage receive(MqttMessageType type) throws IOException {
        MqttMessage packet = receive();
        if (packet == null || packet.fixedHeader().messageType() != type) {
            throw new AssertionError("no " + type + " but " + packet);
        }
        return packet;
    }

    /** The payload of the next packet, which must be a publish. It is acknowledged when it has QoS 1. */
    String receiveText() throws IOException {
        MqttPublishMessage publish = (MqttPublishMessage) receive(MqttMessageType.PUBLISH);
        if (publish.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
            send(MqttMessageBuilders.pubAck()
                    .packetId(publish.variableHeader().packetId())
                    .build());
        }
        return publish.payload().toString(UTF_8);
    }

    /** Whether the connection is there and nothing comes. */
    boolean isQuiet(int millis) throws IOException {
        try {
            MqttMessage packet = receive(millis);
            if (packet != null) {
                throw new AssertionError("came " + packet);
            }
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** Asks for a PINGRESP; by its time all packets before are answered for. */
    boolean isAlive() throws IOException {
        send(MqttMessage.PINGREQ);
        MqttMessage packet = receive();
        return packet != null && packet.fixedHeader().messageType() == MqttMessageType.PINGRESP;
    }

    /** Leaves with a DISCONNECT. */
    void leave() throws IOException {
        send(MqttMessage.DISCONNECT);
        socket.close();
    }

    /** Leaves without a word. */
    void cut() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
