package com.alibaba.mqtt.server.emulator;

import com.alibaba.mqtt.server.emulator.network.Relay;
import java.time.Duration;

/**
 * One way into an {@link Emulator}, of all its backends, devices or queries, and what goes wrong with the bytes on it. Who
 * connects to {@link #port()} goes this way; the port behind it is not touched. Faults concern the connections of now or
 * all bytes from now on; connections that come later are good ones. Each method returns when it is done. Safe for many
 * threads.
 */
public final class NetworkPath {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int PER_MILLE = 1_000;

    private final Relay relay;

    NetworkPath(Relay relay) {
        this.relay = relay;
    }

    /** The number of the port of this way, on the emulator's host. Stays the same. */
    public int port() {
        return relay.port();
    }

    /** How many connections go this way now, the half-open ones included. */
    public int connections() {
        return relay.connections();
    }

    /** Ends the connections of now with a FIN, to both sides. */
    public NetworkPath cut() {
        relay.cut();
        return this;
    }

    /** Ends the connections of now with a TCP reset (RST), to both sides. */
    public NetworkPath reset() {
        relay.reset();
        return this;
    }

    /**
     * Leaves the connections of now half open, as when the other machine has lost its power or a firewall has forgotten
     * them: the sockets stay open, what is written to them goes nowhere and without an error, and an end of one side does
     * not reach the other. They stay so until both sides, {@link #cut()} or {@link #reset()} end them.
     */
    public NetworkPath halfOpen() {
        relay.halfOpen();
        return this;
    }

    /**
     * From now on all bytes come later, in both directions.
     *
     * @param time 0 to 1 minute
     */
    public NetworkPath delay(Duration time) {
        relay.delay(Allowed.between("time", time, Duration.ZERO, LONGEST));
        return this;
    }

    /**
     * From now on a share of the bytes is another one, in both directions, by chance.
     *
     * @param perMille of all bytes, 0 to 1000
     */
    public NetworkPath garble(int perMille) {
        relay.garble(Allowed.between("perMille", perMille, 0, PER_MILLE));
        return this;
    }

    /** From now on all bytes pass immediately and as they are. Half-open connections stay as they are. */
    public NetworkPath clear() {
        relay.clear();
        return this;
    }

    @Override
    public String toString() {
        return "NetworkPath[port " + port() + ", " + connections() + " connections, " + relay.set() + "]";
    }
}
