package dev.mqttstatus.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP server that gives every request the same answer immediately: one thread, kept connections, nothing checked. */
final class QueryServer {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
    private static final int MAX_REQUEST = 8_192;
    private static final String BODY = "{\"OnlineStatus\":true,\"RequestId\":\"63309FDB-ED6C-46AE-B31C-A172FBA0EF44\"}";
    private static final byte[] ANSWER = ("HTTP/1.1 200 OK\r\nDate: Sat, 28 Nov 2026 12:00:00 GMT\r\n"
                    + "Content-Type: application/json;charset=utf-8\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
                    + BODY)
            .getBytes(US_ASCII);

    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Selector selector = Selector.open();

    private QueryServer() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException {
        QueryServer program = new QueryServer();
        Thread thread = new Thread(program::serve, "server");
        thread.setDaemon(true);
        thread.start();
        Questions.serve(Map.of("port", words -> program.server.socket().getLocalPort()));
        System.exit(0);
    }

    private void serve() {
        try {
            while (true) {
                selector.select();
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    if (key.isAcceptable()) {
                        accept();
                    } else {
                        read(key);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(MAX_REQUEST));
    }

    private static void read(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer request = (ByteBuffer) key.attachment();
        try {
            if (channel.read(request) < 0) {
                channel.close();
            } else if (isComplete(request)) {
                request.clear();
                // so short that it always fits in the kernel's buffer
                channel.write(ByteBuffer.wrap(ANSWER));
            }
        } catch (IOException e) {
            // a client that has ended
            channel.close();
        }
    }

    /** Whether a whole request is there; no client sends a second one before it has the answer. */
    private static boolean isComplete(ByteBuffer request) {
        String text = US_ASCII.decode(request.duplicate().flip()).toString();
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(text.substring(0, end + 2).toLowerCase(Locale.ROOT));
        return request.position() >= end + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
    }
}
