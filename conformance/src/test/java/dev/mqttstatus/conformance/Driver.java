package dev.mqttstatus.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.mqtt.server.emulator.Emulator;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A driver program in a JVM of its own, with one of the two libraries. */
final class Driver implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final Path errors;

    private Driver(List<String> command, Map<String, String> environment) throws IOException {
        output = Files.createTempFile("driver", ".out");
        errors = Files.createTempFile("driver", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Starts a driver at the emulator's AMQP port. */
    static Driver start(Sdk sdk, Emulator emulator, String name, String... arguments) throws IOException {
        return start(sdk, emulator, Map.of(), name, arguments);
    }

    /** @param more what to add to the environment, or to replace in it */
    static Driver start(Sdk sdk, Emulator emulator, Map<String, String> more, String name, String... arguments)
            throws IOException {
        return start(sdk.library(), sdk.library(), emulator, more, name, arguments);
    }

    /** Runs with a library that may be another one than it was compiled with. */
    static Driver start(
            Library compiledWith,
            Library runsWith,
            Emulator emulator,
            Map<String, String> more,
            String name,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // short-lived programs
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                compiledWith.drivers() + File.pathSeparator + runsWith.jars(),
                "dev.mqttstatus.drivers." + name));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(Map.of(
                "MQTT_DOMAIN", emulator.host(),
                "MQTT_PORT", String.valueOf(emulator.amqpPort()),
                "MQTT_INSTANCE_ID", emulator.instanceId(),
                "MQTT_AK_ENV", emulator.accessKey(),
                "MQTT_SK_ENV", emulator.secretKey()));
        environment.putAll(more);
        return new Driver(command, environment);
    }

    /** Waits until a text stands in the output. */
    Driver await(String part) {
        return await(part, 1);
    }

    /** Waits until a text stands in the output so many times. */
    Driver await(String part, int times) {
        Poll.until(
                () -> "\"" + part + "\", " + times + " times, in the output:\n" + said(),
                () -> count(part) >= times || !process.isAlive());
        if (count(part) < times) {
            throw new AssertionError("ended without \"" + part + "\", " + times + " times, in the output:\n" + said());
        }
        return this;
    }

    /** How many lines of the output hold this text. */
    int count(String part) {
        return (int) lines().stream().filter(line -> line.contains(part)).count();
    }

    List<String> lines() {
        return read(output).lines().toList();
    }

    /** What stands on standard error. */
    String errors() {
        return read(errors);
    }

    /** Says "stop" to the driver. */
    void stop() throws IOException {
        process.getOutputStream().write("stop\n".getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private String said() {
        return read(output) + read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(output);
        Files.delete(errors);
    }
}
