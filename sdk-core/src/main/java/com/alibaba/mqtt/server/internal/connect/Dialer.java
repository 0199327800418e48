package com.alibaba.mqtt.server.internal.connect;

import com.alibaba.mqtt.server.internal.Deadline;
import com.alibaba.mqtt.server.network.ConnectionSettings;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a server once, at whichever of its addresses takes the connection. The name is looked up each time, so one
 * that leads elsewhere is followed. The addresses are tried in the order in which the system names them; all of them
 * share the connection time-out, and one that does not answer leaves to each other its part of it.
 */
public final class Dialer implements Closeable {
    /** Looks a name up. */
    @FunctionalInterface
    public interface Names {
        /** Returns its addresses, at least one, in the order in which they are to be tried. */
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private final ConnectionSettings config;
    private final Names names;
    private @Nullable Socket socket;
    private boolean closed;

    /** Creates a dialer for one connection. */
    public Dialer(ConnectionSettings config) {
        this(config, InetAddress::getAllByName);
    }

    Dialer(ConnectionSettings config, Names names) {
        this.config = config;
        this.names = names;
    }

    /**
     * Returns a socket that is connected, without TLS yet. Blocks within the connection time-out, and for as long as the
     * system needs to look up the name; {@link #close()} ends it. Java's sockets use the SOCKS proxy of the system
     * property {@code socksProxyHost}, and no other.
     *
     * @throws IOException if no address takes the connection; its text names each that was tried
     */
    public Socket dial() throws IOException {
        List<InetSocketAddress> addresses = addresses();
        Deadline deadline = Deadline.in(config.connectionTimeout());
        List<String> refusals = new ArrayList<>();
        @Nullable IOException last = null;
        for (int at = 0; at < addresses.size(); at++) {
            try {
                return connect(addresses.get(at), deadline.partMillis(addresses.size() - at));
            } catch (IOException e) {
                refusals.add(addresses.get(at).getAddress().getHostAddress() + ": " + e.getMessage());
                last = e;
            }
            requireOpen();
        }
        throw last != null && addresses.size() == 1 ? last : nobodyTook(refusals, last);
    }

    private List<InetSocketAddress> addresses() throws UnknownHostException {
        List<InetSocketAddress> all = new ArrayList<>();
        try {
            for (InetAddress each : names.addresses(config.domain())) {
                all.add(new InetSocketAddress(each, config.port()));
            }
        } catch (UnknownHostException e) {
            if (System.getProperty("socksProxyHost") == null) {
                throw e;
            }
            // the proxy may know it
            all.add(InetSocketAddress.createUnresolved(config.domain(), config.port()));
        }
        return all;
    }

    private Socket connect(InetSocketAddress address, int limit) throws IOException {
        Socket fresh = new Socket();
        synchronized (this) {
            socket = fresh;
        }
        boolean connected = false;
        try {
            requireOpen();
            fresh.setTcpNoDelay(true);
            fresh.connect(address, limit);
            requireOpen();
            connected = true;
            return fresh;
        } finally {
            if (!connected) {
                fresh.close();
            }
        }
    }

    private synchronized void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("closed while connecting");
        }
    }

    private static IOException nobodyTook(List<String> refusals, @Nullable IOException last) {
        String text = "no address of the host accepts the connection: " + String.join(", ", refusals);
        IOException all =
                last instanceof SocketTimeoutException ? new SocketTimeoutException(text) : new ConnectException(text);
        if (last != null) {
            all.addSuppressed(last);
        }
        return all;
    }

    /** Ends what blocks, and closes the socket. Any thread; does not block. */
    @Override
    public void close() throws IOException {
        @Nullable Socket current;
        synchronized (this) {
            closed = true;
            current = socket;
        }
        if (current != null) {
            current.close();
        }
    }
}
