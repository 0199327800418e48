package com.alibaba.mqtt.server.amqp091;

import java.io.ByteArrayOutputStream;
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
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server for one connection that speaks the few methods of AMQP 0-9-1 that the wire uses, as its test says. It is
 * written from the specification, without the library that is under test.
 */
final class ScriptedServer implements AutoCloseable {
    /** A queue that consumers are refused. */
    static final String NO_QUEUE = "nope";
    /** An exchange that is not there. */
    static final String NO_EXCHANGE = "top/none";

    /** A refusal without a code. */
    static final int WITHOUT_A_WORD = -1;

    private final ServerSocket listening;
    private final Thread serving = new Thread(this::serve, "scripted-server");
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final Set<Integer> unanswered = ConcurrentHashMap.newKeySet();
    private volatile Socket socket;
    private volatile DataOutputStream out;
    private volatile int refusal;
    private volatile String refusalText = "no";

    ScriptedServer() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        serving.setDaemon(true);
        serving.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Refuses logins with this code; {@link #WITHOUT_A_WORD} only ends the connection. */
    void refuseLogins(int code) {
        refusal = code;
    }

    /** Refuses logins with this code, and with a text in which % stands for the login as it came. */
    void refuseLogins(int code, String text) {
        refusalText = text;
        refusal = code;
    }

    /** Does not answer the methods of this class (10 connection, 20 channel, 60 basic, 85 confirm). */
    void ignore(int classId) {
        unanswered.add(classId);
    }

    /** Returns the next thing the client did, for example {@code ack 1 and before}; null after two seconds. */
    String next() throws InterruptedException {
        return seen.poll(2, TimeUnit.SECONDS);
    }

    /** Returns the next thing the client did that begins so. */
    String next(String beginning) throws InterruptedException {
        String each = next();
        while (each != null && !each.startsWith(beginning)) {
            each = next();
        }
        return each;
    }

    private void serve() {
        try {
            socket = listening.accept();
            socket.setTcpNoDelay(true);
            out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readNBytes(8);
            method(
                    0,
                    10,
                    10,
                    new Fields()
                            .octet(0)
                            .octet(9)
                            .number(0, 4)
                            .longText("PLAIN")
                            .longText("en_US"));
            while (true) {
                int type = in.readUnsignedByte();
                int channel = in.readUnsignedShort();
                byte[] payload = in.readNBytes(in.readInt());
                in.readUnsignedByte();
                if (type == 1) {
                    ByteBuffer fields = ByteBuffer.wrap(payload);
                    answer(channel, fields.getShort(), fields.getShort(), fields);
                } else if (type == 2) {
                    seen.add("header " + new String(payload, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (EOFException | SocketException e) {
            seen.add("end");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(int channel, int classId, int methodId, ByteBuffer fields) throws IOException {
        if (unanswered.contains(classId)) {
            return;
        }
        switch (classId * 1000 + methodId) {
            case 10_011 -> login(fields);
            case 10_040 -> {
                seen.add("open " + text(fields));
                method(0, 10, 41, new Fields().text(""));
            }
            case 10_050 -> method(0, 10, 51, new Fields());
            case 20_010 -> method(channel, 20, 11, new Fields().longText(""));
            case 20_040 -> method(channel, 20, 41, new Fields());
            case 60_010 -> {
                seen.add("qos " + fields.position(fields.position() + 4).getShort());
                method(channel, 60, 11, new Fields());
            }
            case 60_020 -> consume(channel, fields.position(fields.position() + 2));
            case 60_030 -> {
                String tag = text(fields);
                seen.add("cancel " + tag);
                method(channel, 60, 31, new Fields().text(tag));
            }
            case 60_040 -> publish(channel, fields.position(fields.position() + 2));
            case 60_080 -> seen.add("ack " + fields.getLong() + (fields.get() == 0 ? "" : " and before"));
            case 60_090 -> seen.add("reject " + fields.getLong() + " requeue=" + fields.get());
            // the first bit is multiple, the second requeue
            case 60_120 -> seen.add("nack " + fields.getLong() + " requeue=" + (fields.get() >> 1));
            case 85_010 -> method(channel, 85, 11, new Fields());
            default -> seen.add("method " + classId + "." + methodId);
        }
    }

    private void login(ByteBuffer fields) throws IOException {
        byte[] rest = new byte[fields.remaining()];
        fields.get(rest);
        seen.add("login " + new String(rest, StandardCharsets.ISO_8859_1));
        if (refusal == 0) {
            method(0, 10, 30, new Fields().number(2047, 2).number(131_072, 4).number(0, 2));
        } else if (refusal > 0) {
            String response = new String(rest, StandardCharsets.ISO_8859_1);
            int plain = response.indexOf("PLAIN") + 9;
            String login = response.substring(plain, response.indexOf('\5', plain));
            closeConnection(refusal, refusalText.replace("%", login));
        } else {
            cut();
        }
    }

    private void consume(int channel, ByteBuffer fields) throws IOException {
        String queue = text(fields);
        byte[] rest = new byte[fields.remaining()];
        fields.get(rest);
        seen.add("consume " + queue + " on " + channel + " " + new String(rest, StandardCharsets.ISO_8859_1));
        if (queue.equals(NO_QUEUE)) {
            closeChannel(channel, 404, "NOT_FOUND - no queue");
        } else {
            method(channel, 60, 21, new Fields().text("tag-" + channel));
        }
    }

    private void publish(int channel, ByteBuffer fields) throws IOException {
        String exchange = text(fields);
        seen.add("publish " + exchange + " " + text(fields) + " mandatory=" + fields.get() + " on " + channel);
        if (exchange.equals(NO_EXCHANGE)) {
            closeChannel(channel, 404, "NOT_FOUND - no exchange");
        }
    }

    void closeChannel(int channel, int code, String text) throws IOException {
        method(channel, 20, 40, new Fields().number(code, 2).text(text).number(0, 4));
    }

    void closeConnection(int code, String text) throws IOException {
        method(0, 10, 50, new Fields().number(code, 2).text(text).number(0, 4));
    }

    void cancel(int channel) throws IOException {
        method(channel, 60, 30, new Fields().text("tag-" + channel).octet(1));
    }

    void deliver(int channel, long tag, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        deliver(channel, tag, new byte[2], bytes.length, bytes);
    }

    /** Delivers with these bytes as the properties, from the flags on, and these bodies after an announced size. */
    void deliver(int channel, long tag, byte[] properties, long announced, byte[]... bodies) throws IOException {
        method(
                channel,
                60,
                60,
                new Fields()
                        .text("tag-" + channel)
                        .number(tag, 8)
                        .octet(0)
                        .text("")
                        .text("q"));
        frame(
                2,
                channel,
                new Fields().number(60, 2).number(0, 2).number(announced, 8).raw(properties));
        for (byte[] body : bodies) {
            frame(3, channel, new Fields().raw(body));
        }
    }

    /** Sends these bytes as they are. */
    synchronized void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void confirm(int channel, long number, boolean multiple) throws IOException {
        method(channel, 60, 80, new Fields().number(number, 8).octet(multiple ? 1 : 0));
    }

    void refuse(int channel, long number, boolean multiple) throws IOException {
        method(channel, 60, 120, new Fields().number(number, 8).octet(multiple ? 1 : 0));
    }

    /** Gives back the message with this {@code seqId}, without a body. */
    void giveBack(int channel, long number) throws IOException {
        method(
                channel,
                60,
                50,
                new Fields().number(312, 2).text("NO_ROUTE").text("x").text("x"));
        Fields headers = new Fields().text("seqId").octet('l').number(number, 8);
        Fields content = new Fields().number(60, 2).number(0, 2).number(0, 8).number(1 << 13, 2);
        frame(2, channel, content.number(headers.bytes.size(), 4).raw(headers.bytes.toByteArray()));
    }

    void block(String why) throws IOException {
        method(0, 10, 60, new Fields().text(why));
    }

    void unblock() throws IOException {
        method(0, 10, 61, new Fields());
    }

    void cut() throws IOException {
        socket.close();
    }

    /** Returns when nobody listens on the port any more. */
    @Override
    public void close() throws IOException {
        listening.close();
        if (socket != null) {
            socket.close();
        }
        try {
            // the system takes connections for as long as a thread is still on its way out of accept()
            serving.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void method(int channel, int classId, int methodId, Fields fields) throws IOException {
        frame(1, channel, new Fields().number(classId, 2).number(methodId, 2).raw(fields.bytes.toByteArray()));
    }

    private synchronized void frame(int type, int channel, Fields payload) throws IOException {
        out.writeByte(type);
        out.writeShort(channel);
        out.writeInt(payload.bytes.size());
        payload.bytes.writeTo(out);
        out.writeByte(0xCE);
        out.flush();
    }

    private static String text(ByteBuffer fields) {
        byte[] bytes = new byte[fields.get() & 0xFF];
        fields.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static final class Fields {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Fields octet(int value) {
            return number(value, 1);
        }

        Fields number(long value, int size) {
            for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
                bytes.write((int) (value >> shift));
            }
            return this;
        }

        Fields raw(byte[] more) {
            bytes.writeBytes(more);
            return this;
        }

        Fields text(String value) {
            return octet(value.length()).raw(value.getBytes(StandardCharsets.US_ASCII));
        }

        Fields longText(String value) {
            return number(value.length(), 4).raw(value.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
