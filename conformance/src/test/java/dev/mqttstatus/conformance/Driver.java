package dev.mqttstatus.conformance;

import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.testing.Program;
import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A driver program in a JVM of its own, with one of the two libraries. */
final class Driver implements AutoCloseable {
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Program program;

    private Driver(Program program) {
        this.program = program;
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
        Map<String, String> environment = new HashMap<>(Map.of(
                "MQTT_DOMAIN", emulator.host(),
                "MQTT_PORT", String.valueOf(emulator.amqpPort()),
                "MQTT_INSTANCE_ID", emulator.instanceId(),
                "MQTT_AK_ENV", emulator.accessKey(),
                "MQTT_SK_ENV", emulator.secretKey()));
        environment.putAll(more);
        return new Driver(Program.on(
                compiledWith.drivers() + File.pathSeparator + runsWith.jars(),
                SHORT_LIVED,
                "dev.mqttstatus.drivers." + name,
                environment,
                arguments));
    }

    /** Waits until a text stands in the output. */
    Driver await(String part) {
        return await(part, 1);
    }

    /** Waits until so many lines of the output hold this text. */
    Driver await(String part, int times) {
        program.awaitOutput(times + " lines with \"" + part + "\"", () -> count(part) >= times);
        return this;
    }

    /** How many lines of the output hold this text. */
    int count(String part) {
        return (int) lines().stream().filter(line -> line.contains(part)).count();
    }

    List<String> lines() {
        return program.output().lines().toList();
    }

    /** What stands on standard error. */
    String errors() {
        return program.errors();
    }

    /** Says "stop" to the driver. */
    void stop() throws IOException {
        program.say("stop");
    }

    boolean isAlive() {
        return program.isAlive();
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
