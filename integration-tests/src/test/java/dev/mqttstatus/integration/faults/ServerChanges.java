package dev.mqttstatus.integration.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.ServerConsumer;
import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.config.ConsumerConfig;
import com.alibaba.mqtt.server.config.Protocol;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.alibaba.mqtt.server.model.EventType;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.examples.StatusConsumerSample;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Program;
import dev.mqttstatus.testing.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server dies or goes elsewhere; real devices and processes of their own, on one wire. */
@ExtendWith(LeakCheck.class)
@Timeout(240)
abstract class ServerChanges {
    private static final String GROUP = "GID_demo";

    abstract Protocol protocol();

    /** A runnable emulator, and what it says about itself. */
    private record Server(Program program, int mqttPort, int amqpPort, String instanceId) {
        private static final Pattern READY =
                Pattern.compile("ready mqtt=(\\d+) amqp=(\\d+) openapi=\\d+ instance=(\\S+)\\R");

        static Server of(Program program) {
            Matcher ready = READY.matcher(program.awaitOutput("instance=", 1));
            assertTrue(ready.matches(), program.output() + program.errors());
            return new Server(
                    program, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)), ready.group(3));
        }

        void deviceComesAndGoes(Ledger ledger, String name) throws IOException {
            String clientId = GROUP + "@@@" + name;
            ledger.produceDevice(clientId, EventType.CONNECT, EventType.DISCONNECT, EventType.TCPCLEAN);
            new Device(mqttPort, instanceId, Credentials.of("sample-access-key", "sample-secret-key"), clientId)
                    .leave();
        }
    }

    private static Program emulator() throws IOException {
        return Program.jar("--mqtt-port", "0", "--amqp-port", "0", "--openapi-port", "0");
    }

    /** Its queues die with it; so all is processed before. */
    @Test
    void aKilledServerIsReplaced() throws Exception {
        Ledger ledger = new Ledger(Scene.UNSETTLED);
        Relay relay = null;
        ServerConsumer consumer = null;
        try {
            try (Program first = emulator()) {
                Server killed = Server.of(first);
                relay = new Relay(killed.amqpPort());
                consumer = new ServerConsumer(config(relay.port(), killed.instanceId()), new ConsumerConfig());
                consumer.subscribeStatus(GROUP, ledger.of("consumer", Scene.SHORT_WORK));
                consumer.start();
                killed.deviceComesAndGoes(ledger, "before");
                Poll.until("processed", () -> ledger.unprocessed() == 0);
                ledger.fault("kill");
                first.kill();
            }
            try (Program second = emulator()) {
                Server other = Server.of(second);
                other.deviceComesAndGoes(ledger, "meanwhile");
                relay.target(other.amqpPort());
                other.deviceComesAndGoes(ledger, "after");
                Poll.until("processed", () -> ledger.unprocessed() == 0);
                consumer.stop();
            }
        } finally {
            if (consumer != null) {
                consumer.stop();
            }
            if (relay != null) {
                relay.close();
            }
        }
        ledger.check();
    }

    private ChannelConfig config(int port, String instanceId) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(port);
        config.setProtocol(protocol());
        config.setInstanceId(instanceId);
        config.setAccessKey("sample-access-key");
        config.setSecretKey("sample-secret-key");
        config.setHandshakeTimeout(30_000);
        config.setNetworkRecoveryInterval(500);
        return config;
    }

    /** All of 127.0.0.0/8 is this machine. The JVM keeps an address that it has looked up for a second here, not 30. */
    @Test
    void theServersNameLeadsToAnotherAddress(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 mqtt.test\n");
        try (Emulator emulator = Emulator.builder()
                .amqp10(protocol() == Protocol.AMQP_1_0)
                .amqp091(protocol() == Protocol.AMQP_0_9_1)
                .start()) {
            Relay here = new Relay(emulator.amqpPort());
            Relay there = new Relay(
                    new InetSocketAddress(InetAddress.getByName("127.0.0.2"), here.port()), emulator.amqpPort());
            try (Program backend = Program.of(
                    List.of("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.ttl=1"),
                    StatusConsumerSample.class,
                    Map.of(
                            "MQTT_DOMAIN", "mqtt.test",
                            "MQTT_PORT", String.valueOf(here.port()),
                            "MQTT_INSTANCE_ID", emulator.instanceId(),
                            "MQTT_AK_ENV", emulator.accessKey(),
                            "MQTT_SK_ENV", emulator.secretKey(),
                            "MQTT_GROUP_ID", GROUP))) {
                device(emulator, "before");
                backend.awaitOutput("@@@before", 3);
                Poll.until("all settled", () -> emulator.group(GROUP).queued() == 0);
                assertEquals(List.of(), there.greetings());
                Files.writeString(hosts, "127.0.0.2 mqtt.test\n");
                here.refuse();
                here.reset();
                device(emulator, "after");
                backend.awaitOutput("@@@after", 3);
                Poll.until("all settled", () -> emulator.group(GROUP).queued() == 0);
                assertEquals(6, backend.countOutput("clientId"), backend.output());
            } finally {
                here.close();
                there.close();
            }
        }
    }

    private static void device(Emulator emulator, String name) throws IOException {
        Credentials credentials = Credentials.of(emulator.accessKey(), emulator.secretKey());
        new Device(emulator.mqttPort(), emulator.instanceId(), credentials, GROUP + "@@@" + name).leave();
    }
}
