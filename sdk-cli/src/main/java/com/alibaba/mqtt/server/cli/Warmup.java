package com.alibaba.mqtt.server.cli;

import com.alibaba.mqtt.server.cli.run.Interrupts;
import com.alibaba.mqtt.server.cli.run.Surroundings;
import com.alibaba.mqtt.server.cli.run.Terminal;
import com.alibaba.mqtt.server.emulator.Emulator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs the usual commands, or the emulator, once against itself, so that the JVM can archive the classes that they need. The
 * start script calls it; it reads no settings, asks no server and prints nothing.
 */
final class Warmup {
    private static final String CLIENT = "GID_demo@@@lock";

    private Warmup() {}

    /** Runs the commands, or with the argument {@code emulator} the emulator. */
    public static void main(String[] args) throws IOException {
        if (args.length == 1 && args[0].equals("emulator")) {
            emulator();
        } else {
            commands();
        }
        System.exit(0);
    }

    private static void emulator() throws IOException {
        try (Emulator emulator =
                Emulator.builder().group("GID_demo").topic("demo").start()) {
            emulator.device(CLIENT).connect().publish("demo/lock", "open").leave();
        }
    }

    private static void commands() throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = ("{\"RequestId\":\"1\",\"OnlineStatusList\":[{\"ClientId\":\"" + CLIENT
                        + "\",\"OnlineStatus\":true}]}")
                .getBytes(StandardCharsets.UTF_8);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        service.start();
        Map<String, String> settings = new HashMap<>();
        settings.put("MQTT_OPENAPI", "http://localhost:" + service.getAddress().getPort());
        settings.put("MQTT_INSTANCE_ID", "none");
        settings.put("MQTT_AK_ENV", "none");
        settings.put("MQTT_SK_ENV", "none");
        Surroundings unused = Main.surroundings();
        Interrupts.watch(Thread.currentThread()).over();
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Surroundings around = new Surroundings(
                    InputStream.nullInputStream(), nowhere, nowhere, settings::get, Path.of("."), Terminal.NONE);
            Main.run(around, "--version");
            Main.run(around, "--help");
            Main.run(around, "get", "--help");
            Main.run(around, "get", "--no-such");
            Main.run(around, "get", CLIENT);
            Main.run(around, "get", CLIENT, "-o", "json");
            Main.run(around, "get", CLIENT, "-o", "csv", "--dry-run");
            Main.run(around, "wait", CLIENT, "--for", "online", "--timeout", "1s");
        }
        service.stop(0);
    }
}
