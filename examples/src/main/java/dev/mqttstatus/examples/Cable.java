package dev.mqttstatus.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A network cable on loopback that can be cut: passes one connection on to a server until then. */
public final class Cable implements AutoCloseable {
    private final ServerSocket end;
    private final Thread thread;
    private volatile Socket device;
    private volatile Socket server;

    /**
     * Lays a cable.
     *
     * @param serverPort the loopback port of the server at its other end
     */
    public Cable(int serverPort) throws IOException {
        end = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        thread = new Thread(() -> carry(serverPort), "cable-" + end.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the loopback port for the device. */
    public int port() {
        return end.getLocalPort();
    }

    private void carry(int serverPort) {
        try {
            device = end.accept();
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            Thread back = new Thread(() -> pump(server, device), thread.getName() + "-back");
            back.setDaemon(true);
            back.start();
            pump(device, server);
        } catch (IOException e) {
            close();
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            close();
        }
    }

    /** Ends the connection as a power failure does: reset, without a word of MQTT. */
    @Override
    public synchronized void close() {
        try {
            end.close();
            reset(server);
            reset(device);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void reset(Socket socket) throws IOException {
        if (socket != null && !socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
