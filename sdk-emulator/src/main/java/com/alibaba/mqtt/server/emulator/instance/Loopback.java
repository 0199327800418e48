package com.alibaba.mqtt.server.emulator.instance;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The only address the emulator is reachable at, 127.0.0.1. */
public final class Loopback {
    /** The address as text. */
    public static final String HOST = "127.0.0.1";

    private Loopback() {}

    /** Returns the address. */
    public static InetAddress address() {
        try {
            // not by name: no resolver may point somewhere else
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Returns the address with a port. */
    public static InetSocketAddress port(int number) {
        return new InetSocketAddress(address(), number);
    }

    /**
     * Returns if a port, when it is not 0, can be opened.
     *
     * @param name what the message calls the port
     * @throws IOException when the port is taken
     */
    public static void checkFree(String name, int number) throws IOException {
        if (number == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(port(number));
        } catch (BindException e) {
            throw taken(name, number, e);
        }
    }

    /**
     * Keeps the system from giving a port to a socket that asks for any, until the result is closed. Nobody listens there,
     * so who connects is refused.
     *
     * @throws IOException when the port is taken
     */
    public static SocketChannel hold(int number) throws IOException {
        SocketChannel holder = SocketChannel.open();
        try {
            holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return holder.bind(port(number));
        } catch (IOException | RuntimeException e) {
            holder.close();
            throw e;
        }
    }

    /** Returns the exception that says that a port is taken; the cause can be null. */
    public static IOException taken(String name, int number, @Nullable Exception cause) {
        return new IOException(name + " port " + number + " is taken", cause);
    }
}
