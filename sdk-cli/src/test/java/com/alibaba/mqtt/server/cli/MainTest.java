package com.alibaba.mqtt.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final Cli cli = new Cli();

    @Test
    void helpListsAllCommandsAndAllExitCodesOnTheStandardOutput() {
        assertEquals(ExitCode.OK, cli.run("--help"));
        for (String command :
                List.of("get", "wait", "watch", "top", "trace", "kick", "send", "doctor", "emulator", "completion")) {
            assertTrue(cli.output().contains("\n  " + command + " "), command);
        }
        for (String meaning : ExitCode.MEANINGS) {
            assertTrue(cli.output().contains(meaning.substring(meaning.indexOf(':') + 1)), meaning);
        }
        assertEquals("", cli.errors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "wait", "watch", "top", "trace", "kick", "send", "doctor", "emulator", "completion"})
    void eachCommandHasHelpAndAVersion(String command) {
        assertEquals(ExitCode.OK, cli.run(command, "--help"));
        assertTrue(cli.output().startsWith("Usage: mqtt-status " + command + " "), cli.output());
        assertEquals(ExitCode.OK, cli.run(command, "--version"));
    }

    @Test
    void noCommandAnUnknownOneAndAWrongOptionAreUsageErrorsOfOneOrTwoLines() {
        for (String[] wrong : new String[][] {
            {},
            {"gte"},
            {"get", "--no-such"},
            {"get", "a", "-o", "xml"},
            {"get"},
            {"get", "a", "--rate", "0"},
            {"wait", "a", "--timeout", "soon"},
            {"wait", "a", "--for", "lunch"},
            {"watch"},
            {"send"},
            {"top"},
            {"doctor", "--notice-within", "1s"},
            {"top", "G", "--rows", "101"},
            {"kick", "a"},
            {"trace"},
            {"trace", "a", "--since", "0s"},
            {"get", "a", "--live", "--confirm"},
            {"emulator", "--amqp-prot", "1"}
        }) {
            assertEquals(ExitCode.USAGE, cli.run(wrong), String.join(" ", wrong));
            assertEquals("", cli.output());
            assertTrue(cli.errors().startsWith("mqtt-status: "), cli.errors());
            assertTrue(cli.errors().lines().count() <= 2, cli.errors());
        }
    }

    @Test
    void whatIsMissingIsNamedWithAllPlacesToSetIt() {
        assertEquals(ExitCode.CONFIGURATION, cli.run("get", "a"));
        assertTrue(cli.errors().contains("--instance-id"), cli.errors());
        assertTrue(cli.errors().contains("MQTT_INSTANCE_ID"), cli.errors());
        assertEquals(ExitCode.CONFIGURATION, cli.run("watch", "GID_a", "--port", "http"));
    }

    @Test
    void aDryRunCountsBilledCallsAndNeedsNoSettings() throws Exception {
        assertEquals(ExitCode.OK, cli.run("get", "--dry-run", "a"));
        assertEquals("1 billed call for 1 client, cached\n", cli.output());
        cli.input = "a\n\n# not this one\n  b \na\nc\nd\ne\nf\ng\nh\ni\nj\nk\n";
        assertEquals(ExitCode.OK, cli.run("get", "--dry-run", "-"));
        assertEquals("2 billed calls for 11 clients, cached\n", cli.output());
        assertEquals(ExitCode.OK, cli.run("get", "--dry-run", "-f", "-", "--live"));
        assertEquals("11 billed calls for 11 clients, live\n", cli.output());
        assertEquals(ExitCode.OK, cli.run("wait", "--dry-run", "a", "b"));
        assertEquals("1 billed call for 2 clients, cached\n", cli.output());
        assertEquals(ExitCode.OK, cli.run("get", "--dry-run", "a", "b", "--confirm"));
        assertEquals("1 to 3 billed calls for 2 clients, confirmed\n", cli.output());
    }

    @Test
    void idsComeFromAFileToo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("fleet");
        Files.writeString(file, "a\nb\n");
        assertEquals(ExitCode.OK, cli.run("get", "--dry-run", "-f", file.toString(), "c"));
        assertEquals("1 billed call for 3 clients, cached\n", cli.output());
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertEquals(ExitCode.USAGE, cli.run("get", "--dry-run", "-f", file.toString()));
        assertEquals(
                ExitCode.USAGE,
                cli.run("get", "--dry-run", "-f", folder.resolve("none").toString()));
    }

    @Test
    void theCompletionScriptKnowsCommandsOptionsAndTheirValues() {
        assertEquals(ExitCode.OK, cli.run("completion"));
        assertTrue(cli.output().startsWith("#!/usr/bin/env bash"));
        for (String word : List.of("doctor", "--notice-within", "jsonl", "--amqp-port")) {
            assertTrue(cli.output().contains(word), word);
        }
    }

    @Test
    void helpHasColoursOnTerminalsOnly() {
        assertEquals(ExitCode.OK, cli.run("--help"));
        assertFalse(cli.output().contains("\u001b"));
        cli.terminal = new Terminal(true, true, true, 80, false, false);
        assertEquals(ExitCode.OK, cli.run("--help"));
        assertTrue(cli.output().contains("\u001b["));
        cli.terminal = new Terminal(true, true, true, 80, false, true);
        assertEquals(ExitCode.OK, cli.run("--help"));
        assertFalse(cli.output().contains("\u001b"));
    }

    @Test
    void whatTheUserTypedCannotCommandTheTerminal() {
        assertEquals(ExitCode.USAGE, cli.run("\u001b[2Jgte"));
        assertFalse(cli.errors().contains("\u001b"), cli.errors());
    }
}
