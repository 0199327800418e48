package dev.mqttstatus.testing;

import dev.mqttstatus.testing.Relay.Way;
import java.io.IOException;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One connection of a client to a relay and the one to the server that belongs to it. Guarded by the relay. */
final class RelayLink {
    final Socket near;
    final Socket far;
    private final Set<Way> ended = EnumSet.noneOf(Way.class);
    /** Passes nothing any more, and neither side is informed. */
    boolean dead;
    /** Was ended from here. */
    boolean over;

    boolean truncated;

    RelayLink(Socket near, Socket far) {
        this.near = near;
        this.far = far;
    }

    Socket from(Way way) {
        return way == Way.TO_SERVER ? near : far;
    }

    Socket to(Way way) {
        return way == Way.TO_SERVER ? far : near;
    }

    void reset() throws IOException {
        over = true;
        reset(near);
        reset(far);
    }

    static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Says the end to both sides; what they still send is read, so that no reset follows, and dropped. */
    void cut() throws IOException {
        over = true;
        for (Socket socket : List.of(near, far)) {
            if (!socket.isClosed() && !socket.isOutputShutdown()) {
                socket.shutdownOutput();
            }
        }
    }

    /**
     * One way has ended: ends it at the other side too, unless nothing passes any more.
     *
     * @param said whether the side that sends this way closed its socket; otherwise it was reset
     */
    void ended(Way way, boolean said) throws IOException {
        if (dead) {
            return;
        }
        ended.add(way);
        if (!said) {
            reset();
        } else if (ended.size() == Way.values().length) {
            near.close();
            far.close();
        } else if (!to(way).isOutputShutdown()) {
            to(way).shutdownOutput();
        }
    }
}
