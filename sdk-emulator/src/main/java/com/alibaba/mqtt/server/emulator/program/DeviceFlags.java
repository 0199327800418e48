package com.alibaba.mqtt.server.emulator.program;

import com.alibaba.mqtt.server.emulator.DeviceOptions;
import com.alibaba.mqtt.server.emulator.Emulator;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command line about devices. */
final class DeviceFlags {
    private static final String NONE = "Default: none";

    @Option(names = "--tls", description = "Free ports for MQTT and WebSocket with TLS, for the host localhost")
    private boolean tls;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Where to write the certificate that clients have to trust, as PEM")
    private @Nullable Path certificate;

    @Option(names = "--websocket", description = "A free port for MQTT by WebSocket")
    private boolean webSocket;

    @Option(names = "--connections", paramLabel = "N", description = "How many devices at a time. " + NONE)
    private @Nullable Integer connections;

    @Option(names = "--client-tps", paramLabel = "N", description = "Messages a second of a device. " + NONE)
    private @Nullable Integer clientTps;

    @Option(names = "--instance-tps", paramLabel = "N", description = "Messages a second of all devices. " + NONE)
    private @Nullable Integer instanceTps;

    @Option(names = "--no-shared-subscriptions", description = "As editions that do not have them")
    private boolean noSharedSubscriptions;

    @Option(names = "--wills", description = "Publish last wills")
    private boolean wills;

    @Option(names = "--retained", description = "Retain messages")
    private boolean retained;

    /** @throws IllegalArgumentException when a value is not allowed */
    DeviceOptions options() {
        DeviceOptions options = DeviceOptions.ofService()
                .tls(tls)
                .webSocket(webSocket)
                .sharedSubscriptions(!noSharedSubscriptions)
                .wills(wills)
                .retained(retained);
        options = connections == null ? options : options.connections(connections);
        options = clientTps == null ? options : options.clientTps(clientTps);
        if (certificate != null && !tls) {
            throw new IllegalArgumentException("--certificate needs --tls");
        }
        return instanceTps == null ? options : options.instanceTps(instanceTps);
    }

    /** Where the certificate goes, or null for nowhere. */
    @Nullable
    Path certificate() {
        return certificate;
    }

    /** The ports that are there by option, for the line of those that are ready. */
    String ports(Emulator emulator) {
        return (tls ? " mqtts=" + emulator.mqttsPort() + " wss=" + emulator.wssPort() : "")
                + (webSocket ? " ws=" + emulator.wsPort() : "");
    }
}
