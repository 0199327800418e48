package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.alibaba.mqtt.server.emulator.instance.Loopback;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

/** An MQTT client of version 3.1.1 or 5, for tests. Use the HiveMQ client behind it for all but connecting. */
public final class Device {
    private final int version;
    private final Mqtt3BlockingClient mqtt3;
    private final Mqtt5BlockingClient mqtt5;

    /** @param version 3 or 5 */
    public Device(int version, String clientId, int port) {
        this.version = version;
        mqtt3 = Mqtt3Client.builder()
                .identifier(clientId)
                .serverHost(Loopback.HOST)
                .serverPort(port)
                .buildBlocking();
        mqtt5 = Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost(Loopback.HOST)
                .serverPort(port)
                .buildBlocking();
    }

    /** Connects a client with a correct login. */
    public static Device connect(int version, Emulator emulator, String clientId) {
        Device device = new Device(version, clientId, emulator.mqttPort());
        device.connect(emulator, 60);
        return device;
    }

    void connect(Emulator emulator, int keepAliveSeconds) {
        String clientId = mqtt3.getConfig().getClientIdentifier().orElseThrow().toString();
        login(
                "Signature|" + emulator.accessKey() + "|" + emulator.instanceId(),
                Hmac.SHA1.base64(emulator.secretKey(), clientId),
                keepAliveSeconds);
    }

    /** Connects with any login. */
    void login(String user, String password, int keepAliveSeconds) {
        if (version == 3) {
            mqtt3.connectWith()
                    .keepAlive(keepAliveSeconds)
                    .simpleAuth()
                    .username(user)
                    .password(password.getBytes(UTF_8))
                    .applySimpleAuth()
                    .send();
        } else {
            mqtt5.connectWith()
                    .keepAlive(keepAliveSeconds)
                    .simpleAuth()
                    .username(user)
                    .password(password.getBytes(UTF_8))
                    .applySimpleAuth()
                    .send();
        }
    }

    public void disconnect() {
        if (version == 3) {
            mqtt3.disconnect();
        } else {
            mqtt5.disconnect();
        }
    }

    /** The client of MQTT 3.1.1. */
    Mqtt3BlockingClient mqtt3() {
        return mqtt3;
    }

    /** The client of MQTT 5. */
    Mqtt5BlockingClient mqtt5() {
        return mqtt5;
    }
}
