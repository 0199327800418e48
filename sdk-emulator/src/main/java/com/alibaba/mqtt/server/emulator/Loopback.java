package com.alibaba.mqtt.server.emulator;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** The only address the emulator is reachable at, 127.0.0.1. */
final class Loopback {
    static final String HOST = "127.0.0.1";

    private Loopback() {}

    static InetAddress address() {
        try {
            // not by name: no resolver may point somewhere else
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    static InetSocketAddress port(int number) {
        return new InetSocketAddress(address(), number);
    }

    /** @throws IOException when the port, if it is not 0, is taken, which the message says with this name */
    static void checkFree(String name, int number) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(port(number));
        } catch (BindException e) {
            throw taken(name, number, e);
        }
    }

    static IOException taken(String name, int number, Exception cause) {
        return new IOException(name + " port " + number + " is taken", cause);
    }
}
