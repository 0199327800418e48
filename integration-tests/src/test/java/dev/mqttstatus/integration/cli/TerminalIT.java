package dev.mqttstatus.integration.cli;

import static dev.mqttstatus.integration.cli.Cli.GROUP;
import static dev.mqttstatus.integration.cli.Cli.OFFLINE;
import static dev.mqttstatus.integration.cli.Cli.ONLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** In a terminal, which {@code script} of util-linux makes. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class TerminalIT {
    private static final String RED = "\u001b[31moffline\u001b[0m";
    private static final String GREEN = "\u001b[32monline\u001b[0m";

    @TempDir
    Path folder;

    @Test
    void coloursAreOnATerminalOnly() throws Exception {
        try (Cli cli = new Cli()) {
            cli.device(ONLINE);
            try (Program get = cli.terminal("\"$CLI\" get " + ONLINE + " " + OFFLINE)) {
                assertEquals(1, get.awaitExit(), get.output());
                assertTrue(get.output().contains(GREEN) && get.output().contains(RED), get.output());
            }
            Path file = folder.resolve("out");
            try (Program get = cli.terminal("\"$CLI\" get " + OFFLINE + " > " + file)) {
                assertEquals(1, get.awaitExit(), get.output());
                assertFalse(Files.readString(file).contains("\u001b"), "colours in a file");
            }
            cli.environment.put("NO_COLOR", "1");
            try (Program get = cli.terminal("\"$CLI\" get " + OFFLINE)) {
                assertEquals(1, get.awaitExit(), get.output());
                assertFalse(get.output().contains("\u001b[31m"), get.output());
            }
        }
    }

    @Test
    void progressIsOnATerminalOnly() throws Exception {
        try (Cli cli = new Cli()) {
            String get = "\"$CLI\" get --live --rate 3 -o name a b c d e f";
            try (Program seen = cli.terminal(get + " > /dev/null")) {
                assertEquals(1, seen.awaitExit(), seen.output());
                assertTrue(seen.output().contains("%"), seen.output());
                assertTrue(seen.output().contains("\r\u001b[K"), seen.output());
            }
            cli.environment.put("MQTT_STATUS_TTY", "none");
            try (Program unseen = cli.terminal(get + " > /dev/null")) {
                assertEquals(1, unseen.awaitExit(), unseen.output());
                assertEquals("", unseen.output());
            }
        }
    }

    @Test
    void topDrawsItsTableAnewAndKickAsks() throws Exception {
        try (Cli cli = new Cli()) {
            cli.device(ONLINE);
            try (Program top = cli.terminal("\"$CLI\" top " + GROUP + " -n 3 --interval 500ms")) {
                assertEquals(0, top.awaitExit(), top.output());
                assertEquals(3, top.countOutput("\u001b[H\u001b[J"), top.output());
                assertTrue(top.output().contains(ONLINE), top.output());
            }
            try (Program kick = cli.terminal("\"$CLI\" kick " + ONLINE)) {
                kick.awaitOutput("[y/N]", 1);
                kick.say("n");
                assertEquals(2, kick.awaitExit(), kick.output());
                assertTrue(cli.emulator.isOnline(ONLINE));
            }
            try (Program kick = cli.terminal("\"$CLI\" kick " + ONLINE)) {
                kick.awaitOutput("[y/N]", 1);
                kick.say("y");
                assertEquals(0, kick.awaitExit(), kick.output());
            }
        }
    }

    @Test
    void whatADeviceCallsItselfCannotCommandTheTerminal() throws Exception {
        try (Cli cli = new Cli();
                Program get = cli.terminal("\"$CLI\" get \"$(printf 'a\\033[2Jb')\" -o csv")) {
            assertEquals(1, get.awaitExit(), get.output());
            assertFalse(get.output().contains("\u001b[2J"), get.output());
            assertTrue(get.output().contains("a\\u001b[2Jb"), get.output());
        }
    }
}
