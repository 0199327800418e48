package dev.mqttstatus.integration.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README shows of {@code mqtt-status} is what it prints, but for times, ids, numbers and the width of columns. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class ReadmeCliIT {
    private static final String GROUP = "GID_demo";

    @Test
    void eachBlockIsWhatTheCommandPrints() throws Exception {
        List<String> blocks = Pattern.compile("```console\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertEquals(3, blocks.size());
        try (Emulator emulator = Emulator.builder().group(GROUP).start()) {
            Device first = lock(emulator);
            first.vanish();
            Poll.until("a lost connection", () -> !emulator.isOnline(GROUP + "@@@lock"));
            Device second = lock(emulator);
            Poll.until("three notices", () -> emulator.group(GROUP).queued() == 3);
            assertAll(blocks.stream().map(block -> () -> assertPrints(emulator, block)));
            second.leave();
        }
    }

    private static Device lock(Emulator emulator) throws Exception {
        return new Device(
                emulator.mqttPort(),
                emulator.instanceId(),
                Credentials.of(emulator.accessKey(), emulator.secretKey()),
                GROUP + "@@@lock");
    }

    private static void assertPrints(Emulator emulator, String block) throws Exception {
        String command = block.lines().findFirst().orElse("");
        assertTrue(command.startsWith("$ mqtt-status "), command);
        Map<String, String> settings = Map.of(
                "MQTT_OPENAPI", "http://" + emulator.host() + ":" + emulator.openApiPort(),
                "MQTT_DOMAIN", emulator.host(),
                "MQTT_PORT", String.valueOf(emulator.amqpPort()),
                "MQTT_INSTANCE_ID", emulator.instanceId(),
                "MQTT_AK_ENV", emulator.accessKey(),
                "MQTT_SK_ENV", emulator.secretKey(),
                "MQTT_STATUS_ARCHIVE", "off",
                "CLI", System.getProperty("cli.script"));
        try (Program program = Program.command(settings, "sh", "-c", command.replace("$ mqtt-status", "\"$CLI\""))) {
            program.awaitExit();
            String shown = block.lines().skip(1).collect(Collectors.joining("\n"));
            assertEquals(plain(shown), plain(program.output()), "really:\n" + program.output() + program.errors());
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
                .replaceAll("(?i)\\b[0-9a-f-]{16,}\\b", "<id>")
                .replaceAll("\\d+", "<n>")
                .replaceAll(" +", " ")
                .lines()
                .map(String::strip)
                .collect(Collectors.joining("\n"));
    }
}
