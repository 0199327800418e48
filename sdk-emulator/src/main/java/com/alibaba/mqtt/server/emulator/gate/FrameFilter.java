package com.alibaba.mqtt.server.emulator.gate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Takes publishes that are too big out of the stream before anything collects them: of such a packet at most the topic is kept
 * in memory. All other bytes pass unchanged.
 */
final class FrameFilter extends ByteToMessageDecoder {
    private static final int MAX_LENGTH_BYTES = 4;
    private static final int CONTINUES = 0x80;

    private final int maxBytes;
    private final Skipped skipped;
    private long passing;
    private long skipping;

    /** @param maxBytes of a packet, without its first header */
    FrameFilter(int maxBytes, Skipped skipped) {
        this.maxBytes = maxBytes;
        this.skipped = skipped;
    }

    /** Is told of each packet that is taken out. */
    @FunctionalInterface
    interface Skipped {
        /**
         * A packet was taken out.
         *
         * @param packetId 0 for QoS 0
         */
        void skipped(ChannelHandlerContext context, String topic, int qos, int packetId, long bytes);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (skipping == 0 && passing == 0) {
            beginPacket(context, in);
        }
        if (skipping > 0) {
            int now = (int) Math.min(skipping, in.readableBytes());
            in.skipBytes(now);
            skipping -= now;
        } else if (passing > 0) {
            int now = (int) Math.min(passing, in.readableBytes());
            out.add(in.readRetainedSlice(now));
            passing -= now;
        }
    }

    /** Leaves all bytes where they are when there are not enough of them. */
    private void beginPacket(ChannelHandlerContext context, ByteBuf in) {
        int start = in.readerIndex();
        long length = 0;
        int lengthBytes = 0;
        int next = CONTINUES;
        while (lengthBytes < MAX_LENGTH_BYTES && (next & CONTINUES) != 0) {
            if (in.readableBytes() < 2 + lengthBytes) {
                return;
            }
            next = in.getUnsignedByte(start + 1 + lengthBytes);
            length |= (long) (next & (CONTINUES - 1)) << (7 * lengthBytes);
            lengthBytes++;
        }
        int header = 1 + lengthBytes;
        int first = in.getUnsignedByte(start);
        if (first >> 4 != MqttMessageType.PUBLISH.value() || length <= maxBytes) {
            passing = header + length;
            return;
        }
        int qos = (first >> 1) & 3;
        int idBytes = qos == 0 ? 0 : 2;
        if (in.readableBytes() < header + 2) {
            return;
        }
        int topicBytes = in.getUnsignedShort(start + header);
        int known = header + 2 + topicBytes + idBytes;
        if (in.readableBytes() < known) {
            return;
        }
        String topic = in.toString(start + header + 2, topicBytes, StandardCharsets.UTF_8);
        int packetId = qos == 0 ? 0 : in.getUnsignedShort(start + known - 2);
        in.skipBytes(known);
        skipping = Math.max(0, header + length - known);
        skipped.skipped(context, topic, qos, packetId, length);
    }
}
