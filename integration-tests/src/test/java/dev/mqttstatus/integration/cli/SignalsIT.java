package dev.mqttstatus.integration.cli;

import static dev.mqttstatus.integration.cli.Cli.GROUP;
import static dev.mqttstatus.integration.cli.Cli.ONLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttstatus.testing.LeakCheck;
import dev.mqttstatus.testing.Poll;
import dev.mqttstatus.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a command that is ended from outside leaves: all that it had, and its exit code. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class SignalsIT {
    @TempDir
    Path folder;

    private String fleet() throws Exception {
        Path file = folder.resolve("fleet");
        Files.write(
                file, IntStream.range(0, 300).mapToObj(at -> GROUP + "@@@" + at).toList());
        return file.toString();
    }

    @Test
    void anInterruptedGetPrintsWhatItHas() throws Exception {
        for (String format : new String[] {"table", "json", "jsonl"}) {
            try (Cli cli = new Cli();
                    Program get = cli.start("get", "-f", fleet(), "--live", "--rate", "20", "-o", format)) {
                // of these the last ones may not be answered yet
                Poll.until(
                        "some answers", () -> cli.emulator.openApi().numbers().requests() > 30);
                get.interrupt();
                assertEquals(130, get.awaitExit(), get.errors());
                long answers = get.countOutput("offline");
                assertTrue(answers > 5 && answers < 300, get.output());
                assertEquals("mqtt-status: interrupted; " + answers + " of 300 clients were answered", get.errors());
                assertTrue(!format.equals("json") || get.output().endsWith("\n]\n"), get.output());
            }
        }
    }

    @Test
    void aTerminatedWaitPrintsWhatItKnows() throws Exception {
        try (Cli cli = new Cli();
                Program wait = cli.start("wait", ONLINE, "--interval", "100ms", "-o", "csv")) {
            Poll.until("some rounds", () -> cli.emulator.openApi().numbers().requests() > 3);
            wait.terminate();
            assertEquals(143, wait.awaitExit(), wait.errors());
            assertTrue(wait.output().contains(ONLINE + ",offline,"), wait.output());
        }
    }

    @Test
    void anInterruptedWatchHasPrintedEachNotice() throws Exception {
        try (Cli cli = new Cli();
                Program watch = cli.start("watch", GROUP, "-o", "json")) {
            Poll.until("a subscription", () -> watch.errors().contains("watching"));
            cli.device(ONLINE);
            watch.awaitOutput("connect", 1);
            watch.interrupt();
            assertEquals(130, watch.awaitExit(), watch.errors());
            assertTrue(watch.output().endsWith("\n]\n"), watch.output());
            assertTrue(watch.errors().endsWith("interrupted after 1 notice"), watch.errors());
        }
    }

    @Test
    void anInterruptedTopEnds() throws Exception {
        try (Cli cli = new Cli();
                Program top = cli.start("top", GROUP, "--interval", "100ms")) {
            top.awaitOutput(GROUP, 2);
            top.interrupt();
            assertEquals(130, top.awaitExit(), top.errors());
        }
    }

    @Test
    void aClosedPipeEndsItSilently() throws Exception {
        try (Cli cli = new Cli();
                Program pipe = cli.shell(
                        "{ \"$CLI\" get -f '" + fleet() + "' --live --rate 20 -o jsonl; echo $? >&2; } | head -1")) {
            assertEquals(0, pipe.awaitExit());
            assertEquals(1, pipe.output().lines().count());
            assertEquals("141", pipe.errors());
        }
    }
}
