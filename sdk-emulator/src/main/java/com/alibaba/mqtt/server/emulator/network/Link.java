package com.alibaba.mqtt.server.emulator.network;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One connection of a client and the one that belongs to it. Used by the thread of its relay only. */
final class Link {
    private final Channel near;
    private final Weather weather;
    private @Nullable Channel far;
    private Runnable whenOver = () -> {};
    private boolean dead;

    Link(Channel near, Weather weather) {
        this.near = near;
        this.weather = weather;
    }

    /** Has the other side now, which is not connected yet. */
    void join(Channel other) {
        far = other;
        near.pipeline().addLast(new Way(this, other, weather));
        other.pipeline().addLast(new Way(this, near, weather));
    }

    /** From now on bytes pass. */
    void open() {
        near.config().setAutoRead(true);
        if (far != null) {
            far.config().setAutoRead(true);
        }
    }

    /** To be called once: what to do when both sides have ended. */
    void whenOver(Runnable action) {
        whenOver = action;
        Future<?> unused = near.closeFuture().addListener(closed -> checkOver());
        if (far != null) {
            Future<?> unusedFar = far.closeFuture().addListener(closed -> checkOver());
        }
    }

    boolean isDead() {
        return dead;
    }

    /** Passes nothing any more, and neither side is informed. */
    void die() {
        dead = true;
    }

    /** Ends both sides; what is under way is lost. */
    void cut() {
        dead = true;
        close(near);
        if (far != null) {
            close(far);
        }
    }

    void reset() {
        dead = true;
        reset(near);
        if (far != null) {
            reset(far);
        }
    }

    static void close(Channel side) {
        Future<?> unused = side.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    static void reset(Channel side) {
        if (side.isOpen()) {
            side.config().setOption(ChannelOption.SO_LINGER, 0);
            Future<?> unused = side.close();
        }
    }

    private void checkOver() {
        if (!near.isOpen() && (far == null || !far.isOpen())) {
            whenOver.run();
        }
    }
}
