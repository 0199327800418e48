package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.network.Relay;
import com.alibaba.mqtt.server.emulator.network.Relays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntSupplier;

/**
 * A bad network before an {@link Emulator}: a second port for each kind of client, on which bytes can be lost, late or
 * wrong. A port is opened when it is first asked for, and costs nothing before. {@link Emulator#reset()} ends all faults
 * and connections; the ports stay.
 *
 * <pre>{@code
 * NetworkPath backends = emulator.network().backends();
 * config.setPort(backends.port());
 * // the backend is connected
 * backends.halfOpen();
 * }</pre>
 */
public final class EmulatorNetwork {
    private static final String DEVICES = "devices";

    private final Parts parts;
    private final Relays relays;

    EmulatorNetwork(Parts parts, Relays relays) {
        this.parts = parts;
        this.relays = relays;
    }

    /**
     * The way of backends to the AMQP port, of either version and without TLS.
     *
     * @throws UncheckedIOException when no port can be opened
     */
    public NetworkPath backends() {
        return path("backends", parts.amqp()::number);
    }

    /**
     * The way of devices to the MQTT port, without TLS. Once it has been asked for, each {@link Emulator#device} that
     * connects goes this way too.
     *
     * @throws UncheckedIOException when no port can be opened
     */
    public NetworkPath devices() {
        return path(DEVICES, parts::mqttPort);
    }

    /**
     * The way of queries to the port of the OpenAPI for plain HTTP.
     *
     * @throws UncheckedIOException when no port can be opened
     */
    public NetworkPath queries() {
        return path("queries", parts::openApiPort);
    }

    /** The port that devices of the emulator connect to. */
    int devicePort() {
        Relay relay = relays.find(DEVICES);
        return relay == null ? parts.mqttPort() : relay.port();
    }

    private NetworkPath path(String name, IntSupplier target) {
        try {
            return new NetworkPath(relays.get(name, target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
