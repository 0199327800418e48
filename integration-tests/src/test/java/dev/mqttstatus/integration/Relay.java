package dev.mqttstatus.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A bad network between the SDK and a broker: it can hold all bytes back, and cut all connections; after a cut it goes
 * on accepting. It remembers how each client greeted the broker.
 */
final class Relay {
    private static final int GREETING_BYTES = 8;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<String> greetings = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    /** Guarded by this, as is all below. */
    private final List<Socket> sockets = new ArrayList<>();

    private boolean holding;
    private boolean holdingAnswers;

    Relay(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The first eight bytes of each client, in hexadecimal digits. */
    List<String> greetings() {
        return List.copyOf(greetings);
    }

    /** From now on no byte passes, until the connections are cut. */
    synchronized void hold() {
        holding = true;
    }

    /** From now on no byte comes back from the broker, until the connections are cut. */
    synchronized void holdAnswers() {
        holdingAnswers = true;
    }

    /** Ends all connections with a TCP reset; what was held back is lost. */
    synchronized void cut() throws IOException {
        for (Socket socket : sockets) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
        sockets.clear();
        holding = false;
        holdingAnswers = false;
        notifyAll();
    }

    /** Ends everything. */
    void close() throws IOException, InterruptedException {
        server.close();
        cut();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = server.accept();
            Socket far = connect(near);
            start(() -> {
                byte[] greeting = near.getInputStream().readNBytes(GREETING_BYTES);
                greetings.add(HexFormat.of().formatHex(greeting));
                far.getOutputStream().write(greeting);
                pass(near, far, false);
            });
            start(() -> pass(far, near, true));
        }
    }

    private synchronized Socket connect(Socket near) throws IOException {
        near.setTcpNoDelay(true);
        sockets.add(near);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        far.setTcpNoDelay(true);
        sockets.add(far);
        // a client may come while the relay is being closed
        if (server.isClosed()) {
            cut();
        }
        return far;
    }

    private void pass(Socket from, Socket to, boolean answers) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[8192];
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
            awaitRelease(answers);
            out.write(bytes, 0, count);
        }
        to.shutdownOutput();
        if (from.isOutputShutdown()) {
            // cut() must not find a socket that is just being closed
            synchronized (this) {
                from.close();
                to.close();
            }
        }
    }

    private synchronized void awaitRelease(boolean answers) throws IOException {
        while (holding || (answers && holdingAnswers)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // cut, or closed by one of the two: what a relay is for
                        return;
                    }
                },
                "relay");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }
}
