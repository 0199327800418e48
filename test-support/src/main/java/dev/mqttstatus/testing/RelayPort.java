package dev.mqttstatus.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The port of a relay, which can be closed and opened again under the same number. Guarded by the relay. */
final class RelayPort {
    private static final Duration BIND = Duration.ofSeconds(20);

    private final RelayThreads threads;
    private final Visitors visitors;
    private final InetSocketAddress address;
    private ServerSocket server;
    private Thread accepting;

    /** Takes who connects, on the thread that accepts and without the relay's monitor. */
    interface Visitors {
        void accept(Socket client) throws IOException;
    }

    /**
     * Opens it.
     *
     * @param address where; port 0 for a free one
     */
    RelayPort(InetSocketAddress address, RelayThreads threads, Visitors visitors) throws IOException {
        this.threads = threads;
        this.visitors = visitors;
        listen(address);
        this.address = new InetSocketAddress(address.getAddress(), server.getLocalPort());
    }

    int number() {
        return address.getPort();
    }

    /**
     * Closes it, if it is open.
     *
     * @return the thread that accepted; the system takes connections for as long as it is still on its way out of accept()
     */
    Thread close() throws IOException {
        server.close();
        return accepting;
    }

    /** Opens it again, if it is closed. */
    void open() throws IOException {
        long deadline = System.nanoTime() + BIND.toNanos();
        while (server.isClosed()) {
            try {
                listen(address);
            } catch (BindException e) {
                // while it was free, a client's socket may have got the number for a moment
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private void listen(InetSocketAddress where) throws IOException {
        ServerSocket fresh = new ServerSocket(where.getPort(), 50, where.getAddress());
        server = fresh;
        accepting = threads.start(() -> {
            while (true) {
                visitors.accept(fresh.accept());
            }
        });
    }
}
