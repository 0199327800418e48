package dev.mqttstatus.integration.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.config.ChannelConfig;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.examples.StatusConsumerSample;
import dev.mqttstatus.examples.StatusDemo;
import dev.mqttstatus.examples.StatusQuerySample;
import dev.mqttstatus.integration.support.Backend;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Program;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the README offers to run, each in a JVM of its own. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class ProgramsIT {
    @Test
    void theDemoShowsTheWholeStoryAndEndsByItself() throws Exception {
        try (Program demo = Program.of(StatusDemo.class, Map.of())) {
            assertEquals(0, demo.awaitExit(), demo.output());
            assertEquals(4, demo.countOutput("\"statusType\":\"ONLINE\""), demo.output());
            assertEquals(6, demo.countOutput("\"statusType\":\"OFFLINE\""), demo.output());
            assertEquals(
                    2,
                    demo.output()
                            .lines()
                            .filter(line -> line.matches(" +GID_demo@@@lock +true +(LIVE|CACHED)"))
                            .count(),
                    demo.output());
            assertEquals("", demo.errors());
        }
    }

    @Test
    void theOfficialStyleSamplePrintsNoticesAndStaysUntilKilled() throws Exception {
        try (Emulator emulator = Emulator.builder().start();
                Program sample = Program.of(
                        StatusConsumerSample.class,
                        Map.of(
                                "MQTT_DOMAIN", emulator.host(),
                                "MQTT_PORT", String.valueOf(emulator.amqpPort()),
                                "MQTT_INSTANCE_ID", emulator.instanceId(),
                                "MQTT_AK_ENV", emulator.accessKey(),
                                "MQTT_SK_ENV", emulator.secretKey(),
                                "MQTT_GROUP_ID", "GID_demo"))) {
            device(emulator, "GID_demo@@@one").leave();
            sample.awaitOutput("GID_demo@@@one", 3);
            // main returned long ago
            assertTrue(sample.isAlive());
            // printed is not yet settled, and what was not settled would come again
            Poll.until("all settled", () -> emulator.group("GID_demo").queued() == 0);
            sample.kill();
            device(emulator, "GID_demo@@@two").leave();
            Poll.until(
                    "kept for the next consumer",
                    () -> emulator.group("GID_demo").queued() == 3);
        }
    }

    @Test
    void theQuerySampleAsks() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            Map<String, String> settings = Map.of(
                    "MQTT_OPENAPI", "http://" + emulator.host() + ":" + emulator.openApiPort(),
                    "MQTT_INSTANCE_ID", emulator.instanceId(),
                    "MQTT_AK_ENV", emulator.accessKey(),
                    "MQTT_SK_ENV", emulator.secretKey());
            Device device = device(emulator, "GID_demo@@@one");
            try (Program sample = Program.of(StatusQuerySample.class, settings, "GID_demo@@@one", "GID_demo@@@two")) {
                assertEquals(0, sample.awaitExit(), sample.errors());
                assertEquals(1, sample.countOutput("GID_demo@@@one online (CACHED"), sample.output());
                assertEquals(1, sample.countOutput("GID_demo@@@two offline (CACHED"), sample.output());
            }
            device.leave();
        }
    }

    @Test
    void theRunnableEmulatorServesAndEndsOnRequest() throws Exception {
        try (Program jar =
                Program.jar("--mqtt-port", "0", "--amqp-port", "0", "--openapi-port", "0", "--group", "GID_jar")) {
            Matcher ready = Pattern.compile("ready mqtt=(\\d+) amqp=(\\d+) openapi=(\\d+) instance=(\\S+)\\R")
                    .matcher(jar.awaitOutput("ready mqtt=", 1));
            assertTrue(ready.matches(), jar.output());
            Backend backend = new Backend(config(Integer.parseInt(ready.group(2)), ready.group(4)));
            try (backend) {
                backend.consumer.start();
                backend.listen("GID_jar");
                Credentials sample = Credentials.of("sample-access-key", "sample-secret-key");
                new Device(Integer.parseInt(ready.group(1)), ready.group(4), sample, "GID_jar@@@d").leave();
                assertEquals("d", backend.next(3).get(2).deviceId());
            }
            jar.terminate();
            jar.awaitExit();
            assertEquals("", jar.errors());
        }
    }

    @Test
    void theRunnableEmulatorEndsWithoutAWordAndKeepsItsState(@TempDir Path data) throws Exception {
        for (int run = 0; run < 3; run++) {
            try (Program jar = Program.jar(
                    "--mqtt-port", "0", "--amqp-port", "0", "--openapi-port", "0", "--data", data.toString())) {
                Matcher ready = Pattern.compile("ready mqtt=(\\d+) amqp=(\\d+) openapi=(\\d+) instance=(\\S+)\\R")
                        .matcher(jar.awaitOutput("ready mqtt=", 1));
                assertTrue(ready.matches(), jar.output());
                Credentials sample = Credentials.of("sample-access-key", "sample-secret-key");
                new Device(Integer.parseInt(ready.group(1)), ready.group(4), sample, "GID_demo@@@d" + run).leave();
                jar.terminate();
                jar.awaitExit();
                assertEquals("", jar.errors());
            }
        }
        String state = Files.readString(data.resolve("emulator.json"));
        // the ends may have come too late
        assertTrue(state.split("\"body\"", -1).length > 3, state);
    }

    private static ChannelConfig config(int amqpPort, String instanceId) {
        ChannelConfig config = new ChannelConfig();
        config.setDomain("127.0.0.1");
        config.setPort(amqpPort);
        config.setInstanceId(instanceId);
        config.setAccessKey("sample-access-key");
        config.setSecretKey("sample-secret-key");
        return config;
    }

    @Test
    void theRunnableEmulatorNamesATakenPortAndABadOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                Program jar = Program.jar(
                        "--mqtt-port", "0", "--openapi-port", "0", "--amqp-port", "" + taken.getLocalPort())) {
            assertNotEquals(0, jar.awaitExit());
            assertEquals(1, jar.errors().lines().count(), jar.errors());
            assertTrue(jar.errors().contains(String.valueOf(taken.getLocalPort())), jar.errors());
        }
        try (Program jar = Program.jar("--amqp-prot", "0")) {
            assertNotEquals(0, jar.awaitExit());
            assertEquals(1, jar.errors().lines().count(), jar.errors());
            assertTrue(jar.errors().contains("--amqp-prot"), jar.errors());
        }
    }

    private static Device device(Emulator emulator, String clientId) throws Exception {
        return new Device(
                emulator.mqttPort(),
                emulator.instanceId(),
                Credentials.of(emulator.accessKey(), emulator.secretKey()),
                clientId);
    }
}
