package dev.mqttstatus.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A port of 127.0.0.1 whose server is not there yet, or away for a while: no other socket of this machine gets it by chance.
 * Nobody listens there, so who connects is refused. A server that reuses addresses ({@code SO_REUSEADDR}) can open the port while it
 * is held.
 */
public final class HeldPort implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(1);

    private final SocketChannel holder;

    private HeldPort(SocketChannel holder) {
        this.holder = holder;
    }

    /** Holds a free port. */
    public static HeldPort free() throws IOException {
        return of(0);
    }

    /** Holds a port from the moment when its server has let it go. */
    public static HeldPort of(int port) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            SocketChannel holder = SocketChannel.open();
            try {
                holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                return new HeldPort(holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            } catch (IOException e) {
                holder.close();
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    /** Returns the number of the port. */
    public int number() throws IOException {
        return ((InetSocketAddress) holder.getLocalAddress()).getPort();
    }

    /** Lets the server have it. */
    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
