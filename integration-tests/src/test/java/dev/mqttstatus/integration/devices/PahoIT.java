package dev.mqttstatus.integration.devices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.DeviceOptions;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.query.StatusQueryClient;
import com.alibaba.mqtt.server.query.model.OpenApiCall;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Trusted;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of docs/emulator.md with the Paho clients of MQTT 3.1.1 and 5. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class PahoIT {
    private static final String CLIENT = "GID_demo@@@d1";

    private Emulator emulator;

    private void start(DeviceOptions options) throws Exception {
        emulator = Emulator.builder().devices(options).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void keepAliveOfNoneIsForEver() throws Exception {
        start(DeviceOptions.ofService());
        try (Paho device = new Paho(CLIENT)) {
            device.connect(options -> options.setKeepAliveInterval(0));
            // the time itself is the point
            assertNull(device.heard.poll(3, TimeUnit.SECONDS));
            assertTrue(device.client.isConnected());
        }
    }

    @Test
    void thirtySubscriptionsAndSixtyFourCharacters() throws Exception {
        start(DeviceOptions.ofService());
        try (Paho device = new Paho(CLIENT)) {
            device.connect(options -> {});
            for (int number : IntStream.range(0, 30).toArray()) {
                device.client.subscribe("demo_topic/" + number, 1);
            }
            MqttException refused =
                    assertThrows(MqttException.class, () -> device.client.subscribe("demo_topic/30", 1));
            assertEquals(128, refused.getReasonCode());
            device.client.unsubscribe("demo_topic/0");
            String longest = "demo_topic/" + "x".repeat(53);
            assertThrows(MqttException.class, () -> device.client.subscribe(longest + "y", 1));
            device.client.subscribe(longest, 1);
            device.client.publish(longest, "x".getBytes(UTF_8), 1, false);
            assertEquals("x", device.heard.poll(10, TimeUnit.SECONDS));
            assertThrows(
                    MqttException.class, () -> device.client.publish(longest + "y", "x".getBytes(UTF_8), 1, false));
            Poll.until("the client is cut off", () -> !device.client.isConnected());
        }
    }

    @Test
    void bigMessagesAreDiscardedAndNothingIsRetained() throws Exception {
        start(DeviceOptions.ofService());
        try (Paho device = new Paho(CLIENT)) {
            device.connect(options -> {});
            device.client.publish("demo_topic/a", new byte[65_537], 1, false);
            device.client.publish("demo_topic/a", new byte[1_000_000], 2, false);
            device.client.publish("demo_topic/a", "retained".getBytes(UTF_8), 1, true);
            device.client.subscribe("demo_topic/a", 1);
            device.client.publish("demo_topic/a", "live".getBytes(UTF_8), 1, false);
            assertEquals("live", device.heard.poll(10, TimeUnit.SECONDS));
        }
        assertEquals(2, emulator.queuedMessages("demo_topic"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void willsAreAnOption(boolean wills) throws Exception {
        start(DeviceOptions.ofService().wills(wills));
        try (Paho hearer = new Paho("GID_demo@@@hearer");
                Paho device = new Paho(CLIENT)) {
            hearer.connect(options -> {});
            hearer.client.subscribe("demo_topic/will", 1);
            device.connect(options -> options.setWill("demo_topic/will", "gone".getBytes(UTF_8), 1, false));
            // without a DISCONNECT
            device.client.disconnectForcibly(0, 1, false);
            assertEquals(wills ? "gone" : null, hearer.heard.poll(wills ? 10_000 : 500, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void offlineMessagesAreThoseOfQos1() throws Exception {
        start(DeviceOptions.ofService());
        try (Paho device = new Paho(CLIENT)) {
            device.connect(options -> options.setCleanSession(false));
            device.client.subscribe("demo_topic/a", 1);
            device.client.disconnect();
        }
        Poll.until("the client is offline", () -> !emulator.isOnline(CLIENT));
        try (Paho speaker = new Paho("GID_demo@@@speaker")) {
            speaker.connect(options -> {});
            for (int qos = 0; qos <= 2; qos++) {
                speaker.client.publish("demo_topic/a", ("QoS " + qos).getBytes(UTF_8), qos, false);
            }
        }
        try (Paho device = new Paho(CLIENT)) {
            device.connect(options -> options.setCleanSession(false));
            assertEquals("QoS 1", device.heard.poll(10, TimeUnit.SECONDS));
            assertNull(device.heard.poll(300, TimeUnit.MILLISECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sharedSubscriptionsAreOfAnEdition(boolean supported) throws Exception {
        start(DeviceOptions.ofService().sharedSubscriptions(supported));
        try (Paho one = new Paho(CLIENT);
                Paho two = new Paho("GID_demo@@@d2")) {
            one.connect(options -> {});
            two.connect(options -> {});
            if (!supported) {
                assertThrows(MqttException.class, () -> one.client.subscribe("$share/w/demo_topic/#", 1));
                return;
            }
            one.client.subscribe("$share/w/demo_topic/#", 1);
            two.client.subscribe("$share/w/demo_topic/#", 1);
            for (int number = 0; number < 20; number++) {
                one.client.publish("demo_topic/a", new byte[] {1}, 1, false);
            }
            Poll.until("all are heard, each once", () -> one.heard.size() + two.heard.size() == 20);
        }
    }

    @Test
    void loginsByTokenAndByDeviceCredential() throws Exception {
        start(DeviceOptions.ofService());
        try (StatusQueryClient openApi = StatusQueryClient.builder()
                .endpoint("http://" + emulator.host() + ":" + emulator.openApiPort())
                .instanceId(emulator.instanceId())
                .credentials(Credentials.of(emulator.accessKey(), emulator.secretKey()))
                .build()) {
            String token = (String) openApi.call(OpenApiCall.write("ApplyToken")
                            .with("Actions", "R,W")
                            .with("Resources", "demo_topic/#")
                            .with("ExpireTime", System.currentTimeMillis() + 600_000))
                    .values()
                    .get("Token");
            try (Paho device = new Paho(CLIENT)) {
                device.connect(options -> {
                    options.setUserName("Token|" + emulator.accessKey() + "|" + emulator.instanceId());
                    options.setPassword(("RW|" + token).toCharArray());
                });
                device.client.subscribe("demo_topic/a", 1);
                device.client.publish("demo_topic/a", "x".getBytes(UTF_8), 1, false);
                assertEquals("x", device.heard.poll(10, TimeUnit.SECONDS));
                openApi.call(OpenApiCall.write("RevokeToken").with("Token", token));
                Poll.until("the client is cut off", () -> !device.client.isConnected());
                // Paho may drop what it has received as the connection ends; DeviceTokensTest requires the notice
                String notice = device.heard.poll();
                assertTrue(notice == null || notice.equals("{\"code\":3,\"type\":\"RW\"}"), notice);
            }
            Object credential = openApi.call(
                            OpenApiCall.write("RegisterDeviceCredential").with("ClientId", CLIENT))
                    .values()
                    .get("DeviceCredential");
            String keyId = String.valueOf(((Map<?, ?>) credential).get("DeviceAccessKeyId"));
            String secret = String.valueOf(((Map<?, ?>) credential).get("DeviceAccessKeySecret"));
            try (Paho device = new Paho(CLIENT)) {
                device.connect(options -> {
                    options.setUserName("DeviceCredential|" + keyId + "|" + emulator.instanceId());
                    options.setPassword(sign(secret, CLIENT).toCharArray());
                });
                assertTrue(device.client.isConnected());
            }
        }
    }

    @Test
    void tlsAndWebSocket() throws Exception {
        start(DeviceOptions.ofService().tls(true).webSocket(true));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, Trusted.managers(emulator.certificate()).getTrustManagers(), null);
        for (String address : List.of(
                "ssl://localhost:" + emulator.mqttsPort(),
                "ws://localhost:" + emulator.wsPort() + "/mqtt",
                "wss://localhost:" + emulator.wssPort() + "/mqtt")) {
            try (Paho device = new Paho(address, CLIENT)) {
                device.connect(options -> {
                    if (address.startsWith("ssl") || address.startsWith("wss")) {
                        options.setSocketFactory(tls.getSocketFactory());
                    }
                });
                device.client.subscribe("demo_topic/a", 1);
                device.client.publish("demo_topic/a", address.getBytes(UTF_8), 1, false);
                assertEquals(address, device.heard.poll(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void limitsAreOptions() throws Exception {
        start(DeviceOptions.ofService().connections(1).clientTps(20));
        try (Paho device = new Paho(CLIENT);
                Paho other = new Paho("GID_demo@@@d2")) {
            device.connect(options -> {});
            MqttException refused = assertThrows(MqttException.class, () -> other.connect(options -> {}));
            assertEquals(MqttException.REASON_CODE_BROKER_UNAVAILABLE, refused.getReasonCode());
            assertThrows(MqttException.class, () -> {
                for (int number = 0; number < 1_000; number++) {
                    device.client.publish("demo_topic/a", new byte[] {1}, 0, false);
                }
            });
        }
    }

    @Test
    void mqtt5IsToldTheTruth() throws Exception {
        start(DeviceOptions.ofService());
        var client = new org.eclipse.paho.mqttv5.client.MqttClient(
                "tcp://localhost:" + emulator.mqttPort(),
                CLIENT,
                new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
        try {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName("Signature|" + emulator.accessKey() + "|" + emulator.instanceId());
            options.setPassword(sign(emulator.secretKey(), CLIENT).getBytes(UTF_8));
            IMqttToken answer = client.connectWithResult(options);
            assertEquals(false, answer.getResponseProperties().isRetainAvailable());
            assertEquals(65_536 + 4_096, answer.getResponseProperties().getMaximumPacketSize());
            assertEquals(true, answer.getResponseProperties().isSharedSubscriptionAvailable());
            for (int number : IntStream.range(0, 30).toArray()) {
                client.subscribe("demo_topic/" + number, 1);
            }
            IMqttToken refused = client.subscribe("demo_topic/30", 1);
            assertEquals(0x83, refused.getReasonCodes()[0]);
            client.disconnect();
        } finally {
            client.close(true);
        }
    }

    static String sign(String secret, String clientId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(clientId.getBytes(UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client that collects what it hears. */
    private final class Paho implements AutoCloseable {
        private final MqttClient client;
        private final String clientId;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        Paho(String clientId) throws MqttException {
            this("tcp://localhost:" + emulator.mqttPort(), clientId);
        }

        Paho(String address, String clientId) throws MqttException {
            this.clientId = clientId;
            client = new MqttClient(address, clientId, new MemoryPersistence());
            client.setTimeToWait(10_000);
            client.setCallback(new org.eclipse.paho.client.mqttv3.MqttCallback() {
                @Override
                public void connectionLost(Throwable cause) {}

                @Override
                public void messageArrived(String topic, org.eclipse.paho.client.mqttv3.MqttMessage message) {
                    heard.add(new String(message.getPayload(), UTF_8));
                }

                @Override
                public void deliveryComplete(org.eclipse.paho.client.mqttv3.IMqttDeliveryToken token) {}
            });
        }

        void connect(Consumer<MqttConnectOptions> more) throws MqttException {
            MqttConnectOptions options = new MqttConnectOptions();
            options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            options.setUserName("Signature|" + emulator.accessKey() + "|" + emulator.instanceId());
            options.setPassword(sign(emulator.secretKey(), clientId).toCharArray());
            more.accept(options);
            client.connect(options);
        }

        @Override
        public void close() throws MqttException {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 1_000);
            }
            client.close(true);
        }
    }
}
