package dev.mqttstatus.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real MQTT 5 client that keeps what it receives. */
final class Device implements AutoCloseable {
    private final Mqtt5BlockingClient client;
    private final List<String> received = new CopyOnWriteArrayList<>();

    Device(Emulator emulator, String clientId) {
        Login login = Login.device(
                emulator.instanceId(), Credentials.of(emulator.accessKey(), emulator.secretKey()), clientId);
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost(emulator.host())
                .serverPort(emulator.mqttPort())
                .simpleAuth()
                .username(login.userName())
                .password(login.password().getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.toAsync().publishes(MqttGlobalPublishFilter.ALL, publish -> received.add(text(publish)));
        client.connect();
    }

    Device subscribe(String topicFilter) {
        client.subscribeWith()
                .topicFilter(topicFilter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
        return this;
    }

    /** Publishes with a content type and a user property. */
    void publish(String topic, String payload) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType("text/plain")
                .userProperties()
                .add("color", "blue")
                .applyUserProperties()
                .payload(payload.getBytes(UTF_8))
                .send();
    }

    /** Payload, content type, expiry and user properties of each message, in the order of arrival. */
    List<String> received() {
        return received;
    }

    private static String text(Mqtt5Publish publish) {
        // the expiry interval counts down while a message waits
        return new String(publish.getPayloadAsBytes(), UTF_8)
                + " " + publish.getContentType().map(Object::toString).orElse("-")
                + " " + (publish.getMessageExpiryInterval().isPresent() ? "expires" : "-")
                + " "
                + publish.getUserProperties().asList().stream()
                        .map(property -> property.getName() + "=" + property.getValue())
                        .toList();
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
