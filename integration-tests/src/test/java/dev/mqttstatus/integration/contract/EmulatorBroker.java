package dev.mqttstatus.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.auth.Login;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.emulator.EmulatorBuilder;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The emulator; devices are real MQTT 5 clients. */
final class EmulatorBroker implements ContractBroker {
    private static final int MAX_DELIVERIES = 5;

    private final Emulator emulator;
    private final List<Mqtt5BlockingClient> devices = new ArrayList<>();
    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

    EmulatorBroker(EmulatorBuilder settings) throws IOException {
        emulator = settings.instanceId(WireContract.INSTANCE)
                .accessKey(WireContract.ACCESS_KEY)
                .secretKey(WireContract.SECRET_KEY)
                .group(WireContract.GROUP)
                .group("GID_devices")
                .topic(WireContract.TOPIC)
                .maxDeliveries(MAX_DELIVERIES)
                .start();
    }

    @Override
    public int port() {
        return emulator.amqpPort();
    }

    @Override
    public void put(List<byte[]> bodies) {
        bodies.forEach(body -> emulator.group(WireContract.GROUP).publish(body));
    }

    @Override
    public long queued() {
        return emulator.group(WireContract.GROUP).queued();
    }

    @Override
    public long deadLetters() {
        return emulator.group(WireContract.GROUP).deadLetters();
    }

    @Override
    public String publish(DeviceMessage message) {
        device(message.clientId())
                .publishWith()
                .topic(message.firstTopic() + "/" + message.secondTopic())
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType(message.contentType())
                .userProperties()
                .add(message.userProperty().getKey(), message.userProperty().getValue())
                .applyUserProperties()
                .payload(message.payload().getBytes(UTF_8))
                .send();
        return null;
    }

    @Override
    public void take(String topic) {
        Mqtt5BlockingClient device = device("GID_devices@@@taker");
        device.toAsync().publishes(MqttGlobalPublishFilter.ALL, this::taken);
        device.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    private void taken(Mqtt5Publish message) {
        taken.add(message.getTopic() + " " + new String(message.getPayloadAsBytes(), UTF_8));
    }

    private Mqtt5BlockingClient device(String clientId) {
        Login login = Login.device(
                WireContract.INSTANCE, Credentials.of(WireContract.ACCESS_KEY, WireContract.SECRET_KEY), clientId);
        Mqtt5BlockingClient device = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost(emulator.host())
                .serverPort(emulator.mqttPort())
                .simpleAuth()
                .username(login.userName())
                .password(login.password().getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        device.connect();
        devices.add(device);
        return device;
    }

    @Override
    public List<String> taken(int count) throws InterruptedException {
        List<String> messages = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            String message = taken.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("only " + n + " of " + count + " messages");
            }
            messages.add(message);
        }
        return messages;
    }

    @Override
    public void close() {
        devices.forEach(Mqtt5BlockingClient::disconnect);
        emulator.close();
    }
}
