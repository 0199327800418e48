package com.alibaba.mqtt.server.emulator.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alibaba.mqtt.server.emulator.instance.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({
        "--amqp-port many, '--amqp-port'",
        "--amqp-port 65536, amqpPort is 65536",
        "--group demo, group is demo",
        "--topic a/b, topic is a/b",
        "--mqtt-port, '--mqtt-port'",
        "--no-such-option, '--no-such-option'",
        "stray, stray"
    })
    void aWrongOptionIsOneLine(String arguments, String named) {
        assertEquals(2, run(arguments.split(" ")));
        assertOneLineOfErrorThatNames(named);
    }

    @Test
    void aTakenPortIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, Loopback.port(0).getAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertEquals(1, run("--mqtt-port", "0", "--amqp-port", "0", "--openapi-port", port));
            assertOneLineOfErrorThatNames("openapi port " + port + " is taken");
        }
    }

    @Test
    void helpShowsTheDefaults() {
        assertEquals(
                0,
                new picocli.CommandLine(new Main(print(out), print(err)))
                        .setOut(new java.io.PrintWriter(out, true, UTF_8))
                        .execute("--help"));
        String help = out.toString(UTF_8);
        for (String part : new String[] {"1883", "5672", "8080", "mqtt-cn-emulator", "GID_demo", "demo_topic"}) {
            assertTrue(help.contains(part), help);
        }
    }

    private int run(String... arguments) {
        return Main.run(arguments, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }

    private void assertOneLineOfErrorThatNames(String named) {
        assertEquals("", out.toString(UTF_8));
        String error = err.toString(UTF_8);
        assertEquals(1, error.lines().count(), error);
        assertTrue(error.contains(named), error);
    }
}
