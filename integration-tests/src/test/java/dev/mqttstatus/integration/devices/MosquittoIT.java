package dev.mqttstatus.integration.devices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.alibaba.mqtt.server.emulator.DeviceOptions;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Pem;
import dev.mqttstatus.testing.Poll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of docs/emulator.md with mosquitto_pub and mosquitto_sub of the Debian package mosquitto-clients. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class MosquittoIT {
    private static final Path PUB = Path.of("/usr/bin/mosquitto_pub");
    private static final Path SUB = Path.of("/usr/bin/mosquitto_sub");
    private static final String HEARER = "GID_demo@@@hearer";

    private Emulator emulator;

    @TempDir
    private Path files;

    @BeforeAll
    static void isInstalled() {
        assumeTrue(Files.isExecutable(PUB), "mosquitto-clients is not installed");
    }

    private void start(DeviceOptions options) throws Exception {
        emulator = Emulator.builder().devices(options).start();
    }

    @AfterEach
    void stop() {
        if (emulator != null) {
            emulator.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void messagesPassAndBigOnesAreDiscarded(String version) throws Exception {
        start(DeviceOptions.ofService());
        Process hearer = subscribe("-V", version, "-t", "demo_topic/a", "-C", "1");
        Path big = files.resolve("big");
        Files.write(big, new byte[100_000]);
        output(publish("-V", version, "-q", "1", "-t", "demo_topic/a", "-f", big.toString()));
        output(publish("-V", version, "-q", "1", "-t", "demo_topic/a", "-m", "small"));
        assertEquals("small\n", output(hearer));
    }

    @Test
    void aTopicThatWasNotCreatedOrIsTooLongEndsTheConnection() throws Exception {
        start(DeviceOptions.ofService());
        for (String topic : List.of("other/a", "demo_topic/" + "x".repeat(54))) {
            Process publish = publish("-q", "1", "-t", topic, "-m", "x");
            // it would connect again and again
            Poll.until(
                    "it is refused",
                    () -> emulator.refusals().stream()
                            .anyMatch(line -> line.contains("publish to " + topic + " refused")));
            publish.destroyForcibly().waitFor();
        }
    }

    @Test
    void wrongLoginsAreRefused() throws Exception {
        start(DeviceOptions.ofService());
        Process sub = new ProcessBuilder(
                        SUB.toString(),
                        "-p",
                        "" + emulator.mqttPort(),
                        "-i",
                        HEARER,
                        "-u",
                        "Signature|" + emulator.accessKey() + "|" + emulator.instanceId(),
                        "-P",
                        "wrong",
                        "-t",
                        "demo_topic/a")
                .redirectErrorStream(true)
                .start();
        assertTrue(output(sub).contains("not authorised"));
        assertTrue(emulator.refusals().get(0).contains("the password is not the signature"));
    }

    @Test
    void thirtySubscriptions() throws Exception {
        start(DeviceOptions.ofService());
        List<String> filters = new ArrayList<>();
        for (int number = 0; number < 31; number++) {
            filters.add("-t");
            filters.add("demo_topic/" + number);
        }
        filters.add("-E");
        filters.add("-d");
        String words = output(run(SUB, HEARER, filters.toArray(String[]::new)));
        assertTrue(words.contains("128"), words);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void willsAndRetainedMessagesAreOptions(boolean supported) throws Exception {
        start(DeviceOptions.ofService().wills(supported).retained(supported));
        output(publish("-q", "1", "-r", "-t", "demo_topic/a", "-m", "retained"));
        Process hearer = subscribe("-t", "demo_topic/#", "-W", "4");
        Process mortal = run(
                SUB,
                "GID_demo@@@mortal",
                "-q",
                "1",
                "-t",
                "demo_topic/other",
                "--will-topic",
                "demo_topic/will",
                "--will-payload",
                "gone");
        Poll.until("the mortal is online", () -> emulator.isOnline("GID_demo@@@mortal"));
        mortal.destroyForcibly().waitFor();
        assertEquals(supported ? "retained\ngone\n" : "", output(hearer).replaceAll("(?m)^Timed out\\R", ""));
    }

    @Test
    void offlineMessagesAreThoseOfQos1() throws Exception {
        start(DeviceOptions.ofService());
        output(subscribe("-c", "-q", "1", "-t", "demo_topic/a", "-E"));
        Poll.until("the client is offline", () -> !emulator.isOnline(HEARER));
        for (int qos = 0; qos <= 2; qos++) {
            output(publish("-q", "" + qos, "-t", "demo_topic/a", "-m", "QoS " + qos));
        }
        String heard = output(run(SUB, HEARER, "-c", "-q", "1", "-t", "demo_topic/a", "-W", "2"));
        assertEquals("QoS 1\n", heard.replaceAll("(?m)^Timed out\\R", ""));
    }

    @Test
    void tls() throws Exception {
        start(DeviceOptions.ofService().tls(true));
        Path certificate = files.resolve("emulator.pem");
        Files.writeString(certificate, Pem.of(emulator.certificate()));
        String words = output(command(
                PUB,
                "GID_demo@@@speaker",
                emulator.mqttsPort(),
                "--cafile",
                certificate.toString(),
                "-q",
                "1",
                "-t",
                "demo_topic/a",
                "-m",
                "x"));
        assertEquals("", words);
        assertEquals(1, emulator.queuedMessages("demo_topic"));
    }

    @Test
    void sharedSubscriptions() throws Exception {
        start(DeviceOptions.ofService());
        Process hearer = subscribe("-V", "mqttv5", "-t", "$share/w/demo_topic/#", "-C", "1");
        output(publish("-q", "1", "-t", "demo_topic/a", "-m", "x"));
        assertEquals("x\n", output(hearer));
    }

    /** Returns when the client has subscribed, or has ended. */
    private Process subscribe(String... arguments) throws Exception {
        Process process = run(SUB, HEARER, arguments);
        Poll.until("the hearer is online", () -> emulator.isOnline(HEARER) || !process.isAlive());
        // the SUBSCRIBE comes right after; nothing outside tells of it
        TimeUnit.MILLISECONDS.sleep(300);
        return process;
    }

    private Process publish(String... arguments) throws Exception {
        return run(PUB, "GID_demo@@@speaker", arguments);
    }

    private Process run(Path program, String clientId, String... arguments) throws Exception {
        return command(program, clientId, emulator.mqttPort(), arguments);
    }

    private Process command(Path program, String clientId, int port, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "-h",
                "localhost",
                "-p",
                "" + port,
                "-i",
                clientId,
                "-u",
                "Signature|" + emulator.accessKey() + "|" + emulator.instanceId(),
                "-P",
                PahoIT.sign(emulator.secretKey(), clientId)));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws Exception {
        String words = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return words;
    }
}
