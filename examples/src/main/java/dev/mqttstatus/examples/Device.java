package dev.mqttstatus.examples;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An MQTT device as it would run in the field: a real MQTT 5 client, logged in by the service's Signature mode. */
public final class Device {
    private final Cable cable;
    private final Mqtt5BlockingClient client;

    /**
     * Connects a device.
     *
     * @param mqttPort the loopback port of the MQTT broker
     * @param clientId the full client id, {@code GroupID@@@DeviceID}
     */
    public Device(int mqttPort, String instanceId, Credentials credentials, String clientId) throws IOException {
        cable = new Cable(mqttPort);
        Login login = Login.device(instanceId, credentials, clientId);
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(cable.port())
                .simpleAuth()
                .username(login.userName())
                .password(login.password().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        try {
            client.connect();
        } catch (RuntimeException e) {
            cable.close();
            throw e;
        }
    }

    /** Leaves cleanly: the DISCONNECT packet, then the end of the connection. */
    public void leave() {
        client.disconnect();
        cable.close();
    }

    /** Vanishes: the connection is cut without a word. */
    public void vanish() {
        cable.close();
    }
}
