package com.alibaba.mqtt.server.emulator.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Passes on what one side of a connection sends. Used by the thread of its relay only. */
final class Way extends ChannelInboundHandlerAdapter {
    private static final int MAX_UNDER_WAY = 1 << 20;

    private final Link link;
    private final Channel to;
    private final Weather weather;
    private int underWay;
    private long lastNanos = System.nanoTime();
    private boolean wasReset;

    Way(Link link, Channel to, Weather weather) {
        this.link = link;
        this.to = to;
        this.weather = weather;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (link.isDead()) {
            bytes.release();
            return;
        }
        if (weather.garbledPerMille > 0) {
            for (int at = bytes.readerIndex(); at < bytes.writerIndex(); at++) {
                bytes.setByte(at, weather.pass(bytes.getByte(at)));
            }
        }
        int count = bytes.readableBytes();
        underWay += count;
        if (underWay > MAX_UNDER_WAY) {
            from.channel().config().setAutoRead(false);
        }
        inOrder(() -> {
            if (link.isDead()) {
                bytes.release();
                arrived(from, count);
            } else {
                Future<?> unused = to.writeAndFlush(bytes).addListener(written -> arrived(from, count));
            }
        });
    }

    private void arrived(ChannelHandlerContext from, int count) {
        underWay -= count;
        if (underWay <= MAX_UNDER_WAY / 2) {
            from.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        // whatever it is, the side is of no use any more
        wasReset = true;
        Link.reset(from.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        inOrder(() -> {
            if (link.isDead()) {
                return;
            }
            if (wasReset) {
                Link.reset(to);
            } else {
                Link.close(to);
            }
        });
    }

    /** After what was delayed before it, and with its own delay. */
    private void inOrder(Runnable action) {
        long now = System.nanoTime();
        lastNanos = Math.max(lastNanos, now + weather.delayNanos);
        if (lastNanos - now <= 0) {
            action.run();
        } else {
            Future<?> unused = to.eventLoop().schedule(action, lastNanos - now, TimeUnit.NANOSECONDS);
        }
    }
}
