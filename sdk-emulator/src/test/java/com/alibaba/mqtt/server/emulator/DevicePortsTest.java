package com.alibaba.mqtt.server.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.alibaba.mqtt.server.emulator.instance.Hmac;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import dev.mqttstatus.testing.Trusted;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** TLS and WebSocket for devices: rows of the table in docs/emulator.md. */
class DevicePortsTest {
    private static final String CLIENT = "GID_demo@@@d1";

    @Test
    void tlsAndWebSocketAreOptions() throws Exception {
        try (Emulator emulator = Emulator.builder()
                .devices(DeviceOptions.ofService().tls(true).webSocket(true))
                .start()) {
            MqttClientSslConfig tls = MqttClientSslConfig.builder()
                    .trustManagerFactory(Trusted.managers(emulator.certificate()))
                    .build();
            for (Map.Entry<Integer, Mqtt3ClientBuilder> way : Map.of(
                            emulator.mqttPort(), client(),
                            emulator.mqttsPort(), client().sslConfig(tls),
                            emulator.wsPort(), client().webSocketWithDefaultConfig(),
                            emulator.wssPort(), client().sslConfig(tls).webSocketWithDefaultConfig())
                    .entrySet()) {
                Mqtt3BlockingClient device =
                        way.getValue().serverPort(way.getKey()).buildBlocking();
                device.connectWith()
                        .simpleAuth()
                        .username("Signature|" + emulator.accessKey() + "|" + emulator.instanceId())
                        .password(Hmac.SHA1.base64(emulator.secretKey(), CLIENT).getBytes(UTF_8))
                        .applySimpleAuth()
                        .send();
                try (var heard = device.publishes(MqttGlobalPublishFilter.ALL)) {
                    device.subscribeWith().topicFilter("demo_topic/a").send();
                    device.publishWith()
                            .topic("demo_topic/a")
                            .payload(new byte[60_000])
                            .send();
                    assertEquals(
                            60_000,
                            heard.receive(10, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes().length);
                }
                device.disconnect();
            }
        }
    }

    @Test
    void thereAreNoneByDefault() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            assertThrows(IllegalStateException.class, emulator::mqttsPort);
            assertThrows(IllegalStateException.class, emulator::wsPort);
            assertThrows(IllegalStateException.class, emulator::wssPort);
        }
    }

    private static Mqtt3ClientBuilder client() {
        return Mqtt3Client.builder().identifier(CLIENT).serverHost("localhost");
    }
}
