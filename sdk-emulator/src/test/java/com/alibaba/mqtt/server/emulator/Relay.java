package com.alibaba.mqtt.server.emulator;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bad network: passes bytes between one client and a port until it is told to lose them, or to reset. */
final class Relay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, Loopback.port(0).getAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean frozen;

    Relay(int port) throws IOException {
        start(() -> {
            Socket near = server.accept();
            Socket far = new Socket(Loopback.port(0).getAddress(), port);
            sockets.addAll(List.of(near, far));
            start(() -> pass(near, far));
            start(() -> pass(far, near));
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on all bytes are lost, and both sides are not told. */
    void freeze() {
        frozen = true;
    }

    /** Ends the connection on both sides with a TCP reset. */
    void reset() throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Ends the connection on both sides with a TCP FIN. */
    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] bytes = new byte[8192];
        for (int count = from.getInputStream().read(bytes);
                count >= 0;
                count = from.getInputStream().read(bytes)) {
            if (!frozen) {
                to.getOutputStream().write(bytes, 0, count);
            }
        }
        to.shutdownOutput();
    }

    private static void start(Passing passing) {
        Thread thread = new Thread(
                () -> {
                    try {
                        passing.run();
                    } catch (IOException e) {
                        // closed from the one or the other side, which is what a relay is for
                        Thread.currentThread().interrupt();
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Passing {
        void run() throws IOException;
    }
}
