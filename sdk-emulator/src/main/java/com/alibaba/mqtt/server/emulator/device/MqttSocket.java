package com.alibaba.mqtt.server.emulator.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Packets of MQTT 3.1.1 over one connection, written and read by the caller's thread. */
final class MqttSocket implements AutoCloseable {
    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;
    static final int DISCONNECT = 14;

    private static final int MAX_PACKET = 1 << 20;
    private static final int CONTINUES = 0x80;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    MqttSocket(String host, int port, Duration timeout) throws IOException {
        try {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** One packet. */
    @SuppressWarnings("ArrayRecordComponent") // written once, read once
    record Packet(int type, int flags, byte[] body) {
        /** Returns the two bytes at a place as a number. */
        int number(int at) {
            return (body[at] & 0xFF) << 8 | (body[at + 1] & 0xFF);
        }
    }

    /** What is in a packet. */
    static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream data = new DataOutputStream(bytes);

        Body text(String text) throws IOException {
            byte[] utf8 = text.getBytes(UTF_8);
            data.writeShort(utf8.length);
            data.write(utf8);
            return this;
        }

        Body number(int number) throws IOException {
            data.writeShort(number);
            return this;
        }

        Body octet(int octet) throws IOException {
            data.writeByte(octet);
            return this;
        }

        Body raw(byte[] raw) throws IOException {
            data.write(raw);
            return this;
        }
    }

    void send(int type, int flags, Body body) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type << 4 | flags);
        int left = body.bytes.size();
        do {
            packet.write(left % CONTINUES | (left >= CONTINUES ? CONTINUES : 0));
            left /= CONTINUES;
        } while (left > 0);
        body.bytes.writeTo(packet);
        socket.getOutputStream().write(packet.toByteArray());
    }

    /**
     * Waits for the next packet.
     *
     * @throws java.net.SocketTimeoutException if none comes in time; the connection goes on if nothing of one has come
     */
    Packet receive(Duration timeout) throws IOException {
        socket.setSoTimeout(Math.max(1, Math.toIntExact(timeout.toMillis())));
        int first = in.read();
        if (first < 0) {
            throw new EOFException("the emulator closed the connection");
        }
        int length = 0;
        int shift = 0;
        int octet;
        do {
            octet = in.readUnsignedByte();
            length |= (octet % CONTINUES) << shift;
            shift += 7;
        } while (octet >= CONTINUES && shift <= 21);
        if (length > MAX_PACKET) {
            throw new IOException("a packet of " + length + " bytes");
        }
        return new Packet(first >> 4, first & 0xF, in.readNBytes(length));
    }

    /** Closes it so that the other side sees a reset, and no end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
