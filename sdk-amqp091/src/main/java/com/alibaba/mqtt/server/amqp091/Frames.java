package com.alibaba.mqtt.server.amqp091;

import com.alibaba.mqtt.server.internal.StateLog;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.SocketFrameHandler;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one connection for the library. Nothing that a server sends takes more memory than a frame and a
 * message may have, and a message that the library could not read costs only itself:
 *
 * <ol>
 *   <li>A content header that cannot be read, or that announces too large a body, is replaced by one that says so, of a
 *       message without body. What follows as its body is dropped.
 *   <li>A body that is longer than announced ends where it was to end.
 *   <li>All that is no message ends the connection, in words that say what it was: a frame too large for the limit that
 *       was agreed, of an unknown type or without its end.
 * </ol>
 */
final class Frames extends SocketFrameHandler {
    /** What we ask for, and all that a server may send before it agrees: RabbitMQ's default. */
    static final int MAX_BYTES = 131_072;

    private static final int OVERHEAD = 8;
    private static final int HEAD = 7;
    /** The first answer of a server of another kind, as far as it helps to name it. */
    private static final int FIRST_ANSWER = 64;

    private static final int BUFFER = 32_768;
    private static final long DROPPED = -1;
    /** Of a message that the server gives back only the header matters. */
    private static final long RETURNED = -2;

    private static final int BASIC_RETURN = (60 << 16) | 50;

    private final InputStream in;
    private final int maxMessageBytes;
    private final StateLog log;
    /** What was read of the socket and not yet taken. */
    private final byte[] buffer = new byte[BUFFER];

    private int from;
    private int to;
    private boolean begun;
    /** How many bytes are missing of the body, by channel; negative if it is to be dropped. */
    private long[] missing = new long[16];

    Frames(Socket socket, int maxMessageBytes, StateLog log) throws IOException {
        super(socket);
        this.in = socket.getInputStream();
        this.maxMessageBytes = maxMessageBytes;
        this.log = log;
    }

    /** {@inheritDoc} Called by one thread. */
    @Override
    public @Nullable Frame readFrame() throws IOException {
        while (true) {
            try {
                require(HEAD);
            } catch (SocketTimeoutException e) {
                // what has come of the frame stays in the buffer; the library looks after the heartbeat
                return null;
            }
            Frame passed = readNext();
            if (passed != null) {
                return passed;
            }
        }
    }

    /** Returns what the library is to see of the next frame; null for nothing. */
    private @Nullable Frame readNext() throws IOException {
        int type = buffer[from] & 0xFF;
        if (!begun) {
            requireAmqp(type);
        }
        int channel = number(from + 1, 2);
        int size = number(from + 3, 4);
        if (size < 0 || size > MAX_BYTES - OVERHEAD) {
            throw new MalformedFrameException(
                    "a frame of " + Integer.toUnsignedString(size) + " bytes, more than the agreed " + MAX_BYTES);
        }
        from += HEAD;
        byte[] payload = new byte[size];
        take(payload);
        require(1);
        if ((buffer[from++] & 0xFF) != AMQP.FRAME_END) {
            throw new MalformedFrameException("a frame without its end");
        }
        return check(type, channel, payload);
    }

    private void requireAmqp(int type) throws IOException {
        if (type != AMQP.FRAME_METHOD) {
            // AMQP's own header has one byte more than a frame's
            byte[] answer = Arrays.copyOfRange(buffer, from, Math.min(to, from + FIRST_ANSWER));
            throw new ForeignAnswerException(answer);
        }
        begun = true;
    }

    private int number(int at, int size) {
        int number = 0;
        for (int each = at; each < at + size; each++) {
            number = (number << 8) | (buffer[each] & 0xFF);
        }
        return number;
    }

    /** Reads until the buffer has so many bytes. */
    private void require(int bytes) throws IOException {
        while (to - from < bytes) {
            if (from > 0) {
                System.arraycopy(buffer, from, buffer, 0, to - from);
                to -= from;
                from = 0;
            }
            int more = in.read(buffer, to, BUFFER - to);
            if (more < 0) {
                if (!begun && to > 0) {
                    throw new ForeignAnswerException(Arrays.copyOf(buffer, to));
                }
                throw new EOFException();
            }
            to += more;
        }
    }

    private void take(byte[] payload) throws IOException {
        int taken = Math.min(payload.length, to - from);
        System.arraycopy(buffer, from, payload, 0, taken);
        from += taken;
        while (taken < payload.length) {
            if (payload.length - taken < BUFFER) {
                int left = payload.length - taken;
                require(left);
                System.arraycopy(buffer, from, payload, taken, left);
                from += left;
                return;
            }
            int more = in.read(payload, taken, payload.length - taken);
            if (more < 0) {
                throw new EOFException();
            }
            taken += more;
        }
    }

    /** The library's frame is only created and passed on here: how it is asked differs between versions. */
    private @Nullable Frame check(int type, int channel, byte[] payload) throws IOException {
        if (channel >= missing.length) {
            missing = Arrays.copyOf(missing, Integer.highestOneBit(channel) * 2);
        }
        switch (type) {
            case AMQP.FRAME_METHOD -> missing[channel] = isReturn(payload) ? RETURNED : 0;
            case AMQP.FRAME_HEADER -> {
                return header(channel, payload);
            }
            case AMQP.FRAME_BODY -> {
                return body(channel, payload);
            }
            case AMQP.FRAME_HEARTBEAT -> {}
            default -> throw new MalformedFrameException("a frame of the unknown type " + type);
        }
        return new Frame(type, channel, payload);
    }

    private static boolean isReturn(byte[] method) {
        return method.length >= Integer.BYTES && ByteBuffer.wrap(method).getInt() == BASIC_RETURN;
    }

    private Frame header(int channel, byte[] payload) {
        String fault = payload.length < ContentHeader.SHORTEST ? "its content header ends too early" : null;
        if (fault == null) {
            long size = ContentHeader.bodySize(payload);
            if (missing[channel] == RETURNED) {
                ContentHeader.setBodySize(payload, 0);
                fault = ContentHeader.fault(payload);
            } else if (size < 0 || size > maxMessageBytes) {
                fault = "its body has " + Long.toUnsignedString(size) + " bytes, more than the " + maxMessageBytes
                        + " of maxMessageBytes";
            } else {
                missing[channel] = size;
                fault = ContentHeader.fault(payload);
            }
        }
        if (fault == null) {
            return new Frame(AMQP.FRAME_HEADER, channel, payload);
        }
        missing[channel] = DROPPED;
        return new Frame(AMQP.FRAME_HEADER, channel, ContentHeader.unreadable(fault));
    }

    private @Nullable Frame body(int channel, byte[] payload) {
        long left = missing[channel];
        if (payload.length <= left) {
            missing[channel] = left - payload.length;
            return new Frame(AMQP.FRAME_BODY, channel, payload);
        }
        if (left < 0) {
            return null;
        }
        missing[channel] = 0;
        log.failed("a body is longer than its header says; what is too much is dropped", null);
        return left == 0 ? null : new Frame(AMQP.FRAME_BODY, channel, Arrays.copyOf(payload, (int) left));
    }
}
