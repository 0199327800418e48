package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.ExitCode;
import com.alibaba.mqtt.server.cli.run.Interrupts;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Starts {@code mqtt-status}. Exit codes: {@link com.alibaba.mqtt.server.cli.run.ExitCode}. */
public final class Main {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final int BUFFER = 1 << 16;

    private Main() {}

    /** Runs one command and ends the JVM. */
    public static void main(String[] args) {
        boolean emulator = isEmulator(args);
        if (!emulator && System.getProperty(LOG_LEVEL) == null) {
            // what goes wrong is said by the command; MQTT_STATUS_LOG shows the rest
            String level = System.getenv("MQTT_STATUS_LOG");
            System.setProperty(LOG_LEVEL, level == null || level.isBlank() ? "off" : level);
        }
        Surroundings around = surroundings();
        Interrupts interrupts = emulator ? null : Interrupts.watch(Thread.currentThread());
        int code = run(around, args);
        around.out().flush();
        if (interrupts != null) {
            interrupts.over();
        }
        System.exit(code);
    }

    /** Returns those of this process. */
    static Surroundings surroundings() {
        return new Surroundings(
                System.in,
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                        false,
                        StandardCharsets.UTF_8),
                System.err,
                System::getenv,
                Path.of(System.getProperty("user.home", ".")),
                Terminal.of(System::getProperty, System::getenv));
    }

    /** Runs one command and returns its exit code. */
    static int run(Surroundings around, String... args) {
        int code = new Commands(around).of(args).execute(args);
        // the emulator knows one error, which means something else here
        return isEmulator(args) && code == ExitCode.OFFLINE ? ExitCode.SERVICE : code;
    }

    private static boolean isEmulator(String... args) {
        return args.length > 0 && args[0].equals(Commands.EMULATOR);
    }
}
