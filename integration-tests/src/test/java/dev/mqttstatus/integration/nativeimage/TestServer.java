package dev.mqttstatus.integration.nativeimage;

import com.alibaba.mqtt.server.emulator.Emulator;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the program finds what it needs.
 *
 * @param folder its home
 * @param redis the URI
 */
record TestServer(
        Path folder,
        String redis,
        int amqpPort,
        int amqpsPort,
        int openApiPort,
        String instanceId,
        String accessKey,
        String secretKey) {

    static List<String> arguments(Path folder, String redis, Emulator emulator) {
        return List.of(
                folder.toString(),
                redis,
                String.valueOf(emulator.amqpPort()),
                String.valueOf(emulator.amqpsPort()),
                String.valueOf(emulator.openApiPort()),
                emulator.instanceId(),
                emulator.accessKey(),
                emulator.secretKey());
    }

    /** Reads them from the second argument on. */
    static TestServer of(String... args) {
        return new TestServer(
                Path.of(args[1]),
                args[2],
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                args[6],
                args[7],
                args[8]);
    }
}
