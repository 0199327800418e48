package com.alibaba.mqtt.server.query;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server that does to each connection what the test wants, one after the other. */
final class RawServer implements AutoCloseable {
    /** What to do with a connection. It is closed after it. */
    interface Script {
        void run(InputStream in, Socket socket) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private final Queue<IOException> endings = new ConcurrentLinkedQueue<>();

    RawServer(Script script) throws IOException {
        Thread thread = new Thread(() -> serve(script), "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Script script) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    InputStream in = new BufferedInputStream(socket.getInputStream())) {
                script.run(in, socket);
            } catch (IOException e) {
                // each connection ends so: one side closes it. Kept for whoever debugs a test
                endings.add(e);
            }
        }
    }

    /** Reads a request without a body. */
    static void readRequest(InputStream in) throws IOException {
        int newLines = 0;
        while (newLines < 2) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            newLines = next == '\n' ? newLines + 1 : next == '\r' ? newLines : 0;
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
