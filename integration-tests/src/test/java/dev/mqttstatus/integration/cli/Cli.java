package dev.mqttstatus.integration.cli;

import com.alibaba.mqtt.server.auth.Credentials;
import com.alibaba.mqtt.server.emulator.Emulator;
import dev.mqttstatus.examples.Device;
import dev.mqttstatus.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts {@code mqtt-status} by its script, with an emulator to ask. */
final class Cli implements AutoCloseable {
    /** Clients of it are in nobody's way. */
    static final String GROUP = "GID_cli";

    static final String ONLINE = GROUP + "@@@on";
    static final String OFFLINE = GROUP + "@@@off";
    private static final String SCRIPT = System.getProperty("cli.script");

    final Emulator emulator;
    /** Changed by a test that needs other settings. */
    final Map<String, String> environment = new HashMap<>();

    private final List<Device> devices = new ArrayList<>();

    Cli() throws IOException {
        emulator =
                Emulator.builder().group(GROUP).group(GROUP + "2").topic("cli").start();
        environment.put("MQTT_OPENAPI", "http://" + emulator.host() + ":" + emulator.openApiPort());
        environment.put("MQTT_DOMAIN", emulator.host());
        environment.put("MQTT_PORT", String.valueOf(emulator.amqpPort()));
        environment.put("MQTT_INSTANCE_ID", emulator.instanceId());
        environment.put("MQTT_AK_ENV", emulator.accessKey());
        environment.put("MQTT_SK_ENV", emulator.secretKey());
        // the first start leaves an archive of the classes, which the others use
        environment.put(
                "XDG_CACHE_HOME", Path.of("target", "cli").toAbsolutePath().toString());
        environment.put("TERM", "xterm");
        environment.put("NO_COLOR", "");
    }

    Device device(String clientId) throws IOException {
        Device device = new Device(
                emulator.mqttPort(),
                emulator.instanceId(),
                Credentials.of(emulator.accessKey(), emulator.secretKey()),
                clientId);
        devices.add(device);
        return device;
    }

    /** Starts a command. */
    Program start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        // a JVM that was started in the background ignores SIGINT, and so would its children
        command.addAll(List.of("env", "--default-signal=INT", SCRIPT));
        command.addAll(List.of(arguments));
        return Program.command(environment, command.toArray(String[]::new));
    }

    /** Starts a line of the shell, in which {@code $CLI} is the script. */
    Program shell(String line) throws IOException {
        environment.put("CLI", SCRIPT);
        return Program.command(environment, "sh", "-c", line);
    }

    /** Starts a line of the shell in a terminal of its own; what is written to either stream is output. */
    Program terminal(String line) throws IOException {
        environment.put("CLI", SCRIPT);
        // the variable is the shell's that it starts
        return Program.command(environment, "script", "-qec", line, "/dev/null");
    }

    @Override
    public void close() {
        devices.forEach(Device::vanish);
        emulator.close();
    }
}
