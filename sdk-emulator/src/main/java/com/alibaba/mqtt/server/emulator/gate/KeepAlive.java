package com.alibaba.mqtt.server.emulator.gate;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a connection that is silent for too long. Used by the thread of the connection only. */
final class KeepAlive {
    private final ChannelHandlerContext context;
    private final Runnable silent;
    private long heard = System.nanoTime();
    private long limitNanos;
    private @Nullable Future<?> check;

    /** @param silent is called when the time is over */
    KeepAlive(ChannelHandlerContext context, Runnable silent) {
        this.context = context;
        this.silent = silent;
    }

    /** From now on the client may be silent for so long. */
    void limit(Duration time) {
        stop();
        heard = System.nanoTime();
        limitNanos = time.toNanos();
        checkIn(limitNanos);
    }

    /** From now on the client may be silent for ever. */
    void stop() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }

    void heard() {
        heard = System.nanoTime();
    }

    private void checkIn(long nanos) {
        check = context.executor().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        long left = limitNanos - (System.nanoTime() - heard);
        if (left > 0) {
            checkIn(left);
        } else {
            silent.run();
        }
    }
}
