package com.alibaba.mqtt.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this JVM, with streams of their own. */
final class Cli {
    final Map<String, String> environment = new HashMap<>();
    Path home = Path.of("no-such-home");
    String input = "";
    Terminal terminal = Terminal.NONE;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    int run(String... args) {
        out.reset();
        err.reset();
        PrintStream output = new PrintStream(out, false, UTF_8);
        int code = Main.run(
                new Surroundings(
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        output,
                        new PrintStream(err, true, UTF_8),
                        environment::get,
                        home,
                        terminal),
                args);
        output.flush();
        return code;
    }

    String output() {
        return out.toString(UTF_8);
    }

    String errors() {
        return err.toString(UTF_8);
    }
}
