package com.alibaba.mqtt.server.emulator.gate;

import io.netty.channel.ChannelHandlerContext;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a connection that is silent for too long by the emulator's clock. Used by the thread of the connection only. */
final class KeepAlive {
    private static final long MIN_PAUSE_MILLIS = 10;

    private final ChannelHandlerContext context;
    private final Clock clock;
    private final Runnable silent;
    private long heard;
    private long limitMillis;
    private @Nullable Future<?> check;

    /** @param silent is called when the time is over */
    KeepAlive(ChannelHandlerContext context, Clock clock, Runnable silent) {
        this.context = context;
        this.clock = clock;
        this.silent = silent;
        heard = clock.millis();
    }

    /** From now on the client may be silent for so long. */
    void limit(Duration time) {
        heard();
        limitMillis = time.toMillis();
        checkIn(limitMillis);
    }

    /** From now on the client may be silent for ever. */
    void stop() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }

    void heard() {
        heard = clock.millis();
    }

    /** The clock was set, or the time may be over. */
    void check() {
        if (check == null) {
            return;
        }
        // a clock that was set back
        heard = Math.min(heard, clock.millis());
        long left = heard + limitMillis - clock.millis();
        if (left > 0) {
            checkIn(left);
        } else {
            stop();
            silent.run();
        }
    }

    private void checkIn(long millis) {
        stop();
        check = context.executor().schedule(this::check, Math.max(millis, MIN_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
    }
}
