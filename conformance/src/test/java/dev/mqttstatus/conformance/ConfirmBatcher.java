package dev.mqttstatus.conformance;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * Stands between AMQP 0-9-1 clients and a server, and does what AMQP allows and busy servers do: answers ten publishes
 * with one confirm that says {@code multiple}. All else passes unchanged.
 */
final class ConfirmBatcher implements AutoCloseable {
    private static final int BATCH = 10;
    private static final int METHOD_FRAME = 1;
    private static final int FIRST_OF_A_HEADER = 'A';
    private static final short BASIC = 60;
    private static final short ACK = 80;
    private static final int FLAGS = 12;

    private final ServerSocket door;
    private final int serverPort;

    ConfirmBatcher(int serverPort) throws IOException {
        this.serverPort = serverPort;
        door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        run("confirm-batcher", this::serve);
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() throws IOException {
        while (true) {
            Socket client = door.accept();
            run("confirm-batcher-down", () -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            run("confirm-batcher-up", () -> client.getInputStream().transferTo(server.getOutputStream()));
            passFrames(new DataInputStream(server.getInputStream()), new DataOutputStream(client.getOutputStream()));
        }
    }

    private static void passFrames(DataInputStream from, DataOutputStream to) throws IOException {
        while (true) {
            int type = from.readUnsignedByte();
            if (type == FIRST_OF_A_HEADER) {
                // no frame but a protocol header, with which a server refuses another version
                to.writeByte(type);
                from.transferTo(to);
                return;
            }
            short channel = from.readShort();
            // with the byte that ends a frame
            byte[] rest = new byte[from.readInt() + 1];
            from.readFully(rest);
            if (!isConfirm(type, rest) || inBatch(rest)) {
                to.writeByte(type);
                to.writeShort(channel);
                to.writeInt(rest.length - 1);
                to.write(rest);
                to.flush();
            }
        }
    }

    private static boolean isConfirm(int type, byte[] rest) {
        ByteBuffer method = ByteBuffer.wrap(rest);
        return type == METHOD_FRAME && method.getShort() == BASIC && method.getShort() == ACK;
    }

    /** Whether this confirm stands for its batch; if so it is made to say so. */
    private static boolean inBatch(byte[] rest) {
        if (ByteBuffer.wrap(rest).getLong(4) % BATCH != 0) {
            return false;
        }
        rest[FLAGS] = 1;
        return true;
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void run(String name, Action action) {
        Thread thread = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (EOFException | SocketException e) {
                        // one of the two ends has gone, which ends this thread too
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
